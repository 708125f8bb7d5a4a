// The least that a rehearsal of one migration must do: start PGlite from a data directory and send it every statement.
//   node bare-statements.mjs <data directory> <JSON list of statements>
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const { PGlite } = createRequire(new URL("../package.json", import.meta.url))("@electric-sql/pglite");
const [dataDir, list] = process.argv.slice(2);
const db = await PGlite.create({ loadDataDir: new Blob([readFileSync(dataDir)]) });
for (const sql of JSON.parse(readFileSync(list, "utf8"))) await db.exec(sql);
process.exit(0);
