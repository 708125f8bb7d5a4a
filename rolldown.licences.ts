import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { Plugin } from "rolldown";

const require = createRequire(import.meta.url);

/** The licences of all that is bundled, and of what is copied, which ask to go with it: LICENSES.txt. */
export function licences(copied: readonly string[]): Plugin {
  return {
    name: "licences",
    writeBundle({ dir = "" }, bundle) {
      const modules = Object.values(bundle).flatMap((chunk) =>
        chunk.type === "chunk" ? chunk.moduleIds : [],
      );
      const folders = new Set([
        ...copied.map((name) => packageOf(require.resolve(name))),
        ...modules.map(packageOf),
      ]);
      const texts = [...folders].flatMap((folder) => (folder === null ? [] : [licenceIn(folder)]));
      writeFileSync(
        join(dir, "LICENSES.txt"),
        `${[...new Set(texts)].sort().join(`\n\n${"-".repeat(80)}\n\n`)}\n`,
      );
    },
  };
}

/** The folder of the package that a module belongs to, or null for one of ours. */
function packageOf(path: string): string | null {
  return /^.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+/.exec(path.replace(/^\0/, ""))?.[0] ?? null;
}

function licenceIn(folder: string): string {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const file = readdirSync(folder).find((one) => /^(licen[cs]e|copying)(\.(md|txt))?$/i.test(one));
  const text =
    file === undefined
      ? ""
      : `\n\n${readFileSync(join(folder, file), "utf8").trim().replaceAll("\r\n", "\n")}`;
  return `${name} ${version} (${license})${text}`;
}
