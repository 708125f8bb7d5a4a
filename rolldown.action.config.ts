/** dist/action: the GitHub Action in a folder that runs by itself, on Node 20 and 24, without node_modules. */
import {
  chmodSync,
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
import { buildDigest, builtInRules, captureHooks, fewFiles, jsonAsText } from "./rolldown.config.ts";
import { licences } from "./rolldown.licences.ts";
import { aboutOf } from "./src/shadow/engines/data-dir.ts";
import { buildOf } from "./src/shadow/engines/pglite-assets.ts";

const require = createRequire(import.meta.url);
const rules = readdirSync("rules").filter((id) => existsSync(`rules/${id}/rule.ts`));

/** What is started or imported by its path; the program, too, for pre-commit, which runs it from a clone. */
const entries = {
  index: "src/action/main.ts",
  comment: "src/action/relay-main.ts",
  cli: "src/cli/main.ts",
  rule: "src/rule-entry.ts",
  "own-rule-process": "src/judge/own-rule-process.ts",
  "capture-relay": "src/capture/relay.ts",
  "pglite-worker": "src/shadow/engines/pglite-worker.ts",
  "schema-engine": "src/drift/schema/engine/program.ts",
};

/**
 * What every run of the Action loads: what it asks git with, and loaded meanwhile, all that tells of a run in which nothing
 * is new.
 */
const inFewFiles = [
  { name: "run", test: /[\\/]src[\\/]action[\\/](run|step)\.ts$/, priority: 6 },
  {
    name: "judging",
    test: /[\\/](src[\\/](action[\\/]judging|config[\\/](weakened(-since)?|baseline-widened|judged-by)|report[\\/](pretty|github|json|markdown|sarif))\.ts|node_modules[\\/](semver|smol-toml)[\\/].*)$/,
    priority: 5,
  },
];

export default defineConfig({
  input: Object.fromEntries(Object.entries(entries).filter(([, path]) => existsSync(path))),
  platform: "node",
  // PGlite's, which is compiled C.
  checks: { eval: false },
  // Only there where the user's own workflow installs it.
  external: ["testcontainers", "pg-native"],
  resolve: { alias: { "lockgate/rule": "./src/rule.ts" } },
  // Else undici, which only asking for OIDC tokens takes, is run at every start.
  treeshake: {
    moduleSideEffects: [
      { test: /[\\/]node_modules[\\/](@actions[\\/](core|http-client)|undici)[\\/]/, sideEffects: false },
    ],
  },
  plugins: [
    jsonAsText,
    builtInRules,
    buildDigest,
    filesBeside(),
    captureHooks(),
    licences(["libpg-query", "@electric-sql/pglite", "@electric-sql/pglite-pgvector"]),
  ],
  output: {
    dir: "dist/action",
    format: "esm",
    codeSplitting: { groups: [...inFewFiles, ...fewFiles.groups] },
    minify: true,
    entryFileNames: "[name].js",
    // Beside the entries: code that looks for files beside itself finds them. Without a hash: the folder is checked in,
    // and a file that changes stays the same file.
    chunkFileNames: "chunk-[name].js",
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
      copyNew(dataDirFor(dir));
      for (const id of rules) copyNew(`rules/${id}/README.md`, `rules/${id}`);
      writeFileSync(join(dir, "package.json"), '{ "type": "module" }\n');
      chmodSync(join(dir, "cli.js"), 0o755);
    },
  };
}

/**
 * The data directory that fits the installed PGlite: the one that is there, else the one of `npm run build`. It is never
 * made of the same bytes twice, so it is only replaced with PGlite itself.
 */
function dataDirFor(dir: string): string {
  const build = buildOf();
  const fits = (path: string): boolean => {
    if (!existsSync(path)) return false;
    let about: unknown;
    try {
      about = aboutOf(readFileSync(path));
    } catch {
      return false;
    }
    return typeof about === "object" && about !== null && "build" in about && about.build === build;
  };
  const found = [dir, "dist/action", "dist"].map((folder) => join(folder, "pglite.datadir")).find(fits);
  if (found === undefined) throw new Error(`no data directory for ${build}: run npm run build first`);
  return found;
}

function copyInto(folder: string, from: string): void {
  const to = join(folder, basename(from));
  if (to === from) return;
  if (existsSync(to) && readFileSync(to).equals(readFileSync(from))) return;
  mkdirSync(folder, { recursive: true });
  copyFileSync(from, to);
}
