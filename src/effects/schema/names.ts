/** Names that PostgreSQL makes up: t_pkey, t_a_b_key, t_a_idx1 (ChooseRelationName, ChooseConstraintName, makeObjectName). */
import type { SchemaModel } from "./model.ts";
import type { Column, Table } from "./relation.ts";

/** NAMEDATALEN - 1, in bytes of UTF-8. */
const LONGEST_NAME = 63;

function byteLength(text: string): number {
  return Buffer.byteLength(text);
}

/** The longest beginning of `text` that fits in `bytes` without cutting a character in two. */
function clip(text: string, bytes: number): string {
  if (byteLength(text) <= bytes) return text;
  let clipped = "";
  let used = 0;
  for (const character of text) {
    used += byteLength(character);
    if (used > bytes) break;
    clipped += character;
  }
  return clipped;
}

/** A name as PostgreSQL keeps it: cut to 63 bytes. */
export function truncateName(name: string): string {
  return clip(name, LONGEST_NAME);
}

/** name1_name2_label; the longer of the two names gives way until all fits. */
export function makeObjectName(name1: string, name2: string | null, label: string): string {
  const room = LONGEST_NAME - (byteLength(label) + 1) - (name2 === null ? 0 : 1);
  let length1 = byteLength(name1);
  let length2 = name2 === null ? 0 : byteLength(name2);
  while (length1 + length2 > room) {
    if (length1 > length2) length1--;
    else length2--;
  }
  const parts = [clip(name1, length1)];
  if (name2 !== null) parts.push(clip(name2, length2));
  return [...parts, label].join("_");
}

/** `name1_name2_label`, with a number behind it where that is in use. */
export function firstFree(
  name1: string,
  name2: string | null,
  label: string,
  used: (name: string) => boolean,
): string {
  for (let pass = 0; ; pass++) {
    const name = makeObjectName(name1, name2, pass === 0 ? label : `${label}${pass}`);
    if (!used(name)) return name;
  }
}

/** A free name in a schema for an index or sequence. */
export function chooseRelationName(
  model: SchemaModel,
  schema: string,
  name1: string,
  name2: string | null,
  label: string,
  taken: readonly string[] = [],
): string {
  return firstFree(
    name1,
    name2,
    label,
    (name) => model.relationIds.has(`${schema}.${name}`) || taken.includes(name),
  );
}

/** A free name for a constraint of a table. */
export function chooseConstraintName(
  table: Pick<Table, "name" | "constraints">,
  name2: string | null,
  label: string,
): string {
  return firstFree(table.name, name2, label, (name) =>
    table.constraints.some((constraint) => constraint.name === name),
  );
}

/** Column names as they stand in the made-up name of an index or foreign key: joined, up to 63 bytes. */
export function joinColumnNames(names: readonly string[]): string {
  let joined = "";
  for (const name of names) {
    joined += `${joined === "" ? "" : "_"}${name}`;
    if (byteLength(joined) >= LONGEST_NAME) break;
  }
  return clip(joined, LONGEST_NAME);
}

/** d_check, d_check1 … for a CHECK of a domain. */
export function chooseDomainConstraintName(domain: string, taken: readonly string[]): string {
  return firstFree(domain, null, "check", (name) => taken.includes(name));
}

/** The name of a column's NOT NULL constraint, given or made up as 18 does. */
export function notNullName(table: Pick<Table, "name">, column: Column): string {
  return column.notNullName ?? `${table.name}_${column.name}_not_null`;
}
