import { existsSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

/** The engine of Prisma that the user has installed. */
export interface InstalledEngine {
  /** "prisma 7.10.1" */
  readonly from: string;
  /** Absolute path of the WebAssembly module. */
  readonly wasm: string;
}

/** Why there is none, and what would help. */
export interface NoEngine {
  readonly reason: string;
}

/** Packages that bring the engine as WebAssembly, and where in them it lies. */
const PACKAGES: readonly (readonly [name: string, path: string])[] = [
  ["@prisma/prisma7", "build/schema_engine_bg.wasm"],
  ["prisma", "build/schema_engine_bg.wasm"],
  ["@prisma/schema-engine-wasm", "schema_engine_bg.wasm"],
];

const HOW =
  "install the repository's packages, prisma 6.6 to 7 among them (npm ci), and run lockgate after that";

/** Looks in the `node_modules` of a folder and of those above it, as Node.js does. */
export function installedEngine(root: string, dir: string): InstalledEngine | NoEngine {
  const without: string[] = [];
  let at = resolve(root, dir);
  for (let above = dirname(at); above !== at; [at, above] = [above, dirname(above)]) {
    for (const [name, path] of PACKAGES) {
      const version = versionOf(join(at, "node_modules", name));
      if (version === null) continue;
      const wasm = join(at, "node_modules", name, path);
      if (existsSync(wasm)) return { from: `${name} ${version}`, wasm };
      without.push(`${name} ${version}`);
    }
  }
  const [first] = without;
  if (first !== undefined) return { reason: `${first} brings no engine that can be run here: ${HOW}` };
  return { reason: `prisma is not installed here, and its engine compares the two: ${HOW}` };
}

function versionOf(folder: string): string | null {
  try {
    return String(JSON.parse(readFileSync(join(folder, "package.json"), "utf8")).version);
  } catch {
    return null;
  }
}
