/** Which reader reads which statement. A kind without one is unanalyzed. */

import { commandTag } from "../../sql/command-tag.ts";
import { as, type ExplainStmt, kindOf, type Node, type NodeKind, type NodeOf } from "../../sql/nodes.ts";
import type { Account } from "../account.ts";
import { blockSteps } from "../schema/body.ts";
import { alterTable } from "../statements/alter-table/alter-table.ts";
import { moveAll } from "../statements/alter-table/table-property.ts";
import { analyzed } from "./analyzed.ts";
import { brief } from "./brief.ts";
import { comment } from "./comment.ts";
import { copy } from "./copy.ts";
import { createIndex } from "./create-index.ts";
import { createTable } from "./create-table.ts";
import { changeOwner, createComposite, createEnum, dependsOnExtension } from "./define.ts";
import { alterDomain } from "./domain.ts";
import { drop } from "./drop.ts";
import { call, execute } from "./executed.ts";
import { createForeignTable } from "./foreign.ts";
import { alterFunction, createFunction } from "./function.ts";
import { grant } from "./grant.ts";
import { lockTable, truncate } from "./lock-table.ts";
import { cluster, isFalse, vacuum } from "./maintenance.ts";
import { merge } from "./merge.ts";
import { alterPublication, createPublication } from "./publication.ts";
import { reindex } from "./reindex.ts";
import { alterEnum, rename, setSchema } from "./rename.ts";
import { changesInside, insert, remove, select, update } from "./rows.ts";
import { runBody } from "./run-body.ts";
import { alterExtensionContents, createExtension, createSchema } from "./schema.ts";
import { alterSequence, createSequence } from "./sequence.ts";
import { setVariable } from "./setting.ts";
import { createStatistics } from "./statistics.ts";
import { createEventTrigger, createPolicy, createRule, createTrigger } from "./table-parts.ts";
import { createTableAs, createView, refresh } from "./view.ts";

type Reader<K extends NodeKind> = (account: Account, statement: NodeOf<K>) => void;

const READERS: { readonly [K in NodeKind]?: Reader<K> } = {
  AlterTableStmt: alterTable,
  CreateStmt: createTable,
  CreateTableAsStmt: (account, statement) => createTableAs(account, statement, changesInside),
  ViewStmt: createView,
  IndexStmt: createIndex,
  ReindexStmt: reindex,
  DropStmt: drop,
  RenameStmt: rename,
  AlterObjectSchemaStmt: setSchema,
  AlterEnumStmt: alterEnum,
  InsertStmt: insert,
  UpdateStmt: update,
  DeleteStmt: remove,
  SelectStmt: select,
  TruncateStmt: truncate,
  LockStmt: lockTable,
  CommentStmt: comment,
  GrantStmt: grant,
  CreateTrigStmt: createTrigger,
  CreatePolicyStmt: createPolicy,
  AlterPolicyStmt: createPolicy,
  CreateEventTrigStmt: createEventTrigger,
  RuleStmt: createRule,
  RefreshMatViewStmt: refresh,
  AlterDomainStmt: alterDomain,
  CompositeTypeStmt: createComposite,
  AlterOwnerStmt: changeOwner,
  AlterObjectDependsStmt: dependsOnExtension,
  AlterTableMoveAllStmt: moveAll,
  AlterSeqStmt: alterSequence,
  CreateSeqStmt: createSequence,
  CreateEnumStmt: createEnum,
  CreateFunctionStmt: createFunction,
  AlterFunctionStmt: alterFunction,
  CreateExtensionStmt: createExtension,
  AlterExtensionStmt: (account) => brief(account, "ALTER EXTENSION"),
  AlterExtensionContentsStmt: alterExtensionContents,
  CreateSchemaStmt: (account, statement) => createSchema(account, statement, read),
  CreatePublicationStmt: createPublication,
  AlterPublicationStmt: alterPublication,
  CreateStatsStmt: createStatistics,
  CreateForeignTableStmt: createForeignTable,
  AlterDatabaseRefreshCollStmt: (account) => brief(account, "ALTER DATABASE REFRESH COLLATION VERSION"),
  AlterTypeStmt: (account) => brief(account, "ALTER TYPE SET"),
  MergeStmt: merge,
  CopyStmt: (account, statement) => copy(account, statement, read),
  VacuumStmt: vacuum,
  ClusterStmt: cluster,
  PrepareStmt: (account, { query }) => {
    if (query) analyzed(account, "PREPARE", query);
  },
  ExplainStmt: explain,
  DeclareCursorStmt: (account, { query }) => {
    account.act("DECLARE CURSOR", []);
    if (query) declared(account, query);
  },
  DoStmt: (account, statement) =>
    runBody(account, blockSteps(statement, account.context.major), {
      name: "the block",
      when: "always",
      commits: true,
    }),
  TransactionStmt: quiet,
  VariableSetStmt: setVariable,
  AlterRoleSetStmt: (account, { setstmt }) => {
    brief(account, "ALTER ROLE");
    setVariable(account, setstmt);
  },
  AlterDatabaseSetStmt: (account, { setstmt }) => {
    brief(account, "ALTER DATABASE");
    setVariable(account, setstmt);
  },
  VariableShowStmt: quiet,
  DiscardStmt: (account, { target }) => brief(account, target === "DISCARD_ALL" ? "DISCARD ALL" : "DISCARD"),
  ListenStmt: quiet,
  UnlistenStmt: quiet,
  NotifyStmt: quiet,
  DeallocateStmt: quiet,
  CallStmt: call,
  ExecuteStmt: execute,
};

/** Statements of which their command tag says all: they lock no table. */
const TAGGED: ReadonlySet<NodeKind> = new Set<NodeKind>([
  "AlterCollationStmt",
  "AlterDatabaseStmt",
  "AlterDefaultPrivilegesStmt",
  "AlterEventTrigStmt",
  "AlterFdwStmt",
  "AlterForeignServerStmt",
  "AlterOpFamilyStmt",
  "AlterOperatorStmt",
  "AlterRoleStmt",
  "AlterStatsStmt",
  "AlterSubscriptionStmt",
  "AlterSystemStmt",
  "AlterTSConfigurationStmt",
  "AlterTSDictionaryStmt",
  "AlterTableSpaceOptionsStmt",
  "AlterUserMappingStmt",
  "CheckPointStmt",
  "ClosePortalStmt",
  "ConstraintsSetStmt",
  "CreateAmStmt",
  "CreateCastStmt",
  "CreateConversionStmt",
  "CreateDomainStmt",
  "CreateFdwStmt",
  "CreateForeignServerStmt",
  "CreateOpClassStmt",
  "CreateOpFamilyStmt",
  "CreatePLangStmt",
  "CreateRangeStmt",
  "CreateRoleStmt",
  "CreateSubscriptionStmt",
  "CreateTableSpaceStmt",
  "CreateTransformStmt",
  "CreateUserMappingStmt",
  "CreatedbStmt",
  "DefineStmt",
  "DropRoleStmt",
  "DropSubscriptionStmt",
  "DropTableSpaceStmt",
  "DropUserMappingStmt",
  "DropdbStmt",
  "GrantRoleStmt",
  "LoadStmt",
]);

/** Speaks of the session or the transaction and touches no relation. */
function quiet(): void {}

/** Without ANALYZE the statement is planned and not run. */
function explain(account: Account, { query, options }: ExplainStmt): void {
  if (!query) return;
  const runs = (options ?? []).some((node) => {
    const option = as(node, "DefElem");
    return option?.defname === "analyze" && !isFalse(option);
  });
  account.act(runs ? "EXPLAIN ANALYZE" : "EXPLAIN", []);
  if (runs) read(account, query);
  else locksOf(account, query);
}

/** What the statement locks, and nothing else of it. */
function locksOf(account: Account, node: Node): void {
  const { effects, open } = account.derive(node, account.model, account.context);
  account.include(effects.filter(({ kind }) => kind === "lock"));
  for (const { reason, shownBy } of open) account.unread(reason, shownBy);
}

/** Rows are read, and functions called, when they are fetched. */
function declared(account: Account, node: Node): void {
  const { effects, open } = account.derive(node, account.model, account.context);
  account.include(effects.filter(({ kind }) => kind === "lock"));
  const later = effects.filter(({ kind }) => kind !== "lock" && kind !== "scan");
  account.include(
    later.map((effect) => ({ ...effect, evidence: "assumed" })),
    true,
  );
  for (const { reason } of open) account.unread(reason, "nothing");
}

export function read(account: Account, node: Node): void {
  const kind = kindOf(node);
  const reader = READERS[kind] as ((account: Account, body: unknown) => void) | undefined;
  if (reader) reader(account, (node as Record<string, unknown>)[kind]);
  else if (TAGGED.has(kind)) brief(account, commandTag(node));
  else account.unread(`${kind} was not measured`);
}
