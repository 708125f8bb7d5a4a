import { alterTable } from "../sql/alter-table.ts";
import type { Analyzed } from "./analyzed.ts";

/** not_null_violation */
const NOT_NULL = "23502";

/** Whether the statement fails on the first row of the relation: it adds a required column that rows have no value for. */
export function stopsAtFirstRow(
  { statement, effects }: Pick<Analyzed, "statement" | "effects">,
  relation: string,
): boolean {
  const clauses = alterTable(statement)?.clauses ?? [];
  return (
    clauses.some(({ column }) => column?.notNull && column.default === null) &&
    effects.some(
      (effect) => effect.kind === "fail" && effect.sqlstate === NOT_NULL && effect.relation === relation,
    )
  );
}
