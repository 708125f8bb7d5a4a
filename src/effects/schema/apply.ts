/** One statement, applied to the schema model. Kinds that change nothing the model keeps have no entry. */
import { readDoBlock } from "../../sql/do-block.ts";
import {
  as,
  type CreateExtensionStmt,
  type DoStmt,
  kindOf,
  type Node,
  type NodeKind,
  type NodeOf,
  nameParts,
  type SelectStmt,
  stringOf,
} from "../../sql/nodes.ts";
import { alterTable } from "./alter-table.ts";
import { createForeignTable, createTable, createTableAs, isEmptyAndNew } from "./create-table.ts";
import { changeColumn, ensureTable } from "./define.ts";
import { drop } from "./drop.ts";
import { addIndex } from "./index-definition.ts";
import { columnOf } from "./lookup.ts";
import { findRelation, findTable, relationAt, type SchemaModel, updateTable } from "./model.ts";
import { alterPublication, createPublication } from "./publication.ts";
import { readQuery } from "./query.ts";
import { rename, setSchema } from "./rename.ts";
import { alterFunction, callsUserFunction, createFunction } from "./routine.ts";
import { setConfig, setVariable } from "./session.ts";
import {
  alterSequence,
  createPolicy,
  createRule,
  createSequence,
  createStatistics,
  createTrigger,
  createView,
} from "./table-parts.ts";
import {
  alterDomain,
  alterEnum,
  createComposite,
  createDomain,
  createEnum,
  createOtherType,
} from "./user-types.ts";

/** What is known of how the statement runs. */
export interface ApplyContext {
  /** Names the transaction among all that are judged; null: the statement commits by itself. */
  readonly transaction: string | null;
}

type Apply<K extends NodeKind> = (model: SchemaModel, statement: NodeOf<K>, context: ApplyContext) => void;

const APPLY: { readonly [K in NodeKind]?: Apply<K> } = {
  CreateStmt: createTable,
  CreateForeignTableStmt: createForeignTable,
  CreateTableAsStmt: createTableAs,
  AlterTableStmt: alterTable,
  IndexStmt: (model, statement) => {
    if (!statement.relation) return;
    const table = ensureTable(model, statement.relation);
    const taken = relationAt(model, `${table.schema}.${statement.idxname ?? ""}`);
    if (!taken) addIndex(model, table, statement);
  },
  DropStmt: drop,
  RenameStmt: rename,
  AlterObjectSchemaStmt: setSchema,
  CreateEnumStmt: (model, statement, { transaction }) => createEnum(model, statement, transaction),
  AlterEnumStmt: (model, statement, { transaction }) => alterEnum(model, statement, transaction),
  CompositeTypeStmt: createComposite,
  CreateRangeStmt: (model, statement) => createOtherType(model, nameParts(statement.typeName), "range"),
  DefineStmt: (model, statement) => {
    if (statement.kind === "OBJECT_TYPE") createOtherType(model, nameParts(statement.defnames), "base");
  },
  CreateDomainStmt: createDomain,
  AlterDomainStmt: alterDomain,
  CreateFunctionStmt: createFunction,
  AlterFunctionStmt: alterFunction,
  ViewStmt: createView,
  CreateTrigStmt: createTrigger,
  RuleStmt: createRule,
  CreatePolicyStmt: createPolicy,
  CreateForeignServerStmt: (model, { servername = "", fdwname = "" }) => {
    model.servers.set(servername, fdwname);
  },
  CreatePublicationStmt: createPublication,
  AlterPublicationStmt: alterPublication,
  CreateStatsStmt: createStatistics,
  CreateSeqStmt: createSequence,
  AlterSeqStmt: alterSequence,
  CreateSchemaStmt: (model, statement, context) => {
    const name = statement.schemaname ?? statement.authrole?.rolename ?? "";
    if (!model.schemas.has(name)) model.schemas.set(name, model.change);
    const path = model.searchPath;
    model.searchPath = [name, ...path];
    for (const element of statement.schemaElts ?? []) applyStatement(model, element, context);
    model.searchPath = path;
  },
  CreateExtensionStmt: (model, statement) => {
    const name = statement.extname ?? "";
    if (!model.extensions.has(name))
      model.extensions.set(name, { schema: schemaOf(statement), born: model.change });
  },
  DoStmt: runBlock,
  CallStmt: becomeOpaque,
  VariableSetStmt: setVariable,
  SelectStmt: (model, statement) => {
    setConfig(model, statement.targetList);
    if (callsUserFunction(model, statement)) becomeOpaque(model);
    selectInto(model, statement);
  },
  InsertStmt: (model, statement) => {
    if (statement.relation) fillFrom(model, statement.relation, statement.selectStmt);
  },
  UpdateStmt: (model, statement) => {
    const table = statement.relation && findTable(model, statement.relation);
    for (const target of table ? (statement.targetList ?? []) : []) {
      const column = columnOf(table, as(target, "ResTarget")?.name ?? "");
      if (table && column) changeColumn(model, table.id, column.number, { written: model.change });
    }
  },
  MergeStmt: (model, statement) => {
    if (statement.relation) fillFrom(model, statement.relation, statement.sourceRelation);
  },
  ClusterStmt: (model, { relation, indexname }) => {
    const table = relation && findRelation(model, relation);
    if (table && indexname !== undefined) updateTable(model, table.id, { clusterOn: indexname });
  },
  CopyStmt: (model, statement) => {
    const table =
      statement.is_from && statement.relation ? findRelation(model, statement.relation) : undefined;
    if (table) updateTable(model, table.id, { filled: true });
  },
};

function schemaOf({ options }: CreateExtensionStmt): string {
  const option = (options ?? []).map((node) => as(node, "DefElem")).find((it) => it?.defname === "schema");
  return stringOf(option?.arg) ?? "public";
}

/** The SQL that is written out in the block is taken as run: what is under a condition mostly makes sure of something. */
function runBlock(model: SchemaModel, statement: DoStmt, context: ApplyContext): void {
  const { statements, whole } = readDoBlock(statement);
  for (const { node } of statements) applyStatement(model, node, context);
  if (!whole || statements.some(({ conditional }) => conditional)) becomeOpaque(model);
}

function becomeOpaque(model: SchemaModel): void {
  model.opaque = true;
}

export function applyStatement(model: SchemaModel, node: Node, context: ApplyContext): void {
  const kind = kindOf(node);
  const apply = APPLY[kind] as
    | ((model: SchemaModel, body: unknown, context: ApplyContext) => void)
    | undefined;
  apply?.(model, (node as Record<string, unknown>)[kind], context);
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

function selectInto(model: SchemaModel, statement: SelectStmt): void {
  if (!statement.intoClause) return;
  const { intoClause, ...query } = statement;
  createTableAs(model, { into: intoClause, query: { SelectStmt: query }, objtype: "OBJECT_TABLE" });
}
