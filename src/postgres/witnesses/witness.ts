/**
 * One statement on one schema, measured on each major version. In the given schema the name of a relation is its
 * role to the statement: target, referenced, referencing, parent, part, part_2, part_default, child, dependent_view,
 * source; indexes and sequences are named as PostgreSQL names them (target_pkey, target_id_seq). Tables hold a few
 * hundred rows, so that scans and failures are real.
 */
export interface Witness {
  /**
   * The class of statements with the same effects by role: "ALTER TABLE ADD COLUMN volatile default". Null for
   * statements that are what others do together (several subcommands, DO, CALL): measured, but no class.
   */
  readonly form: string | null;
  /** SQL that makes the schema; committed before the statement runs. */
  readonly given: string;
  /** Settings of the statement's session: "SET TimeZone = 'Europe/Berlin'". UTC otherwise. */
  readonly session?: string;
  /** The one statement that is measured. */
  readonly sql: string;
  /** Tells witnesses with the same statement apart: "the column is nullable". */
  readonly when?: string;
}

/** Names a witness among all of them. */
export function witnessId({ sql, when }: Witness): string {
  return when ? `${sql} -- ${when}` : sql;
}

type Row = readonly [form: string | null, sql: string, when?: string];

/** Several statements on the same schema, in a session with other settings where `session` gives them. */
export function on(given: string, rows: readonly Row[], session?: string): Witness[] {
  return rows.map(([form, sql, when]) => ({
    form,
    given,
    sql,
    ...(when ? { when } : {}),
    ...(session ? { session } : {}),
  }));
}
