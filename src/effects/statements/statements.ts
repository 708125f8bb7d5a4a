/** Every kind of statement: what PostgreSQL does on it, and what it makes of the schema. */
import { kindOf, type Node, type NodeOf } from "../../sql/nodes.ts";
import type { ApplyContext } from "../derive-context.ts";
import type { Deriver } from "../deriver.ts";
import { type SchemaModel, toChange } from "../schema/model.ts";
import { trackPending } from "../schema/pending.ts";
import { alterEnum } from "./alter-enum.ts";
import { alterTable } from "./alter-table/alter-table.ts";
import { moveAllInTablespace } from "./alter-table/tablespace.ts";
import { cluster } from "./cluster.ts";
import {
  byCommandTag,
  type Command,
  notMeasured,
  reportWithoutLocks,
  type StatementKind,
  sessionOnly,
} from "./command.ts";
import { comment } from "./comment.ts";
import { copy } from "./copy.ts";
import { createIndex } from "./create-index.ts";
import { createForeignTable, createTable } from "./create-table.ts";
import { createTableAs } from "./create-table-as.ts";
import { createComposite, createEnum, createRange, define } from "./create-type.ts";
import { alterDomain, createDomain } from "./domain.ts";
import { drop } from "./drop/drop.ts";
import { alterEventTrigger, createEventTrigger } from "./event-trigger.ts";
import { call, doBlock, execute, prepare } from "./execute.ts";
import { declareCursor, explain } from "./explain.ts";
import { alterExtensionContents, createExtension } from "./extension.ts";
import { alterFunction, createFunction } from "./function.ts";
import { alterDefaultPrivileges, createRole, grant, grantRole } from "./grant.ts";
import { lockTable } from "./lock.ts";
import { changeOwner, dependsOnExtension } from "./owner.ts";
import { alterPolicy, createPolicy } from "./policy.ts";
import { alterPublication, createPublication } from "./publication.ts";
import { refresh } from "./refresh.ts";
import { reindex } from "./reindex.ts";
import { rename } from "./rename.ts";
import { merge } from "./rows/merge.ts";
import { insert, remove, update } from "./rows/rows.ts";
import { select } from "./rows/select.ts";
import { createRule } from "./rule.ts";
import { createSchema } from "./schema.ts";
import { alterSequence, createSequence } from "./sequence.ts";
import { alterSystem, dropDatabase, dropOwned, load } from "./server.ts";
import { alterDatabaseSet, alterRoleSet, setVariable } from "./session.ts";
import { setSchema } from "./set-schema.ts";
import { createStatistics } from "./statistics.ts";
import { createTrigger } from "./trigger.ts";
import { truncate } from "./truncate.ts";
import { vacuum } from "./vacuum.ts";
import { createView } from "./view.ts";

/** The compiler refuses a kind that is missing here. */
const COMMANDS: { readonly [K in StatementKind]: Command<K> } = {
  // Tables, views, indexes and what belongs to them.
  CreateStmt: createTable,
  CreateForeignTableStmt: createForeignTable,
  CreateTableAsStmt: createTableAs,
  AlterTableStmt: alterTable,
  AlterTableMoveAllStmt: moveAllInTablespace,
  ViewStmt: createView,
  RefreshMatViewStmt: refresh,
  IndexStmt: createIndex,
  CreateSeqStmt: createSequence,
  AlterSeqStmt: alterSequence,
  CreateTrigStmt: createTrigger,
  RuleStmt: createRule,
  CreatePolicyStmt: createPolicy,
  AlterPolicyStmt: alterPolicy,
  CreateStatsStmt: createStatistics,
  AlterStatsStmt: byCommandTag,
  CreatePublicationStmt: createPublication,
  AlterPublicationStmt: alterPublication,

  // Any object.
  DropStmt: drop,
  RenameStmt: rename,
  AlterObjectSchemaStmt: setSchema,
  AlterOwnerStmt: changeOwner,
  AlterObjectDependsStmt: dependsOnExtension,
  CommentStmt: comment,
  SecLabelStmt: notMeasured,
  DefineStmt: define,

  // Types.
  CreateEnumStmt: createEnum,
  AlterEnumStmt: alterEnum,
  CompositeTypeStmt: createComposite,
  CreateRangeStmt: createRange,
  AlterTypeStmt: { tell: (deriver) => reportWithoutLocks(deriver, "ALTER TYPE SET") },
  CreateDomainStmt: createDomain,
  AlterDomainStmt: alterDomain,

  // Functions, operators and what runs them.
  CreateFunctionStmt: createFunction,
  AlterFunctionStmt: alterFunction,
  CreateEventTrigStmt: createEventTrigger,
  AlterEventTrigStmt: alterEventTrigger,
  AlterCollationStmt: byCommandTag,
  AlterOperatorStmt: byCommandTag,
  AlterOpFamilyStmt: byCommandTag,
  AlterTSConfigurationStmt: byCommandTag,
  AlterTSDictionaryStmt: byCommandTag,
  CreateCastStmt: byCommandTag,
  CreateConversionStmt: byCommandTag,
  CreateOpClassStmt: byCommandTag,
  CreateOpFamilyStmt: byCommandTag,
  CreatePLangStmt: byCommandTag,
  CreateTransformStmt: byCommandTag,

  // Rows.
  SelectStmt: select,
  InsertStmt: insert,
  UpdateStmt: update,
  DeleteStmt: remove,
  MergeStmt: merge,
  CopyStmt: copy,
  TruncateStmt: truncate,
  LockStmt: lockTable,
  VacuumStmt: vacuum,
  ClusterStmt: cluster,
  ReindexStmt: reindex,

  // Statements that run others.
  DoStmt: doBlock,
  CallStmt: call,
  PrepareStmt: prepare,
  ExecuteStmt: execute,
  ExplainStmt: explain,
  DeclareCursorStmt: declareCursor,
  CreateSchemaStmt: createSchema,

  // Roles and privileges.
  GrantStmt: grant,
  GrantRoleStmt: grantRole,
  AlterDefaultPrivilegesStmt: alterDefaultPrivileges,
  CreateRoleStmt: createRole,
  AlterRoleStmt: byCommandTag,
  AlterRoleSetStmt: alterRoleSet,
  DropRoleStmt: byCommandTag,
  DropOwnedStmt: dropOwned,
  ReassignOwnedStmt: notMeasured,

  // The database and the server.
  CreateExtensionStmt: createExtension,
  AlterExtensionStmt: byCommandTag,
  AlterExtensionContentsStmt: alterExtensionContents,
  CreateFdwStmt: byCommandTag,
  AlterFdwStmt: byCommandTag,
  CreateForeignServerStmt: {
    ...byCommandTag,
    apply: (model, { servername = "", fdwname = "" }) => {
      toChange(model, "servers").set(servername, fdwname);
    },
  },
  AlterForeignServerStmt: byCommandTag,
  CreateUserMappingStmt: byCommandTag,
  AlterUserMappingStmt: byCommandTag,
  DropUserMappingStmt: byCommandTag,
  ImportForeignSchemaStmt: notMeasured,
  CreateSubscriptionStmt: byCommandTag,
  AlterSubscriptionStmt: byCommandTag,
  DropSubscriptionStmt: byCommandTag,
  CreateAmStmt: byCommandTag,
  CreateTableSpaceStmt: byCommandTag,
  AlterTableSpaceOptionsStmt: byCommandTag,
  DropTableSpaceStmt: byCommandTag,
  CreatedbStmt: byCommandTag,
  AlterDatabaseStmt: byCommandTag,
  AlterDatabaseSetStmt: alterDatabaseSet,
  AlterDatabaseRefreshCollStmt: {
    tell: (deriver) => reportWithoutLocks(deriver, "ALTER DATABASE REFRESH COLLATION VERSION"),
  },
  DropdbStmt: dropDatabase,
  AlterSystemStmt: alterSystem,
  CheckPointStmt: byCommandTag,
  LoadStmt: load,

  // The session and its transaction.
  TransactionStmt: sessionOnly,
  ConstraintsSetStmt: byCommandTag,
  VariableSetStmt: setVariable,
  VariableShowStmt: sessionOnly,
  DiscardStmt: {
    tell: (deriver, { target }) =>
      reportWithoutLocks(deriver, target === "DISCARD_ALL" ? "DISCARD ALL" : "DISCARD"),
  },
  ListenStmt: sessionOnly,
  UnlistenStmt: sessionOnly,
  NotifyStmt: sessionOnly,
  DeallocateStmt: sessionOnly,
  ClosePortalStmt: { tell: (deriver) => reportWithoutLocks(deriver, "CLOSE CURSOR") },
  FetchStmt: notMeasured,
};

/** The command, and the body of its node; nodes that are no statement (RETURN in a body) have none. */
function commandOf<K extends StatementKind>(
  node: Node,
): { command: Command<K>; body: NodeOf<K> } | undefined {
  const kind = kindOf(node) as K;
  const command = (COMMANDS as { readonly [S in K]?: Command<S> })[kind];
  return command && { command, body: (node as unknown as Record<K, NodeOf<K>>)[kind] };
}

/** Adds what PostgreSQL does on the statement. */
export function tellStatement(deriver: Deriver, node: Node): void {
  const found = commandOf(node);
  if (found) found.command.tell(deriver, found.body, node);
  else notMeasured.tell(deriver, node, node);
}

/** Makes of the model what the statement makes of the schema. */
export function applyStatement(model: SchemaModel, node: Node, context: ApplyContext): void {
  const found = commandOf(node);
  trackPending(model, node, context.transaction);
  found?.command.apply?.(model, found.body, context, applyStatement);
}
