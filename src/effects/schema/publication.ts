/** Publications: the tables that are named in them, with their children. */
import {
  type AlterPublicationStmt,
  as,
  type CreatePublicationStmt,
  isOnly,
  type Node,
} from "../../sql/nodes.ts";
import { ensureTable } from "./define.ts";
import { descendantsOf } from "./lookup.ts";
import type { SchemaModel } from "./model.ts";
import type { RelationId } from "./relation.ts";

export function createPublication(model: SchemaModel, statement: CreatePublicationStmt): void {
  model.publications.set(statement.pubname ?? "", tablesOf(model, statement.pubobjects));
}

export function alterPublication(model: SchemaModel, statement: AlterPublicationStmt): void {
  const name = statement.pubname ?? "";
  const before = model.publications.get(name);
  const named = tablesOf(model, statement.pubobjects);
  if (statement.pubobjects === undefined) return;
  if (statement.action === "AP_SetObjects") model.publications.set(name, named);
  else if (before && statement.action === "AP_DropObjects")
    model.publications.set(
      name,
      before.filter((id) => !named.includes(id)),
    );
  else if (before) model.publications.set(name, [...new Set([...before, ...named])]);
}

function tablesOf(model: SchemaModel, nodes: readonly Node[] | undefined): RelationId[] {
  const ids = (nodes ?? []).flatMap((node): RelationId[] => {
    const range = as(node, "PublicationObjSpec")?.pubtable?.relation;
    if (!range) return [];
    const table = ensureTable(model, range);
    const inherited = isOnly(range) ? [] : descendantsOf(model, table.id).filter((child) => !child.partition);
    return [table.id, ...inherited.map(({ id }) => id)];
  });
  return [...new Set(ids)];
}
