import { basename } from "../../tree.ts";
import type { MigrationFile } from "../migration-file.ts";

/** V3.1 comes behind V3, and ahead of V3.0.1 nothing but V3.0.0.1 does. */
export function namesBehind({ path, version }: MigrationFile, count: number): string[][] {
  const name = basename(path);
  const at = name.indexOf(version);
  if (version === "" || at < 0) return [];
  const separator = /[._]/.exec(version)?.[0] ?? ".";
  const [head, tail] = [name.slice(0, at + version.length), name.slice(at + version.length)];
  return ["", `0${separator}`, `0${separator}0${separator}`].map((zeros) =>
    Array.from({ length: count }, (_, index) => {
      const end = tail.replace(/(?=\.[^.]*$)/, `_${index + 2}`);
      return `${head}${separator}${zeros}${index + 1}${end}`;
    }),
  );
}
