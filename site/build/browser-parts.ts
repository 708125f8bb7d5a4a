/** What lets the code of src run in a page: a part of its own in the place of each part that needs Node. */
import { isBuiltin } from "node:module";
import { fileURLToPath } from "node:url";
import type { Plugin } from "vite";

const path = (relative: string): string => fileURLToPath(new URL(`../${relative}`, import.meta.url));

/** By the module that it stands in for, as it is imported or as it is found. */
const INSTEAD: Readonly<Record<string, string>> = {
  "node:crypto": path("playground/crypto.ts"),
  "node:zlib": path("playground/zlib.ts"),
  "lockgate/rule": path("../src/rule.ts"),
  [path("../src/shadow/engines/pglite-assets.ts")]: path("playground/extension-archives.ts"),
};

/** Not in a page at all, by what is said to who calls it. */
const LEFT_OUT: readonly string[] = ["server-shadow", "container"].map((name) =>
  path(`../src/shadow/engines/${name}.ts`),
);
const PGLITE = path("../src/shadow/engines/pglite-shadow.ts");

const ABSENT = "\0absent:";

/** `thread`: only in a worker, which can be ended, runs the embedded PostgreSQL. */
export function browserParts(thread: "page" | "worker"): Plugin {
  const own = { ...INSTEAD, ...(thread === "worker" && { [PGLITE]: path("playground/worker-shadow.ts") }) };
  const leftOut = thread === "worker" ? LEFT_OUT : [...LEFT_OUT, PGLITE];
  return {
    name: "browser-parts",
    enforce: "pre",
    async resolveId(id, importer, options) {
      // Vue renders the pages on Node, where nothing of the playground is run.
      if (options.ssr) return /\/playground\/.+\.ts$/.test(id) ? ABSENT : null;
      if (importer === undefined) return null;
      if (own[id] !== undefined) return own[id];
      if (isBuiltin(id)) return ABSENT + id;
      if (!id.startsWith(".") || !importer.startsWith(path("../src/"))) return null;
      const found = await this.resolve(id, importer, { ...options, skipSelf: true });
      if (found === null) return null;
      return own[found.id] ?? (leftOut.includes(found.id) ? ABSENT + found.id : found);
    },
    load: (id) => (id.startsWith(ABSENT) ? absent(id.slice(ABSENT.length)) : null),
    transform: (code, id) => (id.endsWith("libpg-query/wasm/libpg-query.js") ? grammar(code) : null),
  };
}

const ENGINES = { pgliteShadow: null, serverShadow: null, startContainer: null };

/** A module whose functions throw: there are no files, processes and sockets in a page. */
async function absent(id: string): Promise<string> {
  const module: object = isBuiltin(id) ? await import(id) : ENGINES;
  const names = Object.keys(module).filter((name) => name !== "default");
  return [
    `const absent = (name) => () => { throw new Error("a page has none of it: " + name); };`,
    ...names.map((name) => `export const ${name} = absent("${name}");`),
    `export default { ${names.join(", ")} };`,
  ].join("\n");
}

/** PostgreSQL's grammar looks for its WASM beside the script that loads it, which bundled is another one. */
function grammar(code: string): string {
  const found = code.replace('return locateFile("libpg-query.wasm")', "return wasmUrl");
  if (found === code) throw new Error("libpg-query no longer looks for its WASM as it did");
  const inPage = found.replace(/globalThis\.process\?\.versions\?\.node[^;]*;/, "false;");
  return `import wasmUrl from "./libpg-query.wasm?url";\n${inPage}\nexport default PgQueryModule;`;
}
