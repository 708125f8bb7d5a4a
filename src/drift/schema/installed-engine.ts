import { existsSync } from "node:fs";
import { join } from "node:path";
import { startEngine } from "./engine/start.ts";
import { type InstalledPackage, installedPackages } from "./installed-packages.ts";
import { nativeEngine } from "./native-engine.ts";
import { EngineFailure, type SchemaEngine } from "./schema-engine.ts";

const HOW =
  "install the repository's packages with their install scripts (npm ci), and run lockgate after that";

/** Where a package has the engine as WebAssembly. */
const MODULE = "build/schema_engine_bg.wasm";
const ENGINE_ALONE = "@prisma/schema-engine-wasm";

/**
 * Starts the engine of Prisma that the user has installed, or says why there is none and what would help. As WebAssembly
 * (Prisma 6.6 to 7) it runs everywhere and can be held; as a program it is the same engine.
 */
export async function installedEngine(
  root: string,
  dir: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<SchemaEngine | { readonly reason: string }> {
  const [prisma] = installedPackages(root, dir, ["@prisma/prisma7", "prisma"]);
  const alone = installedPackages(root, dir, [ENGINE_ALONE]).find(
    // Another major compares otherwise: 6 has other keys for the tables of implicit relations than 5.
    ({ version }) => prisma === undefined || majorOf(version) === majorOf(prisma.version),
  );
  const candidates: readonly (readonly [InstalledPackage | undefined, string])[] = [
    [prisma, MODULE],
    [alone, "schema_engine_bg.wasm"],
  ];
  try {
    for (const [found, path] of candidates) {
      const wasm = found === undefined ? null : join(found.folder, path);
      if (found !== undefined && wasm !== null && existsSync(wasm))
        return await startEngine(`${found.name} ${found.version}`, wasm);
    }
    const native = prisma === undefined ? null : await nativeEngine(prisma, env);
    if (native !== null) return native;
  } catch (error) {
    if (!(error instanceof EngineFailure)) throw error;
    return { reason: `the engine of prisma ${prisma?.version} does not run: ${error.message}` };
  }
  if (prisma === undefined)
    return { reason: `prisma is not installed here, and its engine compares the two: ${HOW}` };
  if (Number(majorOf(prisma.version)) > 7)
    return { reason: `Prisma ${majorOf(prisma.version)} is not supported yet` };
  return { reason: `prisma ${prisma.version} has no engine that runs on this machine: ${HOW}` };
}

function majorOf(version: string): string {
  return version.split(".", 1).join();
}
