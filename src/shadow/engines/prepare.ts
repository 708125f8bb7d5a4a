import type { StatementError } from "../../postgres/server-message.ts";

/** A statement of somebody else that PostgreSQL analyses and does not run. */
export interface Unprepared {
  readonly sql: string;
  /** OIDs of the parameters' types, from $1 on; 0, or left out: PostgreSQL finds it. */
  readonly types: readonly number[];
  /** As in `SET search_path`; null: as the session has it. */
  readonly searchPath: string | null;
  /** It is planned, too, with so many parameters, all NULL; null: it is not. */
  readonly planned: number | null;
}

/** What a statement gives, as a driver is told before it runs. */
export interface ResultColumn {
  readonly name: string;
  /** OID of pg_type. */
  readonly type: number;
  /** As pg_attribute.atttypmod: the length of varchar(20); -1: none. */
  readonly modifier: number;
}

export interface Prepared {
  /** Null: it can be run. */
  readonly error: StatementError | null;
  /** OIDs of the parameters' types, from $1 on. */
  readonly parameters: readonly number[];
  /** None where it returns no rows. */
  readonly columns: readonly ResultColumn[];
}

/** The savepoint before each of them: an error must not end the transaction that is open. */
export const SAVEPOINT = "SAVEPOINT lockgate_prepare";

/** What is sent before one of them: what the one before has left is undone, and names are looked for where it looks for them. */
export function before({ searchPath, planned }: Unprepared): string {
  const settings = [
    ...(searchPath === null ? [] : [["search_path", searchPath]]),
    // A plan for NULL would not be that for any other value.
    ...(planned === null ? [] : [["plan_cache_mode", "force_generic_plan"]]),
  ].map(([name, value]) => `pg_catalog.set_config('${name}', ${literal(value ?? "")}, true)`);
  const role = "SET LOCAL ROLE NONE";
  return [`ROLLBACK TO ${SAVEPOINT}`, role, ...settings.map((it) => `SELECT ${it}`)].join("; ");
}

/** Whatever standard_conforming_strings says. */
function literal(value: string): string {
  return ` E'${value.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}

/** What opens and closes it, around all of them. */
export function frame(inTransaction: boolean): { readonly first: string; readonly last: string } {
  return inTransaction
    ? { first: SAVEPOINT, last: `ROLLBACK TO ${SAVEPOINT}; RELEASE ${SAVEPOINT}` }
    : { first: `BEGIN; ${SAVEPOINT}`, last: "ROLLBACK" };
}
