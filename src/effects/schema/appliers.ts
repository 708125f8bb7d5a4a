/** Appliers of statements that are not yet beside what is told of them. */
import {
  as,
  type CreateExtensionStmt,
  type Node,
  type NodeKind,
  type NodeOf,
  nameParts,
  type SelectStmt,
  stringOf,
} from "../../sql/nodes.ts";
import type { Command } from "../statements/command.ts";
import { createTableAs, isEmptyAndNew } from "./create-table.ts";
import { changeColumn, ensureTable } from "./define.ts";
import { addIndex } from "./index-definition.ts";
import { columnOf } from "./lookup.ts";
import { findRelation, findTable, relationAt, type SchemaModel, updateTable } from "./model.ts";
import { readQuery } from "./query.ts";
import { createAggregate, createOperator } from "./routine-use.ts";
import { createOtherType } from "./user-types.ts";

type Apply<K extends NodeKind> = (model: SchemaModel, statement: NodeOf<K>) => void;

export { createForeignTable, createTable, createTableAs } from "./create-table.ts";
export { drop } from "./drop.ts";
export { alterDefaults, grant, grantRole } from "./grants.ts";
export { alterPublication, createPublication } from "./publication.ts";
export { rename, setSchema } from "./rename.ts";
export { alterFunction, createFunction } from "./routine.ts";
export { createEventTrigger, switchEventTrigger } from "./routine-use.ts";
export { alterPolicy, createRole } from "./row-security.ts";
export { setConfig, setForLater, setVariable } from "./session.ts";
export {
  alterSequence,
  createPolicy,
  createRule,
  createSequence,
  createStatistics,
  createTrigger,
  createView,
} from "./table-parts.ts";
export {
  alterDomain,
  alterEnum,
  createComposite,
  createDomain,
  createEnum,
  createOtherType,
} from "./user-types.ts";

export const createSchema: NonNullable<Command<"CreateSchemaStmt">["apply"]> = (
  model,
  statement,
  context,
  applyStatement,
) => {
  const name = statement.schemaname ?? statement.authrole?.rolename ?? "";
  if (!model.schemas.has(name)) model.schemas.set(name, model.change);
  const path = model.searchPath;
  model.searchPath = [name, ...path];
  for (const element of statement.schemaElts ?? []) applyStatement(model, element, context);
  model.searchPath = path;
};

export const createIndex: Apply<"IndexStmt"> = (model, statement) => {
  if (!statement.relation) return;
  const table = ensureTable(model, statement.relation);
  const taken = relationAt(model, `${table.schema}.${statement.idxname ?? ""}`);
  if (!taken) addIndex(model, table, statement);
};

export const define: Apply<"DefineStmt"> = (model, statement) => {
  if (statement.kind === "OBJECT_TYPE") createOtherType(model, nameParts(statement.defnames), "base");
  if (statement.kind === "OBJECT_OPERATOR") createOperator(model, statement);
  if (statement.kind === "OBJECT_AGGREGATE") createAggregate(model, statement);
};

export const createExtension: Apply<"CreateExtensionStmt"> = (model, statement) => {
  const name = statement.extname ?? "";
  if (!model.extensions.has(name))
    model.extensions.set(name, { schema: schemaOf(statement), born: model.change });
};

export const insert: Apply<"InsertStmt"> = (model, statement) => {
  if (statement.relation) fillFrom(model, statement.relation, statement.selectStmt);
};

export const update: Apply<"UpdateStmt"> = (model, statement) => {
  const table = statement.relation && findTable(model, statement.relation);
  for (const target of table ? (statement.targetList ?? []) : []) {
    const column = columnOf(table, as(target, "ResTarget")?.name ?? "");
    if (table && column) changeColumn(model, table.id, column.number, { written: model.change });
  }
};

export const merge: Apply<"MergeStmt"> = (model, statement) => {
  if (statement.relation) fillFrom(model, statement.relation, statement.sourceRelation);
};

export const cluster: Apply<"ClusterStmt"> = (model, { relation, indexname }) => {
  const table = relation && findRelation(model, relation);
  if (table && indexname !== undefined) updateTable(model, table.id, { clusterOn: indexname });
};

export const copy: Apply<"CopyStmt"> = (model, statement) => {
  const table = statement.is_from && statement.relation ? findRelation(model, statement.relation) : undefined;
  if (table) updateTable(model, table.id, { filled: true });
};

function schemaOf({ options }: CreateExtensionStmt): string {
  const option = (options ?? []).map((node) => as(node, "DefElem")).find((it) => it?.defname === "schema");
  return stringOf(option?.arg) ?? "public";
}

/** A table that gets rows of a table that existed before is not empty any more. */
function fillFrom(
  model: SchemaModel,
  target: Parameters<typeof findRelation>[1],
  source: Node | undefined,
): void {
  const table = findRelation(model, target);
  if (!table || as(source, "SelectStmt")?.valuesLists) return;
  const reads = readQuery(model, source);
  if (reads.relations.some((relation) => !isEmptyAndNew(model, relation.id))) {
    updateTable(model, table.id, { filled: true });
  }
}

export function selectInto(model: SchemaModel, statement: SelectStmt): void {
  if (!statement.intoClause) return;
  const { intoClause, ...query } = statement;
  createTableAs(model, { into: intoClause, query: { SelectStmt: query }, objtype: "OBJECT_TABLE" });
}
