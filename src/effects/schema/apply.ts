/** One statement, applied to the schema model. Kinds that change nothing the model keeps have no entry. */
import {
  as,
  type CreateExtensionStmt,
  kindOf,
  type Node,
  type NodeKind,
  type NodeOf,
  nameParts,
  type SelectStmt,
  stringOf,
  walk,
} from "../../sql/nodes.ts";
import { alterTable } from "../statements/alter-table/apply.ts";
import { blockSteps, type RunStep, routineSteps } from "./body.ts";
import { createForeignTable, createTable, createTableAs, isEmptyAndNew } from "./create-table.ts";
import { changeColumn, ensureTable } from "./define.ts";
import { drop } from "./drop.ts";
import { functionNamesIn } from "./expression.ts";
import { alterDefaults, grant, grantRole } from "./grants.ts";
import { addIndex } from "./index-definition.ts";
import { columnOf } from "./lookup.ts";
import { findRelation, findTable, relationAt, type SchemaModel, updateTable } from "./model.ts";
import { trackPending } from "./pending.ts";
import { alterPublication, createPublication } from "./publication.ts";
import { readQuery } from "./query.ts";
import { rename, setSchema } from "./rename.ts";
import { alterFunction, createFunction, routinesNamed } from "./routine.ts";
import { createAggregate, createEventTrigger, createOperator, switchEventTrigger } from "./routine-use.ts";
import { alterPolicy, createRole } from "./row-security.ts";
import { setConfig, setForLater, setVariable } from "./session.ts";
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
  /** Bodies around it. */
  readonly depth?: number;
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
    if (statement.kind === "OBJECT_OPERATOR") createOperator(model, statement);
    if (statement.kind === "OBJECT_AGGREGATE") createAggregate(model, statement);
  },
  CreateDomainStmt: createDomain,
  AlterDomainStmt: alterDomain,
  CreateFunctionStmt: createFunction,
  AlterFunctionStmt: alterFunction,
  CreateEventTrigStmt: createEventTrigger,
  AlterEventTrigStmt: switchEventTrigger,
  ViewStmt: createView,
  CreateTrigStmt: createTrigger,
  RuleStmt: createRule,
  CreatePolicyStmt: createPolicy,
  AlterPolicyStmt: alterPolicy,
  CreateRoleStmt: createRole,
  GrantStmt: grant,
  GrantRoleStmt: grantRole,
  AlterDefaultPrivilegesStmt: alterDefaults,
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
  DoStmt: (model, statement, context) => runSteps(model, blockSteps(statement, NEWEST), context),
  CallStmt: (model, { funccall }, context) => {
    if (funccall) runCalls(model, { FuncCall: funccall }, context);
  },
  PrepareStmt: (model, { name, query }) => {
    if (name !== undefined && query) model.prepared.set(name, query);
  },
  ExecuteStmt: (model, { name }, context) => {
    const query = model.prepared.get(name ?? "");
    if (query) applyStatement(model, query, context);
    else becomeOpaque(model);
  },
  VariableSetStmt: setVariable,
  AlterRoleSetStmt: (model, { setstmt }) => setForLater(model, setstmt),
  AlterDatabaseSetStmt: (model, { setstmt }) => setForLater(model, setstmt),
  SelectStmt: (model, statement, context) => {
    setConfig(model, statement.targetList);
    runCalls(model, { SelectStmt: statement }, context);
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

/**
 * What a body runs is taken as run: what is under a condition mostly makes sure of something. Where it may have been
 * passed by, or is not known, nothing is certain any more.
 */
function runSteps(model: SchemaModel, steps: readonly RunStep[] | null, context: ApplyContext): void {
  for (const { nodes, when, caught } of steps ?? []) {
    const changes = nodes?.filter((node) => !isQuiet(node));
    if (changes === undefined) becomeOpaque(model);
    for (const node of changes ?? []) {
      applyStatement(model, node, context);
      if (!ROWS_ONLY.has(kindOf(node)) && (when !== "always" || caught !== "no")) becomeOpaque(model);
    }
  }
  if (steps === null) becomeOpaque(model);
}

const ROWS_ONLY: ReadonlySet<NodeKind> = new Set<NodeKind>([
  "SelectStmt",
  "InsertStmt",
  "UpdateStmt",
  "DeleteStmt",
  "MergeStmt",
]);

/** A query without calls. */
function isQuiet(node: Node): boolean {
  return as(node, "SelectStmt") !== undefined && functionNamesIn(node).length === 0;
}

/** Functions and procedures of a statement, each as often as it is called: once. */
function runCalls(model: SchemaModel, statement: Node, context: ApplyContext): void {
  const { depth = 0 } = context;
  walk(statement, (node) => {
    const call = as(node, "FuncCall");
    const [routine, other] = call ? routinesNamed(model, nameParts(call.funcname)) : [];
    if (!routine?.statement || routine.volatility === "immutable") return true;
    if (other || depth > DEEPEST) becomeOpaque(model);
    else runSteps(model, routineSteps(routine.statement, NEWEST), { ...context, depth: depth + 1 });
    return true;
  });
}

const DEEPEST = 6;

/** What is built in is asked of the newest version: older ones have less of it. */
const NEWEST = 18;

function becomeOpaque(model: SchemaModel): void {
  model.opaque = true;
}

export function applyStatement(model: SchemaModel, node: Node, context: ApplyContext): void {
  const kind = kindOf(node);
  const apply = APPLY[kind] as
    | ((model: SchemaModel, body: unknown, context: ApplyContext) => void)
    | undefined;
  trackPending(model, node, context.transaction);
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
