/** dist/action: the GitHub Action in a folder that runs by itself, on Node 20 and 24, without node_modules. */
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join } from "node:path";
import { defineConfig, type Plugin } from "rolldown";
import { jsonAsText } from "./rolldown.config.ts";

const require = createRequire(import.meta.url);
const rules = readdirSync("rules").filter((id) => existsSync(`rules/${id}/rule.ts`));

/** What is started or imported by its path. */
const entries = {
  index: "src/action/main.ts",
  comment: "src/action/relay-main.ts",
  "pglite-worker": "src/shadow/pglite-worker.ts",
  ...Object.fromEntries(rules.map((id) => [`rules/${id}/rule`, `rules/${id}/rule.ts`])),
};

export default defineConfig({
  input: Object.fromEntries(Object.entries(entries).filter(([, path]) => existsSync(path))),
  platform: "node",
  // PGlite's, which is compiled C.
  checks: { eval: false },
  // Only there where the user's own workflow installs it.
  external: ["testcontainers", "pg-native"],
  resolve: { alias: { "lockgate/rule": "./src/rule.ts" } },
  plugins: [jsonAsText, filesBeside()],
  output: {
    dir: "dist/action",
    format: "esm",
    minify: true,
    entryFileNames: "[name].js",
    // Beside the entries: code that looks for files beside itself finds them.
    chunkFileNames: "[name]-[hash].js",
    comments: { legal: false },
  },
});

/** What the code reads from the folder that it stands in: WASM, PGlite's files, the rules' READMEs. */
function filesBeside(): Plugin {
  return {
    name: "files-beside",
    renderStart({ dir = "" }) {
      // The rest of the folder is copied; what is equal stays as it is.
      for (const name of existsSync(dir) ? readdirSync(dir) : []) {
        if (name.endsWith(".js") || name === "rules") rmSync(join(dir, name), { recursive: true });
      }
    },
    writeBundle({ dir = "" }) {
      const copyNew = (from: string, folder = ""): void => copyInto(join(dir, folder), from);
      copyNew(join(dirname(require.resolve("libpg-query")), "libpg-query.wasm"));
      const pglite = dirname(require.resolve("@electric-sql/pglite"));
      for (const name of ["pglite.wasm", "pglite.data", "initdb.wasm"]) copyNew(join(pglite, name));
      for (const name of readdirSync(pglite)) {
        if (name.endsWith(".tar.gz")) copyNew(join(pglite, name), "extensions");
      }
      const vector = dirname(require.resolve("@electric-sql/pglite-pgvector"));
      copyNew(join(vector, "vector.tar.gz"), "extensions");
      // Made once for a version of PGlite; it is never the same bytes twice.
      if (existsSync("dist/pglite.datadir") && !existsSync(join(dir, "pglite.datadir"))) {
        copyNew("dist/pglite.datadir");
      }
      for (const id of rules) copyNew(`rules/${id}/README.md`, `rules/${id}`);
      writeFileSync(join(dir, "package.json"), '{ "type": "module" }\n');
    },
  };
}

function copyInto(folder: string, from: string): void {
  const to = join(folder, basename(from));
  if (existsSync(to) && readFileSync(to).equals(readFileSync(from))) return;
  mkdirSync(folder, { recursive: true });
  copyFileSync(from, to);
}
