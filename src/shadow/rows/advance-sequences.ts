import { literal } from "../../sql/quote.ts";
import type { Session } from "../engines/session.ts";
import type { TableShape } from "./table-shape.ts";

const INTEGERS: ReadonlySet<string> = new Set(["smallint", "integer", "bigint"]);

/** Has sequences go on behind the values that stand in their columns, as they do where rows came by them. */
export async function advanceSequences(session: Session, tables: readonly TableShape[]): Promise<void> {
  const calls = tables.flatMap((table) =>
    table.columns.flatMap(({ sql, typeSql, sequences }) =>
      INTEGERS.has(typeSql)
        ? sequences.map(
            (sequence) => `SELECT setval(${literal(sequence)}, last) FROM (
              SELECT max(${sql})::bigint AS last FROM ${table.sql}) t, ${sequence} s WHERE last >= s.last_value`,
          )
        : [],
    ),
  );
  if (calls.length === 0) return;
  const { error } = await session.exec(`SAVEPOINT advance; ${calls.join("; ")}; RELEASE SAVEPOINT advance`);
  if (error === null) return;
  // One of them ends before the values do: the others one by one.
  await session.query("ROLLBACK TO SAVEPOINT advance");
  for (const call of calls) {
    const one = await session.exec(`SAVEPOINT advance; ${call}; RELEASE SAVEPOINT advance`);
    if (one.error) await session.query("ROLLBACK TO SAVEPOINT advance");
  }
}
