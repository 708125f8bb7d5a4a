import type { Session } from "../engines/session.ts";
import type { ValidatedKey } from "./compare.ts";
import type { Look } from "./look-query.ts";

/** A foreign key, and the command of this transaction that wrote it last. */
export interface NamedKey extends ValidatedKey {
  readonly name: string;
  readonly command: number | null;
}

interface Row {
  readonly name: string;
  readonly referencing: string;
  readonly referenced: string;
  readonly command: string | null;
}

/**
 * The message names the constraint only: its tables are those that the transaction has locked. Of several with one name
 * that of the last command is meant.
 */
export async function keysNamed(
  session: Session,
  names: readonly string[],
  { locks, relations }: Look,
): Promise<NamedKey[]> {
  const keys = await session.query<Row>(
    `SELECT conname::pg_catalog.text AS name, conrelid::pg_catalog.int8 AS referencing, confrelid::pg_catalog.int8 AS referenced,
       CASE WHEN pg_catalog.age(xmin) OPERATOR(pg_catalog.<=)
           pg_catalog.age(pg_catalog.pg_current_xact_id()::pg_catalog.xid)
         THEN pg_catalog.int8in(pg_catalog.cidout(cmin)) END AS command
     FROM pg_catalog.pg_constraint WHERE contype OPERATOR(pg_catalog.=) 'f'::pg_catalog."char" AND convalidated
       AND conname OPERATOR(pg_catalog.=) ANY ($1::pg_catalog.name[])`,
    [names],
  );
  return keys
    .map(({ name, referencing, referenced, command }) => ({
      name,
      referencing: Number(referencing),
      referenced: Number(referenced),
      command: command === null ? null : Number(command),
    }))
    .filter(({ referencing }) => locks.has(referencing) && relations.get(referencing)?.kind === "r");
}
