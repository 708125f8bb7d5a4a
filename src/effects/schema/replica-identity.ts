/** Whether a published table has a replica identity: without one UPDATE and DELETE fail (55000). */

import { type Node, optionNamed, stringOf } from "../../sql/nodes.ts";
import { tableById } from "./find-relation.ts";
import { columnAt, indexesOf } from "./lookup.ts";
import type { Publication, SchemaModel } from "./model.ts";
import type { Table } from "./relation.ts";

/** What CREATE and ALTER PUBLICATION say of it; `changes` undefined: they do not say. */
export function publishesChanges(options: readonly Node[] | undefined): boolean | undefined {
  const text = stringOf(optionNamed(options, "publish")?.arg);
  return text === undefined ? undefined : /\b(update|delete)\b/i.test(text);
}

/** The publications that the table is in. */
export function publishers(model: SchemaModel, table: Table): Publication[] {
  if (table.kind !== "table" && table.kind !== "partitioned table") return [];
  const above = lineOf(model, table);
  return [...model.publications.values()].filter(
    ({ tables, all, schemas }) =>
      tables && (all || above.some((it) => tables.includes(it.id) || schemas.includes(it.schema))),
  );
}

/** The table and the partitioned tables that it is in. */
function lineOf(model: SchemaModel, table: Table): Table[] {
  const line = [table];
  for (let at = tableById(model, table.partition?.parent); at; at = tableById(model, at.partition?.parent)) {
    line.push(at);
    if (line.length > 100) break;
  }
  return line;
}

export function hasIdentity(model: SchemaModel, table: Table): boolean {
  const wanted = table.replicaIdentity;
  if (wanted === "full") return true;
  if (wanted === "nothing") return false;
  if (wanted === "default") return table.constraints.some((it) => it.kind === "primary key");
  return indexesOf(model, table.id).some(
    (it) =>
      it.id === wanted.index &&
      it.keys.every((key) => "column" in key && columnAt(table, key.column)?.notNull === "yes"),
  );
}
