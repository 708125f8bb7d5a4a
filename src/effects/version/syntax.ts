/** What the parse tree of newer syntax looks like. Which versions lack it is measured (src/postgres/versions.json). */
import type { Syntax } from "../../postgres/syntax-probes.ts";
import {
  allOf,
  as,
  type DefElem,
  isOnly,
  kindOf,
  type Node,
  type NodeKind,
  type NodeOf,
  stringOf,
  walk,
  walkFor,
} from "../../sql/nodes.ts";

/** Whether a node of a kind has the syntax. */
type Reading = { readonly [K in NodeKind]?: (body: NodeOf<K>) => boolean };

const always = () => true;

/** The statement has an option of this name, with such a value if that matters. */
const withOption =
  (name: string, isSo: (option: DefElem) => boolean = always) =>
  ({ options }: { readonly options?: Node[] }): boolean =>
    hasOption(options, name, isSo);

function hasOption(
  options: readonly Node[] | undefined,
  name: string,
  isSo: (option: DefElem) => boolean = always,
): boolean {
  return allOf(options, "DefElem").some((option) => option.defname === name && isSo(option));
}

const subscription = (name: string): Reading => ({
  CreateSubscriptionStmt: withOption(name),
  AlterSubscriptionStmt: withOption(name),
});

const utility = (name: string): Reading => ({ VacuumStmt: withOption(name) });

const published = (isSo: (spec: NodeOf<"PublicationObjSpec">) => boolean): Reading => ({
  PublicationObjSpec: isSo,
});

const returningKinds = (isSo: (body: { readonly returningClause?: unknown }) => boolean): Reading => ({
  InsertStmt: isSo,
  UpdateStmt: isSo,
  DeleteStmt: isSo,
  MergeStmt: isSo,
});

const grantsRole = (name: string): Reading => ({ GrantRoleStmt: ({ opt }) => hasOption(opt, name) });

export const SYNTAX: { readonly [S in Syntax]: Reading } = {
  "NULLS NOT DISTINCT in a constraint": {
    Constraint: ({ nulls_not_distinct }) => nulls_not_distinct === true,
  },
  "NULLS NOT DISTINCT of an index": { IndexStmt: ({ nulls_not_distinct }) => nulls_not_distinct === true },
  "ON DELETE SET NULL with columns": {
    Constraint: ({ fk_del_set_cols }) => (fk_del_set_cols ?? []).length > 0,
  },
  // The grammar leaves a field that is false out, and sets it for these two kinds only.
  "NOT ENFORCED": {
    Constraint: ({ contype, is_enforced }) =>
      contype === "CONSTR_ATTR_NOT_ENFORCED" ||
      contype === "CONSTR_ATTR_ENFORCED" ||
      ((contype === "CONSTR_CHECK" || contype === "CONSTR_FOREIGN") && is_enforced !== true),
  },
  "ALTER CONSTRAINT ENFORCED": {
    ATAlterConstraint: ({ alterEnforceability }) => alterEnforceability === true,
  },
  "ALTER CONSTRAINT INHERIT": {
    ATAlterConstraint: ({ alterInheritability }) => alterInheritability === true,
  },
  "a table constraint NOT NULL": {
    AlterTableCmd: ({ def }) => isNotNull(def),
    CreateStmt: ({ tableElts }) => (tableElts ?? []).some(isNotNull),
  },
  "NOT NULL NO INHERIT": {
    ColumnDef: ({ constraints }) =>
      (constraints ?? []).some((node) => isNotNull(node) && as(node, "Constraint")?.is_no_inherit === true),
  },
  "NOT NULL of a domain by ADD CONSTRAINT": {
    AlterDomainStmt: ({ subtype, def }) => subtype === "C" && isNotNull(def),
  },
  "a virtual generated column": { Constraint: ({ generated_kind }) => generated_kind === "v" },
  "WITHOUT OVERLAPS": { Constraint: ({ without_overlaps }) => without_overlaps === true },
  PERIOD: { Constraint: ({ fk_with_period }) => fk_with_period === true },
  "STORAGE of a new column": { ColumnDef: ({ storage_name }) => (storage_name ?? "") !== "" },
  "SET STORAGE DEFAULT": {
    AlterTableCmd: ({ subtype, def }) => subtype === "AT_SetStorage" && stringOf(def) === "default",
  },
  "SET STATISTICS DEFAULT": {
    AlterTableCmd: ({ subtype, def }) => subtype === "AT_SetStatistics" && def === undefined,
  },
  "SET EXPRESSION": { AlterTableCmd: ({ subtype }) => subtype === "AT_SetExpression" },
  "SET ACCESS METHOD": {
    AlterTableCmd: ({ subtype, name }) => subtype === "AT_SetAccessMethod" && (name ?? "") !== "",
  },
  "SET ACCESS METHOD DEFAULT": {
    AlterTableCmd: ({ subtype, name }) => subtype === "AT_SetAccessMethod" && (name ?? "") === "",
  },
  "an access method of a partitioned table": {
    CreateStmt: ({ partspec, accessMethod }) => partspec !== undefined && (accessMethod ?? "") !== "",
  },
  "CREATE UNLOGGED SEQUENCE": { CreateSeqStmt: ({ sequence }) => sequence?.relpersistence === "u" },
  "ALTER SEQUENCE SET LOGGED": {
    AlterTableStmt: ({ objtype, cmds }) =>
      objtype === "OBJECT_SEQUENCE" &&
      (cmds ?? []).some((node) => /^AT_Set(Un)?Logged$/.test(as(node, "AlterTableCmd")?.subtype ?? "")),
  },
  "LIKE in a foreign table": {
    CreateForeignTableStmt: ({ base }) => (base?.tableElts ?? []).some((node) => as(node, "TableLikeClause")),
  },
  "CREATE STATISTICS without a name": { CreateStatsStmt: ({ defnames }) => (defnames ?? []).length === 0 },
  MERGE: { MergeStmt: always },
  "MERGE RETURNING": { MergeStmt: ({ returningClause }) => returningClause !== undefined },
  "WHEN NOT MATCHED BY SOURCE": {
    MergeWhenClause: ({ matchKind }) => matchKind === "MERGE_WHEN_NOT_MATCHED_BY_SOURCE",
  },
  "RETURNING WITH": returningKinds(
    (body) => ((body as NodeOf<"UpdateStmt">).returningClause?.options ?? []).length > 0,
  ),
  "RETURNING OLD or NEW": returningKinds(returnsOldOrNew),
  "a subquery in FROM without an alias": { RangeSubselect: ({ alias }) => alias === undefined },
  "an underscore in a number": { A_Const: ({ fval }) => fval?.fval?.includes("_") === true },
  "XMLSERIALIZE INDENT": { XmlSerialize: ({ indent }) => indent === true },
  JSON_TABLE: { JsonTable: always },
  "JSON_EXISTS, JSON_VALUE and JSON_QUERY": { JsonFuncExpr: always },
  "IS JSON": { JsonIsPredicate: always },
  JSON_OBJECT: { JsonObjectConstructor: always },
  JSON_ARRAY: { JsonArrayConstructor: always },
  "JSON_ARRAY of a query": { JsonArrayQueryConstructor: always },
  JSON_OBJECTAGG: { JsonObjectAgg: always },
  JSON_ARRAYAGG: { JsonArrayAgg: always },
  "WITH UNIQUE KEYS in JSON()": { JsonParseExpr: ({ unique_keys }) => unique_keys === true },
  JSON_SCALAR: { JsonScalarExpr: always },
  JSON_SERIALIZE: { JsonSerializeExpr: always },
  "AT LOCAL": { FuncCall: (call) => isSqlSyntax(call, "timezone") && (call.args ?? []).length === 1 },
  SYSTEM_USER: { FuncCall: (call) => isSqlSyntax(call, "system_user") },
  "the view option security_invoker": {
    ViewStmt: withOption("security_invoker"),
    AlterTableStmt: ({ objtype, cmds }) =>
      objtype === "OBJECT_VIEW" &&
      (cmds ?? []).some((node) => {
        const command = as(node, "AlterTableCmd");
        const isSet = command?.subtype === "AT_SetRelOptions";
        return isSet && hasOption(as(command.def, "List")?.items, "security_invoker");
      }),
  },
  "WITH INHERIT of a role": grantsRole("inherit"),
  "WITH SET of a role": grantsRole("set"),
  "WITH ADMIN FALSE": {
    GrantRoleStmt: ({ is_grant, opt }) =>
      is_grant === true && hasOption(opt, "admin", ({ arg }) => as(arg, "Boolean")?.boolval !== true),
  },
  "the privilege MAINTAIN": {
    GrantStmt: ({ privileges }) => maintains(privileges),
    AlterDefaultPrivilegesStmt: ({ action }) => maintains(action?.privileges),
  },
  "privileges on parameters": { GrantStmt: ({ objtype }) => objtype === "OBJECT_PARAMETER_ACL" },
  "default privileges on large objects": {
    AlterDefaultPrivilegesStmt: ({ action }) => action?.objtype === "OBJECT_LARGEOBJECT",
  },
  "columns of a published table": published(({ pubtable }) => (pubtable?.columns ?? []).length > 0),
  "WHERE of a published table": published(({ pubtable }) => pubtable?.whereClause !== undefined),
  "publishing the tables of a schema": published(({ pubobjtype }) =>
    /_IN_(CUR_)?SCHEMA$/.test(pubobjtype ?? ""),
  ),
  "the publication option publish_generated_columns": {
    CreatePublicationStmt: withOption("publish_generated_columns"),
    AlterPublicationStmt: withOption("publish_generated_columns"),
  },
  "ALTER SUBSCRIPTION SKIP": { AlterSubscriptionStmt: ({ kind }) => kind === "ALTER_SUBSCRIPTION_SKIP" },
  "the subscription option disable_on_error": subscription("disable_on_error"),
  "the subscription option origin": subscription("origin"),
  "the subscription option password_required": subscription("password_required"),
  "the subscription option run_as_owner": subscription("run_as_owner"),
  "the subscription option failover": subscription("failover"),
  "an event trigger on login": { CreateEventTrigStmt: ({ eventname }) => eventname === "login" },
  "links of an operator by ALTER OPERATOR": {
    AlterOperatorStmt: (body) =>
      ["commutator", "negator", "hashes", "merges"].some((name) => withOption(name)(body)),
  },
  "the collation provider builtin": {
    DefineStmt: ({ kind, definition }) =>
      kind === "OBJECT_COLLATION" &&
      hasOption(definition, "provider", ({ arg }) => {
        const name = as(arg, "TypeName")?.names?.at(-1) ?? arg;
        return stringOf(name) === "builtin";
      }),
  },
  "rules of a collation": {
    DefineStmt: ({ kind, definition }) => kind === "OBJECT_COLLATION" && hasOption(definition, "rules"),
  },
  "LOCALE_PROVIDER of a database": { CreatedbStmt: withOption("locale_provider") },
  "STRATEGY of a database": { CreatedbStmt: withOption("strategy") },
  "OID of a database": { CreatedbStmt: withOption("oid") },
  "REFRESH COLLATION VERSION of a database": { AlterDatabaseRefreshCollStmt: always },
  "the COPY option ON_ERROR": { CopyStmt: withOption("on_error") },
  "the COPY option LOG_VERBOSITY": { CopyStmt: withOption("log_verbosity") },
  "the COPY option REJECT_LIMIT": { CopyStmt: withOption("reject_limit") },
  "the COPY option DEFAULT": { CopyStmt: withOption("default") },
  "the COPY option HEADER MATCH": {
    CopyStmt: withOption("header", ({ arg }) => stringOf(arg)?.toLowerCase() === "match"),
  },
  "all columns in the COPY option FORCE_NULL": {
    CopyStmt: (body) =>
      ["force_null", "force_not_null"].some((name) =>
        withOption(name, ({ arg }) => as(arg, "A_Star") !== undefined)(body),
      ),
  },
  "the EXPLAIN option GENERIC_PLAN": { ExplainStmt: withOption("generic_plan") },
  "the EXPLAIN option SERIALIZE": { ExplainStmt: withOption("serialize") },
  "the EXPLAIN option MEMORY": { ExplainStmt: withOption("memory") },
  "the VACUUM option SKIP_DATABASE_STATS": utility("skip_database_stats"),
  "the VACUUM option ONLY_DATABASE_STATS": utility("only_database_stats"),
  "the VACUUM option PROCESS_MAIN": utility("process_main"),
  "the option BUFFER_USAGE_LIMIT": utility("buffer_usage_limit"),
  "VACUUM or ANALYZE ONLY": { VacuumRelation: ({ relation }) => relation !== undefined && isOnly(relation) },
  "REINDEX DATABASE without a name": {
    ReindexStmt: ({ kind, name }) =>
      (kind === "REINDEX_OBJECT_DATABASE" || kind === "REINDEX_OBJECT_SYSTEM") && (name ?? "") === "",
  },
};

/** What tells each syntax, by the kind of the node that has it. */
export type Readings = ReadonlyMap<NodeKind, readonly [Syntax, (body: unknown) => boolean][]>;

/** The readings of the syntax that is asked for. */
export function readingsOf(isAsked: (syntax: Syntax) => boolean): Readings {
  const byKind = new Map<NodeKind, [Syntax, (body: unknown) => boolean][]>();
  for (const [syntax, reading] of Object.entries(SYNTAX) as [Syntax, Reading][]) {
    if (!isAsked(syntax)) continue;
    for (const [kind, isSo] of Object.entries(reading) as [NodeKind, (body: unknown) => boolean][]) {
      byKind.set(kind, [...(byKind.get(kind) ?? []), [syntax, isSo]]);
    }
  }
  return byKind;
}

/** The syntax that a statement has, of all that is newer than the oldest version, or of what is asked for. */
export function syntaxOf(statement: Node, readings: Readings = ALL): ReadonlySet<Syntax> {
  const found = new Set<Syntax>();
  walkFor([...readings.keys()], statement, (node) => {
    const kind = kindOf(node);
    for (const [syntax, isSo] of readings.get(kind) ?? []) {
      if (isSo((node as Record<string, unknown>)[kind])) found.add(syntax);
    }
    return true;
  });
  return found;
}

const ALL = readingsOf(always);

function isNotNull(node: Node | undefined): boolean {
  return as(node, "Constraint")?.contype === "CONSTR_NOTNULL";
}

function isSqlSyntax({ funcname, funcformat }: NodeOf<"FuncCall">, name: string): boolean {
  return funcformat === "COERCE_SQL_SYNTAX" && stringOf(funcname?.at(-1)) === name;
}

function maintains(privileges: readonly Node[] | undefined): boolean {
  return (privileges ?? []).some((node) => as(node, "AccessPriv")?.priv_name === "maintain");
}

/** RETURNING names a row as old or new, and no relation of the statement is called so. */
function returnsOldOrNew(body: { readonly returningClause?: unknown }): boolean {
  const { returningClause, ...rest } = body;
  if (returningClause === undefined) return false;
  const named = new Set<string>();
  for (const { relname, alias } of rangesIn(rest)) named.add(alias ?? relname);
  let found = false;
  walk((returningClause as NodeOf<"ReturningClause">).exprs, (node) => {
    const [row] = as(node, "ColumnRef")?.fields ?? [];
    const name = as(node, "ColumnRef")?.fields?.length === 2 ? stringOf(row) : undefined;
    if ((name === "old" || name === "new") && !named.has(name)) found = true;
    return !found;
  });
  return found;
}

/** Relations as the statement names them, wherever they stand in it. */
function rangesIn(value: unknown): { relname: string; alias: string | undefined }[] {
  if (typeof value !== "object" || value === null) return [];
  if (Array.isArray(value)) return value.flatMap(rangesIn);
  const { relname, alias } = value as { relname?: unknown; alias?: { aliasname?: string } };
  const own = typeof relname === "string" ? [{ relname, alias: alias?.aliasname }] : [];
  return [...own, ...Object.values(value).flatMap(rangesIn)];
}
