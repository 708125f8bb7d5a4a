/**
 * What a statement may change for queries: told from its text alone and rather too much than too little, for a query that
 * is not asked about is one that nobody checked.
 */
import { allOf, as, kindOf, type Node, type NodeKind, nameParts, objectParts, walk } from "../sql/nodes.ts";
import { tokens } from "../sql/parse.ts";

/** `everything`, or bare names of relations, functions and types; `indexes`: one may be gone. */
export type Touches = "everything" | { readonly names: ReadonlySet<string>; readonly indexes: boolean };

const NOTHING: Touches = { names: new Set(), indexes: false };

export function touchesOf(node: Node): Touches {
  if (HARMLESS.has(kindOf(node))) return NOTHING;
  const alter = as(node, "AlterTableStmt");
  if (alter) {
    if (alter.objtype === "OBJECT_TYPE") return "everything";
    const commands = allOf(alter.cmds, "AlterTableCmd");
    return commands.every(({ subtype = "" }) => HARMLESS_ALTERATIONS.has(subtype))
      ? NOTHING
      : relationsIn(node);
  }
  const drop = as(node, "DropStmt");
  if (drop) {
    if (drop.behavior === "DROP_CASCADE") return "everything";
    const removed = drop.removeType ?? "";
    if (INERT_OBJECTS.has(removed)) return NOTHING;
    if (removed === "OBJECT_INDEX") return { names: new Set(), indexes: true };
    if (!NAMED_OBJECTS.has(removed)) return "everything";
    return named((drop.objects ?? []).flatMap((it) => objectParts(it).at(-1) ?? []));
  }
  const rename = as(node, "RenameStmt");
  if (rename) {
    const renamed = rename.renameType ?? "";
    if (INERT_OBJECTS.has(renamed)) return NOTHING;
    if (rename.relation) return named([rename.relation.relname, rename.newname, rename.subname]);
    return NAMED_OBJECTS.has(renamed)
      ? named([objectParts(rename.object).at(-1), rename.newname])
      : "everything";
  }
  const move = as(node, "AlterObjectSchemaStmt");
  if (move) {
    if (move.relation) return named([move.relation.relname]);
    return NAMED_OBJECTS.has(move.objectType ?? "") ? named([objectParts(move.object).at(-1)]) : "everything";
  }
  const body = as(node, "DoStmt") && bodyOf(node);
  if (body !== undefined) return wordsOf(body);
  if (CREATES.has(kindOf(node))) return relationsIn(node);
  const made =
    as(node, "CreateFunctionStmt")?.funcname ??
    as(node, "CreateEnumStmt")?.typeName ??
    as(node, "CreateRangeStmt")?.typeName ??
    as(node, "CreateDomainStmt")?.domainname ??
    as(node, "DefineStmt")?.defnames;
  if (made) return named([nameParts(made).at(-1)]);
  const select = as(node, "SelectStmt");
  return select && !callsUnknown(node) ? NOTHING : "everything";
}

/** It makes a table, view, function or type, and takes nothing away: CREATE OR REPLACE VIEW keeps the columns. */
export function isCreation(node: Node): boolean {
  const kind = kindOf(node);
  return (
    CREATES.has(kind) ||
    kind === "CreateEnumStmt" ||
    kind === "CreateRangeStmt" ||
    kind === "CreateDomainStmt"
  );
}

function named(names: readonly (string | undefined)[]): Touches {
  return { names: new Set(names.flatMap((name) => name ?? [])), indexes: false };
}

/** Tables and views that the statement names, and those that a partition is taken from or given to. */
function relationsIn(node: Node): Touches {
  const names: string[] = [];
  walk(node, (it) => {
    const relation =
      as(it, "RangeVar") ??
      as(it, "AlterTableStmt")?.relation ??
      as(it, "CreateStmt")?.relation ??
      as(it, "CreateForeignTableStmt")?.base?.relation ??
      as(it, "ViewStmt")?.view ??
      as(it, "CompositeTypeStmt")?.typevar ??
      as(it, "CreateTableAsStmt")?.into?.rel ??
      as(it, "PartitionCmd")?.name;
    if (relation?.relname) names.push(relation.relname);
    return true;
  });
  return { names: new Set(names), indexes: true };
}

function bodyOf(node: Node): string {
  const args = allOf(as(node, "DoStmt")?.args, "DefElem");
  return as(args.find(({ defname }) => defname === "as")?.arg, "String")?.sval ?? "";
}

/** What a block names; one that builds SQL, or calls what may, can change anything. */
function wordsOf(body: string): Touches {
  const all = tokens(body);
  const words = all.map(({ start, end }) => body.slice(start, end));
  if (words.length === 0) return "everything";
  for (const [at, word] of words.entries()) {
    if (/^(?:execute|perform|call|cascade)$/i.test(word)) return "everything";
    const isCall = all[at]?.kind === "IDENT" && words[at + 1] === "(";
    const isList = words.slice(Math.max(at - 4, 0), at).some((it) => BEFORE_LIST.test(it));
    if (isCall && !isList && !SETTLED.has(word.toLowerCase())) return "everything";
  }
  const names = words.map((word) =>
    word.startsWith('"') ? word.slice(1, -1).replaceAll('""', '"') : word.toLowerCase(),
  );
  return { names: new Set(names), indexes: true };
}

/** Before a name with parentheses that is no function's. */
const BEFORE_LIST = /^(?:references|into|table|on|index|type|constraint|key)$/i;

/** Functions that migrations call for their effect and that leave every object as it is. */
const SETTLED: ReadonlySet<string> = new Set([
  "set_config",
  "setval",
  "nextval",
  "currval",
  "pg_sleep",
  "now",
  "max",
  "min",
  "coalesce",
  "count",
]);

function callsUnknown(node: Node): boolean {
  let found = false;
  walk(node, (it) => {
    const call = as(it, "FuncCall");
    found ||= call !== undefined && !SETTLED.has(nameParts(call.funcname).at(-1) ?? "");
    return !found;
  });
  return found;
}

/** After these every query is analysed as before. */
const HARMLESS: ReadonlySet<NodeKind> = new Set<NodeKind>([
  "InsertStmt",
  "UpdateStmt",
  "DeleteStmt",
  "MergeStmt",
  "CopyStmt",
  "TruncateStmt",
  "LockStmt",
  "VacuumStmt",
  "ClusterStmt",
  "ReindexStmt",
  "CheckPointStmt",
  "ExplainStmt",
  "RefreshMatViewStmt",
  "CommentStmt",
  "SecLabelStmt",
  "GrantStmt",
  "GrantRoleStmt",
  "AlterDefaultPrivilegesStmt",
  "CreateRoleStmt",
  "AlterRoleStmt",
  "AlterRoleSetStmt",
  "AlterDatabaseStmt",
  "AlterDatabaseSetStmt",
  "VariableSetStmt",
  "VariableShowStmt",
  "TransactionStmt",
  "ConstraintsSetStmt",
  "DiscardStmt",
  "ListenStmt",
  "NotifyStmt",
  "UnlistenStmt",
  "IndexStmt",
  "CreateStatsStmt",
  "AlterStatsStmt",
  "CreateTrigStmt",
  "CreatePolicyStmt",
  "AlterPolicyStmt",
  "CreateSeqStmt",
  "AlterSeqStmt",
  "CreateExtensionStmt",
  "CreateEventTrigStmt",
  "CreatePublicationStmt",
  "AlterPublicationStmt",
  "CreateSubscriptionStmt",
  "AlterSubscriptionStmt",
  "DropSubscriptionStmt",
  "AlterOwnerStmt",
  "AlterEnumStmt",
  "AlterObjectDependsStmt",
]);

const CREATES: ReadonlySet<NodeKind> = new Set<NodeKind>([
  "CreateStmt",
  "CreateForeignTableStmt",
  "CreateTableAsStmt",
  "ViewStmt",
  "CompositeTypeStmt",
]);

/** Of ALTER TABLE: what is checked on rows, how they are kept, and who may see them. */
const HARMLESS_ALTERATIONS: ReadonlySet<string> = new Set([
  "AT_SetStatistics",
  "AT_SetOptions",
  "AT_ResetOptions",
  "AT_SetStorage",
  "AT_SetCompression",
  "AT_ValidateConstraint",
  "AT_ChangeOwner",
  "AT_ClusterOn",
  "AT_DropCluster",
  "AT_SetLogged",
  "AT_SetUnLogged",
  "AT_SetTableSpace",
  "AT_SetRelOptions",
  "AT_ResetRelOptions",
  "AT_EnableTrig",
  "AT_EnableAlwaysTrig",
  "AT_EnableReplicaTrig",
  "AT_DisableTrig",
  "AT_EnableTrigAll",
  "AT_DisableTrigAll",
  "AT_EnableTrigUser",
  "AT_DisableTrigUser",
  "AT_ReplicaIdentity",
  "AT_EnableRowSecurity",
  "AT_DisableRowSecurity",
  "AT_ForceRowSecurity",
  "AT_NoForceRowSecurity",
]);

/** Objects that no query names and none is analysed by. */
const INERT_OBJECTS: ReadonlySet<string> = new Set([
  "OBJECT_TRIGGER",
  "OBJECT_POLICY",
  "OBJECT_STATISTIC_EXT",
  "OBJECT_PUBLICATION",
  "OBJECT_SUBSCRIPTION",
  "OBJECT_EVENT_TRIGGER",
  "OBJECT_ROLE",
  "OBJECT_DATABASE",
  "OBJECT_TABLESPACE",
]);

/** Objects that a query can only use by their names. */
const NAMED_OBJECTS: ReadonlySet<string> = new Set([
  "OBJECT_TABLE",
  "OBJECT_FOREIGN_TABLE",
  "OBJECT_VIEW",
  "OBJECT_MATVIEW",
  "OBJECT_SEQUENCE",
  "OBJECT_TYPE",
  "OBJECT_FUNCTION",
  "OBJECT_PROCEDURE",
  "OBJECT_ROUTINE",
  "OBJECT_AGGREGATE",
]);
