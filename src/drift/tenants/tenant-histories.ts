import type { Surveyed } from "../../migrations/survey.ts";
import type { HistoryRow } from "../../migrations/tools/history.ts";
import type { Live } from "../../production/live.ts";
import { type Candidate, chooseTable, type HistoryTable, type Wanted } from "../history/table.ts";

/** What the history of one tenant says: the same rows, as an object, where it says the same as another. */
export type TenantHistories = ReadonlyMap<Surveyed, HistoryTable>;

/** Each table that is read stays locked until the end of its transaction, and a server has room for some thousands of locks. */
const TABLES_AT_ONCE = 50;

/** @param bySchema the tables that may be the history of a tenant, by its schema. */
export async function readTenantHistories(
  live: Live,
  wanted: Omit<Wanted, "schema">,
  schemas: readonly string[],
  bySchema: ReadonlyMap<string, readonly Candidate[]>,
): Promise<ReadonlyMap<string, HistoryTable>> {
  const tables = new Map<string, HistoryTable>();
  const known = new Map<string, readonly HistoryRow[]>();
  for (let start = 0; start < schemas.length; start += TABLES_AT_ONCE) {
    const chosen = schemas.slice(start, start + TABLES_AT_ONCE).flatMap((schema) => {
      const table = chooseTable({ ...wanted, schema }, bySchema.get(schema) ?? []);
      if (table.kind === "chosen") return { ...table, tenant: schema };
      tables.set(schema, table);
      return [];
    });
    if (chosen.length === 0) continue;
    const selects = chosen.map(
      ({ select }, at) =>
        `SELECT ${at} AS at, (SELECT coalesce(json_agg(r), '[]') FROM (${select}) r)::text AS rows`,
    );
    await live.query("SAVEPOINT lockgate");
    const answers = await live.query<{ at: number; rows: string }>(selects.join("\nUNION ALL "));
    await live.query("ROLLBACK TO SAVEPOINT lockgate; RELEASE SAVEPOINT lockgate");
    for (const { at, rows: text } of answers) {
      const { tenant, schema, table } = chosen[at] ?? {};
      if (tenant === undefined || schema === undefined || table === undefined) continue;
      const rows = known.get(text) ?? (JSON.parse(text) as HistoryRow[]);
      known.set(text, rows);
      tables.set(tenant, { kind: "found", schema, table, rows });
    }
  }
  return tables;
}
