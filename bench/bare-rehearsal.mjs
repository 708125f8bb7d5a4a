// The least that any rehearsal on PGlite must do, from a data directory that is there already: run the earlier files
// and keep the state (cold) or load the state, whose key is made of the earlier files (warm), then run the new file.
//   node bare-rehearsal.mjs prepare <data directory>
//   node bare-rehearsal.mjs cold <data directory> <state> <new file> <earlier files...>
//   node bare-rehearsal.mjs warm <state> <new file> <earlier files...>
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";

const { PGlite } = createRequire(new URL("../package.json", import.meta.url))("@electric-sql/pglite");
const [how, ...paths] = process.argv.slice(2);
const started = (path) => PGlite.create({ loadDataDir: new Blob([readFileSync(path)]) });
const dump = async (db, path) =>
  writeFileSync(path, Buffer.from(await (await db.dumpDataDir("gzip")).arrayBuffer()));

if (how === "prepare") await dump(await PGlite.create(), paths[0]);
if (how === "cold") {
  const [dataDir, state, last, ...earlier] = paths;
  const db = await started(dataDir);
  for (const path of earlier) await db.exec(readFileSync(path, "utf8"));
  await dump(db, state);
  await db.exec(readFileSync(last, "utf8"));
}
if (how === "warm") {
  const [state, last, ...earlier] = paths;
  const key = createHash("sha256");
  for (const path of earlier) key.update(readFileSync(path));
  key.digest();
  const db = await started(state);
  await db.exec(readFileSync(last, "utf8"));
}
process.exit(0);
