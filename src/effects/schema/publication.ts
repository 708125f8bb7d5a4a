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
import { publishesChanges } from "./replica-identity.ts";

export function createPublication(model: SchemaModel, statement: CreatePublicationStmt): void {
  const name = statement.pubname ?? "";
  model.publications.set(name, tablesOf(model, statement.pubobjects));
  model.publishing.set(name, {
    all: statement.for_all_tables === true,
    schemas: schemasOf(model, statement.pubobjects),
    changes: publishesChanges(statement.options) ?? true,
  });
}

export function alterPublication(model: SchemaModel, statement: AlterPublicationStmt): void {
  const name = statement.pubname ?? "";
  const before = model.publications.get(name);
  const named = tablesOf(model, statement.pubobjects);
  const known = model.publishing.get(name) ?? { all: false, schemas: [], changes: true };
  const schemas = schemasOf(model, statement.pubobjects);
  model.publishing.set(name, {
    ...known,
    changes: publishesChanges(statement.options) ?? known.changes,
    schemas: schemasAfter(known.schemas, schemas, statement),
  });
  if (statement.pubobjects === undefined) return;
  if (statement.action === "AP_SetObjects") model.publications.set(name, named);
  else if (before && statement.action === "AP_DropObjects")
    model.publications.set(
      name,
      before.filter((id) => !named.includes(id)),
    );
  else if (before) model.publications.set(name, [...new Set([...before, ...named])]);
}

function schemasAfter(
  before: readonly string[],
  named: readonly string[],
  { action, pubobjects }: AlterPublicationStmt,
): readonly string[] {
  if (pubobjects === undefined) return before;
  if (action === "AP_SetObjects") return named;
  if (action === "AP_DropObjects") return before.filter((it) => !named.includes(it));
  return [...new Set([...before, ...named])];
}

function schemasOf(model: SchemaModel, nodes: readonly Node[] | undefined): string[] {
  return (nodes ?? []).flatMap((node): string[] => {
    const object = as(node, "PublicationObjSpec");
    if (object?.pubobjtype === "PUBLICATIONOBJ_TABLES_IN_CUR_SCHEMA") return model.searchPath.slice(0, 1);
    return object?.pubobjtype === "PUBLICATIONOBJ_TABLES_IN_SCHEMA" ? [object.name ?? ""] : [];
  });
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
