/** Running queries planned on a shadow as production would plan them, before the change and after it. */
import type { Snapshot } from "../production/snapshot.ts";
import type { Unprepared } from "../shadow/engines/prepare.ts";
import type { Session } from "../shadow/engines/session.ts";
import { type Shadow, ShadowLost } from "../shadow/engines/shadow.ts";
import { type PlannedTable, readPlannedTables } from "./plan-catalog.ts";
import { type Scan, scansOf } from "./plan-scans.ts";
import { type Known, sizesOf } from "./plan-sizes.ts";
import { putStatistics, setPlanner } from "./plan-statistics.ts";
import type { ReadQuery } from "./read-query.ts";

/** A query that can be prepared. */
export interface Plannable {
  /** Of the query in its list. */
  readonly id: string;
  /** As it prepares, with `planned`: how many parameters it has. */
  readonly statement: Unprepared;
  /** Bare names of the tables and views that it names. */
  readonly relations: ReadonlySet<string>;
}

/** `sent`: as it prepares. */
export function plannableOf({ running: { id }, names, parameters }: ReadQuery, sent: Unprepared): Plannable {
  return { id, statement: { ...sent, planned: parameters }, relations: names.relations };
}

export interface Planned {
  /** By OID. */
  readonly tables: ReadonlyMap<string, PlannedTable>;
  /** What production knows of them, by OID. */
  readonly known: ReadonlyMap<string, Known>;
  /** By the query's id; null: PostgreSQL does not plan it. */
  readonly scans: ReadonlyMap<string, readonly Scan[] | null>;
}

/** One call has a time limit of its own. */
const AT_ONCE = 50;

/**
 * Plans queries at production's size and leaves no trace on the shadow, which must be an embedded one. `base`: what was
 * planned before the change; null: this is before.
 *
 * @throws {ShadowLost} when the shadow is not as it was before.
 */
export async function planQueries(
  shadow: Shadow,
  queries: readonly Plannable[],
  snapshot: Snapshot,
  base: Planned | null,
): Promise<Planned> {
  const { session, explain } = shadow;
  if (explain === null) throw new Error("only an embedded shadow has files of any size");
  const names = queries.flatMap(({ relations }) => [...relations]);
  const tables = await readPlannedTables(session, names, base?.tables.keys() ?? []);

  const byOid = new Map(tables.map((table) => [table.oid, table]));
  const sizes = sizesOf(tables, base?.tables ?? byOid, snapshot);
  const scans = new Map<string, readonly Scan[] | null>();
  const before = await traceOf(session, tables);
  await session.exec("BEGIN");
  try {
    await putStatistics(session, sizes);
    await setPlanner(session, snapshot.settings.planner ?? {});
    for (let at = 0; at < queries.length; at += AT_ONCE) {
      const some = queries.slice(at, at + AT_ONCE);
      const explained = await explain(
        sizes.files,
        some.map(({ statement }) => statement),
      );
      for (const [index, { id }] of some.entries()) {
        const plan = explained[index]?.plan;
        scans.set(id, plan ? scansOf(plan) : null);
      }
    }
  } finally {
    await session.exec("ROLLBACK");
  }
  const after = await traceOf(session, tables);
  if (after !== before) throw new ShadowLost("planning at production's size could not be undone");
  return { tables: byOid, known: sizes.known, scans };
}

/** Sizes and statistics of the tables and their indexes, as one text. */
const TRACE = `
SELECT coalesce(string_agg(concat_ws(' ', c.oid, c.relpages, c.reltuples, c.relallvisible, pg_catalog.pg_relation_size(c.oid),
         (SELECT indisvalid FROM pg_catalog.pg_index WHERE indexrelid = c.oid),
         (SELECT count(*) FROM pg_catalog.pg_statistic WHERE starelid = c.oid)), ',' ORDER BY c.oid), '') AS trace
FROM pg_catalog.pg_class c
WHERE c.oid IN (SELECT value::oid FROM pg_catalog.jsonb_array_elements_text($1::jsonb))`;

async function traceOf(session: Session, tables: readonly PlannedTable[]): Promise<string> {
  const oids = tables.flatMap(({ oid, indexes }) => [oid, ...indexes.map((index) => index.oid)]);
  const [row] = await session.query<{ trace: string }>(TRACE, [JSON.stringify(oids)]);
  return row?.trace ?? "";
}
