/** Makes dist/pglite.datadir, the data directory that embedded servers start from, with the installed PGlite. */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { startPglite } from "../src/shadow/engines/pglite.ts";
import { buildOf, DATA_DIR } from "../src/shadow/engines/pglite-assets.ts";

const server = await startPglite({ dataDir: null, extensions: [] });
const packed = await server.save({ build: buildOf() }, null);
mkdirSync(dirname(DATA_DIR), { recursive: true });
writeFileSync(DATA_DIR, packed);
console.log(`${DATA_DIR}: ${(packed.length / 1e6).toFixed(1)} MB, PostgreSQL ${server.major}`);
// PGlite keeps handles open.
process.exit(0);
