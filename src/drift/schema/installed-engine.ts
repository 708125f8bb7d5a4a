import { existsSync } from "node:fs";
import { join } from "node:path";
import { installedPackages } from "./installed-packages.ts";

/** The engine of Prisma that the user has installed. */
export interface InstalledEngine {
  /** "prisma 7.10.1" */
  readonly from: string;
  /** Absolute path of the WebAssembly module. */
  readonly wasm: string;
}

/** Packages that bring the engine as WebAssembly, and where in them it lies. */
const MODULES: Readonly<Record<string, string>> = {
  "@prisma/prisma7": "build/schema_engine_bg.wasm",
  prisma: "build/schema_engine_bg.wasm",
  "@prisma/schema-engine-wasm": "schema_engine_bg.wasm",
};

const HOW =
  "install the repository's packages, prisma 6.6 to 7 among them (npm ci), and run lockgate after that";

/** The engine that is installed for a folder, or why there is none and what would help. */
export function installedEngine(root: string, dir: string): InstalledEngine | { readonly reason: string } {
  const installed = installedPackages(root, dir, Object.keys(MODULES)).map(({ name, version, folder }) => ({
    from: `${name} ${version}`,
    wasm: join(folder, MODULES[name] ?? ""),
  }));
  const usable = installed.find(({ wasm }) => existsSync(wasm));
  if (usable !== undefined) return usable;
  const [first] = installed;
  if (first !== undefined) return { reason: `${first.from} brings no engine that can be run here: ${HOW}` };
  return { reason: `prisma is not installed here, and its engine compares the two: ${HOW}` };
}
