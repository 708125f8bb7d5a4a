import { createHash } from "node:crypto";
import { chmodSync, cpSync, existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { defineConfig, type Plugin } from "rolldown";
import manifest from "./package.json" with { type: "json" };
import { licences } from "./rolldown.licences.ts";

/** Of their code a build keeps what is used. They are installed, too: the published types name theirs. */
const bundled = ["@pgsql/types", "picocolors", "valibot"];
/** What else is installed with lockgate, or beside it, stays a package; all else is bundled. */
const installed = [
  ...Object.keys(manifest.dependencies).filter((name) => !bundled.includes(name)),
  "testcontainers",
];
const isInstalled = (id: string): boolean =>
  installed.some((name) => id === name || id.startsWith(`${name}/`));

/** What is started or imported by its path: the program, the library, the children that PGlite and Prisma's engine run in. */
const entries = {
  cli: "src/cli/main.ts",
  index: "src/index.ts",
  rule: "src/rule-entry.ts",
  "own-rule-process": "src/judge/own-rule-process.ts",
  "capture-relay": "src/capture/relay.ts",
  "pglite-worker": "src/shadow/engines/pglite-worker.ts",
  "schema-engine": "src/drift/schema/engine/program.ts",
};

/** As text for JSON.parse, which reads data several times faster than the compiler reads it as code. */
export const jsonAsText = {
  name: "json-as-text",
  transform: {
    filter: { id: /\.json$/ },
    handler(code: string) {
      const text = JSON.stringify(JSON.stringify(JSON.parse(code)));
      return { code: `export default JSON.parse(${text});`, moduleType: "js" as const };
    },
  },
};

/** What the build is told from others by, for what is kept from run to run: of all its code and of the grammar. */
export const buildDigest: Plugin = {
  name: "build-digest",
  generateBundle(_, bundle) {
    const chunks = Object.values(bundle).flatMap((one) => (one.type === "chunk" ? one : []));
    const hash = createHash("sha256").update(readFileSync(grammarWasm()));
    for (const code of chunks.map((chunk) => chunk.code).sort()) hash.update(code);
    const digest = hash.digest("hex");
    for (const chunk of chunks) chunk.code = chunk.code.replaceAll("@@lockgate build@@", digest);
  },
};

/** The code of every rule, in the place of the module that finds it in the folders. */
export const builtInRules: Plugin = {
  name: "built-in-rules",
  load: {
    filter: { id: /[\\/]src[\\/]judge[\\/]built-in-rules\.ts$/ },
    handler() {
      const ids = readdirSync("rules")
        .filter((id) => existsSync(`rules/${id}/rule.ts`))
        .sort();
      return [
        ...ids.map((id, at) => `import * as rule${at} from "../../rules/${id}/rule.ts";`),
        `const modules = { ${ids.map((id, at) => `"${id}": rule${at}`).join(", ")} };`,
        "export const BUILT_IN = Object.keys(modules);",
        "export const importBuiltIn = async (id) => modules[id];",
      ].join("\n");
    },
  },
};

/** The modules of these files and all that they import, as one file. */
const inOneFile = (name: string, files: string, priority = 0) => ({
  name,
  test: new RegExp(`[\\\\/]src[\\\\/](?:${files.replaceAll("/", "[\\\\/]")})\\.ts$`),
  priority,
});

/** What a check without a rehearsal runs: to find, read and compile two hundred files takes longer than to run them. */
export const fewFiles = {
  groups: [
    inOneFile("start", "cli/compile-cache", 4),
    inOneFile("program", "cli/process", 3),
    inOneFile("rule-kit", "rule|judge/change|judge/rule-folder", 2),
    inOneFile("check", "cli/check|check|report/pretty", 1),
    // Only where something is judged.
    inOneFile("analysis", "analysis/analyze-target"),
  ],
};

export default defineConfig({
  input: Object.fromEntries(Object.entries(entries).filter(([, path]) => existsSync(path))),
  platform: "node",
  external: isInstalled,
  // jsonc-parser's main module requires its parts in a way that no bundler sees.
  resolve: { alias: { "lockgate/rule": "./src/rule.ts", "jsonc-parser": "jsonc-parser/lib/esm/main.js" } },
  output: {
    dir: "dist",
    format: "esm",
    codeSplitting: fewFiles,
    // Half as much to read at every start. Names of functions stay, for LOCKGATE_DEBUG=1.
    minify: {
      mangle: { keepNames: true },
      compress: { keepNames: { function: true, class: true } },
      codegen: true,
    },
    entryFileNames: "[name].js",
    // Beside the entries: code that looks for files beside itself finds them wherever it is put.
    chunkFileNames: "[name]-[hash].js",
  },
  plugins: [
    jsonAsText,
    builtInRules,
    buildDigest,
    emptyFolder(),
    executable("cli.js"),
    captureHooks(),
    grammar(),
    licences(["libpg-query"]),
  ],
});

/** Empties the folder but for dist/action, which is checked in and has a build of its own. */
function emptyFolder(): Plugin {
  return {
    name: "empty-folder",
    renderStart({ dir = "" }) {
      for (const name of existsSync(dir) ? readdirSync(dir) : []) {
        if (name !== "action") rmSync(join(dir, name), { recursive: true });
      }
    },
  };
}

/** What runs in the processes of migration tools, in whichever language they are written. */
export function captureHooks(): Plugin {
  return {
    name: "capture-hooks",
    writeBundle({ dir = "" }) {
      cpSync("src/capture/hooks", join(dir, "capture-hooks"), { recursive: true });
    },
  };
}

/** The grammar's WASM, which its code looks for beside itself. */
function grammar(): Plugin {
  return {
    name: "grammar",
    writeBundle({ dir = "" }) {
      cpSync(grammarWasm(), join(dir, "libpg-query.wasm"));
    },
  };
}

function grammarWasm(): string {
  return join(dirname(createRequire(import.meta.url).resolve("libpg-query")), "libpg-query.wasm");
}

/** Lets a program of the folder be run by its path: npm sees to it only when it links the package for the first time. */
function executable(program: string): Plugin {
  return {
    name: "executable",
    writeBundle({ dir = "" }) {
      chmodSync(join(dir, program), 0o755);
    },
  };
}
