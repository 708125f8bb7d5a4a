import { existsSync, readdirSync } from "node:fs";
import { defineConfig } from "rolldown";

/** Our own code is bundled; npm packages stay packages. Node's own modules and packages are not relative. */
const isPackage = (id: string): boolean => !/^[./]|^lockgate\/rule$|^[A-Za-z]:/.test(id);

const rules = readdirSync("rules").filter((id) => existsSync(`rules/${id}/rule.ts`));

/** What is started or imported by its path: the program, the library, the children that PGlite runs in, each rule. */
const entries = {
  cli: "src/cli/main.ts",
  index: "src/index.ts",
  rule: "src/rule.ts",
  "pglite-worker": "src/shadow/pglite-worker.ts",
  ...Object.fromEntries(rules.map((id) => [`rules/${id}/rule`, `rules/${id}/rule.ts`])),
};

export default defineConfig({
  input: Object.fromEntries(Object.entries(entries).filter(([, path]) => existsSync(path))),
  platform: "node",
  external: isPackage,
  resolve: { alias: { "lockgate/rule": "./src/rule.ts" } },
  output: {
    dir: "dist",
    format: "esm",
    entryFileNames: "[name].js",
    // Beside the entries: code that looks for files beside itself finds them wherever it is put.
    chunkFileNames: "[name]-[hash].js",
    cleanDir: true,
  },
});
