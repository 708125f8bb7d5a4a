/** A new primary key, unique or exclusion constraint, or unique index: its indexes, and what it asks of rows and of running code. */

import { breakOf } from "../breaks.ts";
import type { Deriver } from "../deriver.ts";
import { refuse, refuseRows } from "../refusals.ts";
import { childrenOf, columnAt, columnOf, indexesOf } from "../schema/lookup.ts";
import { type SchemaModel, trialOf } from "../schema/model.ts";
import { chooseRelationName } from "../schema/names.ts";
import { qualifiedName, type RelationId, type Table } from "../schema/relation.ts";
import type { TableSubject } from "../subject.ts";
import { bareName } from "./relation-names.ts";
import { allFresh, allNull, reportBreak } from "./running-code.ts";

/** What the partition key does not allow. True: the statement fails. */
export function refusedKey(deriver: Deriver, subject: TableSubject, columns: readonly string[]): boolean {
  const table = subject.relation;
  const missing = (table?.partitionKey?.columns ?? [])
    .flatMap((number) => (table && columnAt(table, number)?.name) ?? [])
    .find((name) => !columns.includes(name));
  if (missing === undefined) return false;
  const text = "unique constraint on partitioned table must include all partitioning columns, and %s is one";
  refuse(deriver, subject, text, missing);
  return true;
}

/** `schema.name` of the index that a key gets on one table; `middle` and `label` are parts of a made-up name. */
export function keyIndexName(
  { model }: Deriver,
  subject: TableSubject,
  written: string | undefined,
  { middle, label }: { readonly middle: string | null; readonly label: string },
): string {
  const schema = subject.name.slice(0, subject.name.indexOf("."));
  const taken = subject.relation?.constraints.map((it) => it.name) ?? [];
  const name = written ?? chooseRelationName(model, schema, bareName(subject), middle, label, taken);
  return `${schema}.${name}`;
}

/**
 * The indexes that come with a new one of a partitioned table, by table: a partition that has one like it keeps its own,
 * which is only attached.
 */
export function indexesMadeBy(
  model: SchemaModel,
  { relation: table }: TableSubject,
  add: (fork: SchemaModel, table: Table) => unknown,
): ReadonlyMap<RelationId, readonly string[]> | null {
  if (!table) return null;
  const fork = trialOf(model);
  add(fork, table);
  const made = new Map<RelationId, string[]>();
  for (const relation of fork.relations.values()) {
    if (relation.kind !== "index" || model.relations.has(relation.id)) continue;
    made.set(relation.table, [...(made.get(relation.table) ?? []), qualifiedName(relation)]);
  }
  return made;
}

export interface NewKey {
  readonly subject: TableSubject;
  readonly name: string;
  /** Empty when it is on expressions. */
  readonly columns: readonly string[];
  readonly words: "primary key" | "unique constraint" | "exclusion constraint" | "unique index";
  readonly sqlstate: "23505" | "23P01";
  /** NULLS NOT DISTINCT: two NULLs are duplicates. */
  readonly nullsEqual: boolean;
}

export function reportKeyAdded(deriver: Deriver, key: NewKey): void {
  const { subject, name, columns, words, sqlstate } = key;
  const table = subject.relation;
  if (sqlstate === "23505" && isUniqueAlready(deriver, table, columns)) return;
  if (!subject.isNew && (key.nullsEqual || !allNull(deriver, table, columns))) {
    const columnsOrNone = columns.join(", ") || "its expression";
    refuseRows(
      deriver,
      { ...subject, sqlstate },
      "could not create %s: %s may hold duplicates",
      name,
      columnsOrNone,
    );
  }
  if (!allFresh(deriver, table, columns)) reportBreak(deriver, subject, breakOf(words, "added"), name);
}

/** A valid unique index on some of the columns makes their rows unique already. */
function isUniqueAlready(deriver: Deriver, table: Table | undefined, columns: readonly string[]): boolean {
  if (!table) return false;
  const { model } = deriver;
  if (table.kind === "partitioned table") {
    // The key holds the partition key, so no two partitions have the same one.
    const parts = childrenOf(model, table.id);
    if (parts.length > 0 && parts.every((part) => isUniqueAlready(deriver, part, columns))) return true;
  }
  const numbers = columns.flatMap((name) => columnOf(table, name)?.number ?? []);
  const formerly = table.formerKeys.some(
    ({ change, kind, columns }) =>
      change === model.change && kind === "unique" && columns.every((number) => numbers.includes(number)),
  );
  if (formerly) return true;
  return indexesOf(model, table.id).some(
    (index) =>
      index.unique &&
      index.valid &&
      index.predicate === null &&
      index.keys.every((key) => "column" in key && numbers.includes(key.column)),
  );
}
