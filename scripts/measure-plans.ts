/**
 * Which queries lose their index when one is dropped: as it is told from statistics on empty tables, against a PostgreSQL 18
 * whose tables have rows. `tsx scripts/measure-plans.ts [--verbose] [--sizes 20000,100000] <folder of migrations>...`, of
 * public repositories for example; each index of each schema is dropped once.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { startServer } from "../postgres-servers/servers.ts";
import { lostIndexes } from "../src/live/lost-indexes.ts";
import type { Planned } from "../src/live/plan.ts";
import { readPlannedTables } from "../src/live/plan-catalog.ts";
import { scansOf } from "../src/live/plan-scans.ts";
import { sizesOf } from "../src/live/plan-sizes.ts";
import { PlanWatch } from "../src/live/plan-watch.ts";
import { type ReadQuery, readQuery } from "../src/live/read-query.ts";
import { readLive } from "../src/production/live.ts";
import type { Snapshot } from "../src/production/snapshot.ts";
import { readStats } from "../src/production/stats.ts";
import { type Embedded, startPglite } from "../src/shadow/engines/pglite.ts";
import { connect, type ServerSession } from "../src/shadow/engines/server.ts";
import type { Session } from "../src/shadow/engines/session.ts";
import type { Shadow } from "../src/shadow/engines/shadow.ts";
import { extensionsIn } from "../src/shadow/platforms/extensions.ts";
import { loadParser, parseScript } from "../src/sql/parse.ts";
import type { Statement } from "../src/sql/statement.ts";
import { type DroppedIndex, droppedIndexes } from "./plans/dropped-indexes.ts";
import { fillTables } from "./plans/fill-tables.ts";
import { usualQueries } from "./plans/usual-queries.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { verbose: { type: "boolean" }, sizes: { type: "string", default: "20000,60000,200000,600000" } },
});
const sizes = values.sizes.split(",").map(Number);

await loadParser();
const total = { drops: 0, pairs: 0, lost: 0, found: 0, wrong: 0, missed: 0, plans: 0, cpu: 0 };
for (const folder of positionals) await measure(folder);
print("all", total);

async function measure(folder: string): Promise<void> {
  const statements = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".sql") && !/down/.test(path))
    .sort()
    .flatMap((path) => parseScript(readFileSync(join(folder, path), "utf8")).statements);
  const server = await startServer(18, { shared_buffers: "256MB", max_parallel_workers_per_gather: "0" });
  const embedded = await startPglite({ dataDir: null, extensions: extensionsIn(statements) });
  const session = await connect(server.url, 600_000);
  try {
    const apart = (await run(session, statements)) + (await run(embedded, statements));
    const failed = await fillTables(session, sizes);
    const snapshot = await readLive(server.url, {}, (live) => readStats(live, { columns: true }));
    const queries = (await usualQueries(session)).flatMap((sql) => {
      const read = readQuery({ id: sql, sql, callsPerSecond: null, from: "list" });
      return typeof read === "string" ? [] : [read];
    });
    const own = { ...total, drops: 0, pairs: 0, lost: 0, found: 0, wrong: 0, missed: 0, plans: 0, cpu: 0 };
    for (const drop of await droppedIndexes(session)) {
      const asked = queries.filter(({ names }) => names.relations.has(drop.table));
      const told = await toldOf(embedded, drop, asked, snapshot, own);
      const truth = await truthOf(session, drop, asked, snapshot);
      own.drops++;
      own.pairs += asked.length;
      own.lost += truth.size;
      for (const pair of told) if (!truth.has(pair)) report("wrong", drop, pair);
      for (const pair of truth) if (!told.has(pair)) report("missed", drop, pair);
      const found = [...told].filter((pair) => truth.has(pair)).length;
      own.found += found;
      own.wrong += told.size - found;
      own.missed += truth.size - found;
    }
    print(folder, own);
    if (apart > 0 || failed.length > 0)
      process.stdout.write(`  ${apart} statements did not run; not filled: ${failed.join("; ") || "none"}\n`);
    for (const key of Object.keys(total) as (keyof typeof total)[]) total[key] += own[key];
  } finally {
    await session.end();
    await embedded.close();
    await server.stop();
  }
}

async function run(session: Session, statements: readonly Statement[]): Promise<number> {
  let failures = 0;
  for (const { text } of statements) if ((await session.exec(text)).error) failures++;
  return failures;
}

/** `relation query` of each query that is said to lose an index. */
async function toldOf(
  embedded: Embedded,
  { drop, create }: DroppedIndex,
  queries: readonly ReadQuery[],
  snapshot: Snapshot,
  count: { plans: number; cpu: number },
): Promise<Set<string>> {
  const shadow = { session: embedded, explain: embedded.explain } as unknown as Shadow;
  const { statements } = parseScript(drop);
  const watch = new PlanWatch(queries, statements, snapshot);
  const started = process.cpuUsage();
  await watch.before(embedded, shadow);
  await must(embedded, drop);
  for (const statement of statements) await watch.after(embedded, statement, { migration: "" });
  await watch.end(embedded, shadow);
  const { user, system } = process.cpuUsage(started);
  count.plans += queries.length;
  count.cpu += (user + system) / 1_000_000;
  await must(embedded, create);
  return new Set(watch.result().unplanned.map(({ relation, query }) => `${relation} ${query.id}`));
} /** The same by the plans of the server, which has the rows. */
async function truthOf(
  session: ServerSession,
  { drop }: DroppedIndex,
  queries: readonly ReadQuery[],
  snapshot: Snapshot,
): Promise<Set<string>> {
  await must(session, "BEGIN");
  const before = await plannedOn(session, queries, snapshot, null);
  await must(session, drop);
  const after = await plannedOn(session, queries, snapshot, before);
  await must(session, "ROLLBACK");
  return new Set(lostIndexes(before, after).map(({ relation, query }) => `${relation} ${query}`));
}

async function plannedOn(
  session: ServerSession,
  queries: readonly ReadQuery[],
  snapshot: Snapshot,
  base: Planned | null,
): Promise<Planned> {
  const names = queries.flatMap((query) => [...query.names.relations]);
  const tables = await readPlannedTables(session, names, []);
  const byOid = new Map(tables.map((table) => [table.oid, table]));
  const scans: [string, ReturnType<typeof scansOf>][] = [];
  for (const { running, sql } of queries) {
    const [row] = await session.query<{ "QUERY PLAN": unknown }>(
      `EXPLAIN (GENERIC_PLAN, VERBOSE, FORMAT JSON) ${sql}`,
    );
    scans.push([running.id, scansOf(JSON.stringify(row?.["QUERY PLAN"]))]);
  }
  const { known } = sizesOf(tables, base?.tables ?? byOid, snapshot);
  return { tables: byOid, known, scans: new Map(scans) };
}

async function must(session: Session, sql: string): Promise<void> {
  const { error } = await session.exec(sql);
  if (error) throw new Error(`${error.message}: ${sql}`);
}

function report(what: string, { index }: DroppedIndex, pair: string): void {
  if (values.verbose) process.stdout.write(`  ${what}: ${index}: ${pair}\n`);
}

function print(name: string, { drops, pairs, lost, found, wrong, missed, plans, cpu }: typeof total): void {
  const precision = (found / Math.max(found + wrong, 1)).toFixed(3);
  const recall = (found / Math.max(lost, 1)).toFixed(3);
  const each = ((cpu / Math.max(plans, 1)) * 1_000).toFixed(2);
  process.stdout.write(
    `${name}: ${drops} indexes dropped, ${pairs} pairs with a query, ${lost} lose it: ${found} found, ${wrong} wrong, ` +
      `${missed} missed; precision ${precision}, recall ${recall}; ${each} s of CPU for 1,000 queries before and after\n`,
  );
}
