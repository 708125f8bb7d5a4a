/**
 * npm run bench:queries: 1,000 live queries over 100 tables, prepared before a change that may touch all of them and after
 * it, on PGlite in this very process: its CPU time is counted. Needs `npm run build`.
 */
import { readFileSync } from "node:fs";
import { QueryWatch } from "../src/live/query-watch.ts";
import { unpack } from "../src/shadow/engines/data-dir.ts";
import { startPglite } from "../src/shadow/engines/pglite.ts";
import { DATA_DIR } from "../src/shadow/engines/pglite-assets.ts";
import { loadParser, parseScript } from "../src/sql/parse.ts";
import { median } from "./race.ts";
import { verdict } from "./table.ts";

const TABLES = 100;
const QUERIES = 1_000;
const ROUNDS = 5;

const columns = Array.from({ length: 12 }, (_, n) => `"field${n}"`);
const schema = Array.from({ length: TABLES }, (_, n) => {
  return `CREATE TABLE "Model${n}" (id int PRIMARY KEY, ${columns.map((name) => `${name} text`).join(", ")});`;
}).join("\n");
const selected = (alias: string) => columns.map((name) => `${alias}.${name}`).join(", ");
const queries = Array.from({ length: QUERIES }, (_, n) => {
  const [one, other] = [`"Model${n % TABLES}"`, `"Model${(n + 7) % TABLES}"`];
  const kinds = [
    `SELECT ${selected("t")} FROM ${one} AS t WHERE t."field${n % 12}" = $1 AND t.id > $2 ORDER BY t.id LIMIT $3`,
    `SELECT ${selected("t")}, ${selected("o")} FROM ${one} AS t LEFT JOIN ${other} AS o ON o.id = t.id WHERE t.id IN ($1, $2)`,
    `UPDATE ${one} SET "field${n % 12}" = $1 WHERE id = $2 RETURNING id`,
    `INSERT INTO ${one} (id, "field${n % 12}") VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET "field0" = $3`,
    `SELECT jsonb_build_object($1, t.id, $2, t."field${n % 12}") FROM ${one} AS t OFFSET $3`,
  ];
  const sql = kinds[Math.floor(n / TABLES) % kinds.length] ?? "";
  return { id: String(n), sql, callsPerSecond: 1, from: "production" as const };
});
const CHANGE = `DO $$ BEGIN EXECUTE 'ALTER TABLE "Model3" DROP COLUMN "field5"'; END $$`;

await loadParser();
const session = await startPglite({ dataDir: unpack(readFileSync(DATA_DIR), null), extensions: [] });
await session.exec(schema);
const [change] = parseScript(CHANGE).statements;
if (change === undefined) throw new Error("there is no change");
const seconds: number[] = [];
let broken = 0;
for (let round = 0; round < ROUNDS; round++) {
  const start = process.cpuUsage();
  const watch = new QueryWatch(queries, [change]);
  await watch.before(session);
  await session.exec("BEGIN");
  await session.exec(CHANGE);
  await watch.after(session, change, { migration: "change", inTransaction: true });
  broken = watch.result().broken.length;
  const { user, system } = process.cpuUsage(start);
  await session.exec("ROLLBACK");
  seconds.push((user + system) / 1e6);
}
await session.close();
console.log(`${QUERIES} live queries, ${broken} broken: CPU seconds, median of ${ROUNDS}`);
verdict("prepared before and after", median(seconds), "<=", 1);
