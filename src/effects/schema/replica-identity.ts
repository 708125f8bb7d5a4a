/** Whether a published table has what tells its rows apart: without it UPDATE and DELETE fail (55000). */
import { as, type Node, stringOf } from "../../sql/nodes.ts";
import { columnAt, indexesOf } from "./lookup.ts";
import { type SchemaModel, tableById } from "./model.ts";
import type { Table } from "./relation.ts";

/** Of a publication, besides the tables that it names. */
export interface Publishing {
  readonly all: boolean;
  readonly schemas: readonly string[];
  /** UPDATE or DELETE is among what it publishes. */
  readonly changes: boolean;
}

/** What CREATE and ALTER PUBLICATION say of it; `changes` undefined: they do not say. */
export function publishesChanges(options: readonly Node[] | undefined): boolean | undefined {
  const option = (options ?? [])
    .flatMap((node) => as(node, "DefElem") ?? [])
    .find(({ defname }) => defname === "publish");
  const text = stringOf(option?.arg);
  return text === undefined ? undefined : /\b(update|delete)\b/i.test(text);
}

/** The publications that the table is in. */
export function publishers(model: SchemaModel, table: Table): Publishing[] {
  if (table.kind !== "table" && table.kind !== "partitioned table") return [];
  const above = lineOf(model, table);
  return [...model.publications].flatMap(([name, ids]) => {
    const facts = model.publishing.get(name) ?? { all: false, schemas: [], changes: true };
    const has = facts.all || above.some((it) => ids.includes(it.id) || facts.schemas.includes(it.schema));
    return has ? [facts] : [];
  });
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
