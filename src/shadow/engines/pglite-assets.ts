/** Where the files of the embedded PostgreSQL lie: beside the bundled program, or in the package of PGlite. */
import { existsSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { archiveName } from "./pglite-archives.ts";

const here = dirname(fileURLToPath(import.meta.url));
const fromSource = import.meta.url.endsWith(".ts");
const require = createRequire(import.meta.url);

/** From source: where the program stands as it is built, if it is. */
export const BUILT_WORKER = "LOCKGATE_TEST_PGLITE_WORKER";

/** The program of the child process. */
export const WORKER = fromSource
  ? (process.env[BUILT_WORKER] ?? join(here, "pglite-worker.ts"))
  : join(here, "pglite-worker.js");

/** Made at build time by scripts/build-data-dir.ts. */
export const DATA_DIR = fromSource
  ? join(here, "../../../dist/pglite.datadir")
  : join(here, "pglite.datadir");

/** Extensions in packages of their own, the first of which comes with lockgate. */
const PACKAGES: Readonly<Record<string, string>> = {
  vector: "@electric-sql/pglite-pgvector",
  postgis: "@electric-sql/pglite-postgis",
};

/** The folder of pglite.wasm and pglite.data. */
export function assetFolder(): string {
  if (existsSync(join(here, "pglite.wasm"))) return here;
  return dirname(require.resolve("@electric-sql/pglite"));
}

/** The archive of an extension, or null where there is none for the embedded PostgreSQL. */
export function archiveOf(extension: string): URL | null {
  const folder = assetFolder();
  const name = archiveName(extension);
  if (name === null) return null;
  for (const path of [join(folder, name), join(folder, "extensions", name)])
    if (existsSync(path)) return pathToFileURL(path);
  const home = PACKAGES[extension];
  if (!home) return null;
  try {
    const path = join(dirname(require.resolve(home)), name);
    return existsSync(path) ? pathToFileURL(path) : null;
  } catch {
    return null;
  }
}

/**
 * Tells builds of PGlite apart: a data directory fits only the one that it was made with. By the sizes of its files,
 * which cost nothing to read.
 */
export function buildOf(): string {
  const folder = assetFolder();
  const size = (name: string) => statSync(join(folder, name)).size;
  return `pglite ${size("pglite.wasm")} ${size("pglite.data")}`;
}
