/** The columns that an INSERT must give a value for: PostgreSQL tells of one that is left out only when a row comes. */
import type { Session } from "../shadow/engines/session.ts";
import type { Insertion } from "./read-query.ts";

export interface InsertTarget {
  readonly schema: string;
  readonly name: string;
  /** In the table's order. */
  readonly columns: readonly { readonly name: string; readonly isRequired: boolean }[];
}

/** Tables of these bare names; none of which a trigger may fill columns. Throws QueryRefused. */
export async function readInsertTargets(
  session: Session,
  names: readonly string[],
): Promise<readonly InsertTarget[]> {
  if (names.length === 0) return [];
  const rows = await session.query<{ schema: string; table: string; column: string; required: boolean }>(
    `SELECT n.nspname::pg_catalog.text AS schema, c.relname::pg_catalog.text AS table,
       a.attname::pg_catalog.text AS column,
       (a.attnotnull OR t.typnotnull) AND NOT a.atthasdef AND t.typdefault IS NULL
         AND a.attidentity OPERATOR(pg_catalog.=) ''::pg_catalog."char" AS required
     FROM pg_catalog.pg_class c
       JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace
       JOIN pg_catalog.pg_attribute a ON a.attrelid OPERATOR(pg_catalog.=) c.oid
       JOIN pg_catalog.pg_type t ON t.oid OPERATOR(pg_catalog.=) a.atttypid
     WHERE c.relname::pg_catalog.text OPERATOR(pg_catalog.=) ANY ($1::pg_catalog.text[])
       AND c.relkind OPERATOR(pg_catalog.=) ANY ('{r,p}'::pg_catalog."char"[])
       AND a.attnum OPERATOR(pg_catalog.>) 0::pg_catalog.int2 AND NOT a.attisdropped
       AND NOT EXISTS (
         SELECT FROM pg_catalog.pg_trigger g WHERE g.tgrelid OPERATOR(pg_catalog.=) c.oid
           AND NOT g.tgisinternal AND g.tgenabled OPERATOR(pg_catalog.<>) 'D'::pg_catalog."char"
           AND (g.tgtype::pg_catalog.int4 OPERATOR(pg_catalog.&) 7) OPERATOR(pg_catalog.=) 7)
     ORDER BY n.nspname, c.relname, a.attnum`,
    [names],
  );
  const targets = new Map<
    string,
    { schema: string; name: string; columns: InsertTarget["columns"][number][] }
  >();
  for (const { schema, table, column, required } of rows) {
    const key = JSON.stringify([schema, table]);
    const target = targets.get(key) ?? { schema, name: table, columns: [] };
    target.columns.push({ name: column, isRequired: required });
    targets.set(key, target);
  }
  return [...targets.values()];
}

/** The table that an INSERT names, by the schemas in which names without one are looked for. */
export function targetOf(
  { relation }: Insertion,
  targets: readonly InsertTarget[],
  path: readonly string[],
): InsertTarget | undefined {
  const name = relation.at(-1);
  const [schema] = relation.length > 1 ? relation : [];
  const found = targets.filter((it) => it.name === name);
  if (schema !== undefined) return found.find((it) => it.schema === schema);
  return path.flatMap((it) => found.find((one) => one.schema === it) ?? [])[0];
}

/** The required columns that an INSERT leaves out. */
export function leftOut({ columns, given }: Insertion, target: InsertTarget): readonly string[] {
  const required = target.columns.flatMap(({ name, isRequired }, at) => (isRequired ? [{ name, at }] : []));
  if (columns !== null) return required.flatMap(({ name }) => (columns.has(name) ? [] : name));
  return given === null ? [] : required.flatMap(({ name, at }) => (at < given ? [] : name));
}
