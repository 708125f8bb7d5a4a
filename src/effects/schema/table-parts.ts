/** Views, triggers, rules, policies, sequences and statistics, applied to the model. */
import {
  type AlterSeqStmt,
  as,
  type CreatePolicyStmt,
  type CreateSeqStmt,
  type CreateStatsStmt,
  type CreateTrigStmt,
  type Node,
  nameParts,
  type RuleStmt,
  type ViewStmt,
} from "../../sql/nodes.ts";
import { blankTable, ensureTable, existsAlready } from "./define.ts";
import { childrenOf, columnOf } from "./lookup.ts";
import {
  creationName,
  findRelation,
  putRelation,
  relationAt,
  type SchemaModel,
  tableById,
  updateTable,
} from "./model.ts";
import { readQuery } from "./query.ts";
import { queryColumns } from "./query-columns.ts";
import { isTable, qualifiedName, type RewriteRule, type Sequence, type TriggerEvent } from "./relation.ts";
import { policyOf } from "./row-security.ts";
import { viewTarget } from "./view-target.ts";

export function createView(model: SchemaModel, statement: ViewStmt): void {
  if (!statement.view) return;
  const reads = readQuery(model, statement.query);
  const blank = blankTable(model, statement.view);
  const before = relationAt(model, qualifiedName(blank));
  const { columns, nextColumn, known } = queryColumns(model, statement.query);
  const aliases = nameParts(statement.aliases);
  putRelation(model, {
    ...blank,
    ...(before && statement.replace ? { id: before.id, born: before.born } : {}),
    kind: "view",
    known,
    columns: columns.map((column, at) => ({ ...column, name: aliases[at] ?? column.name })),
    nextColumn,
    dependsOn: reads.dependencies,
    updates: viewTarget(model, statement.query),
    functions: reads.functions,
  });
}

/** Bits of CreateTrigStmt.events (pg_trigger.h). */
const EVENTS: readonly (readonly [number, TriggerEvent])[] = [
  [4, "INSERT"],
  [8, "DELETE"],
  [16, "UPDATE"],
  [32, "TRUNCATE"],
];

export function createTrigger(model: SchemaModel, statement: CreateTrigStmt): void {
  if (!statement.relation) return;
  const table = ensureTable(model, statement.relation);
  const name = statement.trigname ?? "";
  const trigger = {
    name,
    function: nameParts(statement.funcname).at(-1) ?? "",
    routine: nameParts(statement.funcname),
    perRow: statement.row === true,
    // TRIGGER_TYPE_INSTEAD.
    instead: ((statement.timing ?? 0) & 64) !== 0,
    transitions: (statement.transitionRels ?? []).flatMap(
      (node) => as(node, "TriggerTransition")?.name ?? [],
    ),
    enabled: true,
    deferrable: statement.deferrable === true,
    deferred: statement.initdeferred === true,
    events: EVENTS.flatMap(([bit, event]) => (((statement.events ?? 0) & bit) === 0 ? [] : event)),
    columns: nameParts(statement.columns).flatMap((column) => columnOf(table, column)?.number ?? []),
  };
  const put = (id: number): void => {
    const own = tableById(model, id);
    if (!own) return;
    updateTable(model, id, { triggers: [...own.triggers.filter((it) => it.name !== name), trigger] });
    // Row triggers of a partitioned table are copied to its partitions.
    if (!statement.row || own.kind !== "partitioned table") return;
    for (const child of childrenOf(model, id)) put(child.id);
  };
  put(table.id);
}

const RULE_EVENTS: Readonly<Record<string, RewriteRule["event"]>> = {
  CMD_INSERT: "INSERT",
  CMD_UPDATE: "UPDATE",
  CMD_DELETE: "DELETE",
};

export function createRule(model: SchemaModel, statement: RuleStmt): void {
  if (!statement.relation) return;
  const table = ensureTable(model, statement.relation);
  const name = statement.rulename ?? "";
  const reads = readQuery(model, [statement.actions, statement.whereClause]);
  const rule: RewriteRule = {
    name,
    dependsOn: reads.dependencies,
    functions: reads.functions,
    event: RULE_EVENTS[statement.event ?? ""] ?? "SELECT",
    enabled: true,
    instead: statement.instead === true,
    actions: statement.actions ?? [],
  };
  updateTable(model, table.id, { rules: [...table.rules.filter((it) => it.name !== name), rule] });
}

export function createPolicy(model: SchemaModel, statement: CreatePolicyStmt): void {
  if (!statement.table) return;
  const table = ensureTable(model, statement.table);
  const expressions = [statement.qual, statement.with_check];
  const reads = readQuery(model, [{ RangeVar: statement.table }, ...expressions]);
  const policy = {
    name: statement.policy_name ?? "",
    dependsOn: reads.dependencies,
    functions: reads.functions.map((it) => it.split(".").at(-1) ?? it),
    ...policyOf(statement),
  };
  updateTable(model, table.id, { policies: [...table.policies, policy] });
}

/** The owner that OWNED BY names: undefined when the option is not there, null for NONE. */
function ownerOf(model: SchemaModel, options: readonly Node[] | undefined): Sequence["ownedBy"] | undefined {
  const option = (options ?? []).map((node) => as(node, "DefElem")).find((it) => it?.defname === "owned_by");
  if (!option) return undefined;
  const parts = nameParts(as(option.arg, "List")?.items);
  const [schemaname, relname] = [parts.at(-3), parts.at(-2)];
  if (relname === undefined) return null;
  const table = findRelation(model, schemaname === undefined ? { relname } : { schemaname, relname });
  const column = isTable(table) ? columnOf(table, parts.at(-1) ?? "") : undefined;
  return isTable(table) && column ? { table: table.id, column: column.number } : null;
}

export function createSequence(model: SchemaModel, statement: CreateSeqStmt): void {
  if (!statement.sequence) return;
  if (statement.if_not_exists && existsAlready(model, statement.sequence)) return;
  putRelation(model, {
    id: model.nextId++,
    ...creationName(model, statement.sequence),
    kind: "sequence",
    born: model.change,
    ownedBy: ownerOf(model, statement.options) ?? null,
  });
}

export function createStatistics(model: SchemaModel, statement: CreateStatsStmt): void {
  for (const node of statement.relations ?? []) {
    const range = as(node, "RangeVar");
    const table = range && ensureTable(model, range);
    if (!table) continue;
    const columns = (statement.exprs ?? []).map((it) => as(it, "StatsElem")?.name ?? "expr");
    const name = nameParts(statement.defnames).at(-1) ?? [table.name, ...columns, "stat"].join("_");
    updateTable(model, table.id, { statistics: [...new Set([...table.statistics, name])] });
  }
}

export function alterSequence(model: SchemaModel, statement: AlterSeqStmt): void {
  const sequence = statement.sequence ? findRelation(model, statement.sequence) : undefined;
  const owner = ownerOf(model, statement.options);
  if (sequence?.kind === "sequence" && owner !== undefined)
    putRelation(model, { ...sequence, ownedBy: owner });
}
