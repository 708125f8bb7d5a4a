/** The hand-written files, and what each imports. */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { isBesideSrc, MAY_IMPORT } from "./architecture.ts";

const ROOT = join(import.meta.dirname, "..");

/** Every hand-written TypeScript file, as `src/sql/parse.ts`. */
export const FILES: readonly string[] = ["src", ...Object.keys(MAY_IMPORT).filter(isBesideSrc), "security"]
  .flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" }).map((path) => `${folder}/${path}`),
  )
  .map((path) => path.replaceAll("\\", "/"))
  .filter((path) => path.endsWith(".ts") && !path.endsWith(".d.ts") && !path.includes("node_modules"));

/** A test, or what only tests import. */
export function isOfTests(file: string): boolean {
  return /\.(test|testing)\.ts$/.test(file);
}

export interface Import {
  /** As written, for a package; the path of the file from the root, for a file of ours. */
  readonly from: string;
  readonly isOurs: boolean;
  readonly typeOnly: boolean;
}

export function importsOf(file: string): Import[] {
  const text = readFileSync(join(ROOT, file), "utf8");
  const statements = text.matchAll(
    /(?:^|\n)\s*(?:import|export)\s+(type\s)?[^;"']*?from\s+["']([^"']+)["']/g,
  );
  const dynamic = text.matchAll(/\bimport\(\s*["']([^"']+)["']\s*\)/g);
  const bare = text.matchAll(/(?:^|\n)import\s+["']([^"']+)["']/g);
  return [
    ...[...statements].map(([, type, from = ""]) => ({ from, typeOnly: type !== undefined })),
    ...[...dynamic, ...bare].map(([, from = ""]) => ({ from, typeOnly: false })),
  ].map(({ from, typeOnly }) => {
    const isOurs = from.startsWith(".");
    const path = normalize(join(dirname(file), from)).replaceAll("\\", "/");
    return { from: isOurs ? path : from, isOurs, typeOnly };
  });
}

/** Files that import each other, directly or through others; each circle sorted by name. */
export function circlesOf(files: readonly string[], { types }: { readonly types: boolean }): string[][] {
  const imported = new Map(
    files.map((file) => {
      const counted = importsOf(file).filter(({ isOurs, typeOnly }) => isOurs && (types || !typeOnly));
      return [file, counted.map(({ from }) => from)];
    }),
  );
  const reachable = new Map(files.map((file) => [file, reachableFrom(file, imported)]));
  const circles = new Map<string, string[]>();
  for (const file of files) {
    const circle = files.filter(
      (other) => reachable.get(file)?.has(other) && reachable.get(other)?.has(file),
    );
    if (circle.length > 0) circles.set(circle.sort().join(), circle);
  }
  return [...circles.values()];
}

function reachableFrom(start: string, imported: ReadonlyMap<string, readonly string[]>): Set<string> {
  const reached = new Set<string>();
  const waiting = [...(imported.get(start) ?? [])];
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (reached.has(file)) continue;
    reached.add(file);
    waiting.push(...(imported.get(file) ?? []));
  }
  return reached;
}
