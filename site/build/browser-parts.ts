/** What lets the code of src run in a page: a part of its own in the place of each part that needs Node. */
import { readFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { fileURLToPath } from "node:url";
import type { Plugin } from "vite";

const path = (relative: string): string => fileURLToPath(new URL(`../${relative}`, import.meta.url));

/** The files of playground/instead, by the module that each stands in for. */
const INSTEAD: Readonly<Record<string, string>> = {
  "node:crypto": "crypto",
  "node:path": "path",
  "node:zlib": "zlib",
  "src/analysis/drift.ts": "drift",
  "src/analysis/own-rules.ts": "own-rules",
  "src/analysis/recordings.ts": "recordings",
  "src/config/config-before.ts": "config-before",
  "src/config/run.ts": "run",
  "src/judge/load-rules.ts": "load-rules",
  "src/migrations/select.ts": "select",
  "src/shadow/engines/pglite-assets.ts": "pglite-assets",
  "src/shadow/engines/pglite-shadow.ts": "pglite-shadow",
};

/** Not in a page at all: whoever calls them is told so. */
const LEFT_OUT = [
  "src/config/weakened-since.ts",
  "src/production/live.ts",
  "src/production/read-snapshot.ts",
  "src/stats.ts",
  "src/shadow/engines/container.ts",
  "src/shadow/engines/server-shadow.ts",
];

/** Only in a worker, which can be ended. */
const ONLY_IN_WORKER = "src/shadow/engines/pglite-shadow.ts";

const ABSENT = "\0absent:";
const ROOT = path("../");

export function browserParts(thread: "page" | "worker"): Plugin {
  const leftOut = thread === "worker" ? LEFT_OUT : [...LEFT_OUT, ONLY_IN_WORKER];
  const inPlaceOf = (module: string): string | null =>
    leftOut.includes(module) ? ABSENT + module : insteadOf(module);
  return {
    name: "browser-parts",
    enforce: "pre",
    async resolveId(id, importer, options) {
      // Vue renders the pages on Node, where nothing of the playground is run.
      if (options.ssr) return /\/playground\/.+\.ts$/.test(id) ? ABSENT : null;
      if (importer === undefined) return null;
      if (id === "lockgate/rule") return path("../src/rule.ts");
      if (isBuiltin(id)) return ABSENT + id;
      if (!id.startsWith(".") || !importer.startsWith(path("../src/"))) return null;
      const found = await this.resolve(id, importer, { ...options, skipSelf: true });
      return found && (inPlaceOf(found.id.replace(ROOT, "")) ?? found);
    },
    load: (id) => (id.startsWith(ABSENT) ? absent(id.slice(ABSENT.length)) : null),
    transform: (code, id) => (id.endsWith("libpg-query/wasm/libpg-query.js") ? grammar(code) : null),
  };
}

function insteadOf(module: string): string | null {
  const name = INSTEAD[module];
  return name === undefined ? null : path(`playground/instead/${name}.ts`);
}

/** A module whose functions throw, but for those that have something in their place: a page has no files, processes, sockets. */
async function absent(id: string): Promise<string> {
  const instead = insteadOf(id);
  const given = instead === null ? [] : exportsOf(instead);
  const all = isBuiltin(id) ? Object.keys(await import(id)) : id === "" ? [] : exportsOf(path(`../${id}`));
  const missing = all.filter((name) => name !== "default" && !given.includes(name));
  return [
    `const absent = (name) => () => { throw new Error("a page has none of it: " + name); };`,
    ...missing.map((name) => `export const ${name} = absent("${name}");`),
    instead === null ? `export default { ${missing.join(", ")} };` : `export * from "${instead}";`,
  ].join("\n");
}

function exportsOf(file: string): string[] {
  const found = readFileSync(file, "utf8").matchAll(/^export (?:async )?(?:function|const|class) (\w+)/gm);
  return [...found].map(([, name = ""]) => name);
}

/** PostgreSQL's grammar looks for its WASM beside the script that loads it, which bundled is another one. */
function grammar(code: string): string {
  const found = code.replace('return locateFile("libpg-query.wasm")', "return wasmUrl");
  if (found === code) throw new Error("libpg-query no longer looks for its WASM as it did");
  const inPage = found.replace(/globalThis\.process\?\.versions\?\.node[^;]*;/, "false;");
  return `import wasmUrl from "./libpg-query.wasm?url";\n${inPage}\nexport default PgQueryModule;`;
}
