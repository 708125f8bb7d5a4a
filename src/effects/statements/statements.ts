/** Every kind of statement: what PostgreSQL does on it, and what it makes of the schema. */
import { kindOf, type Node, type NodeOf, nameParts } from "../../sql/nodes.ts";
import type { Account } from "../account.ts";
import type { ApplyContext } from "../derive-context.ts";
import * as tell from "../readers/readers.ts";
import * as apply from "../schema/appliers.ts";
import type { SchemaModel } from "../schema/model.ts";
import { trackPending } from "../schema/pending.ts";
import { alterTable } from "./alter-table/alter-table.ts";
import { moveAllInTablespace } from "./alter-table/tablespace.ts";
import { applyCalls } from "./bodies/apply-body.ts";
import {
  type Command,
  notMeasured,
  type StatementKind,
  sessionOnly,
  tagged,
  tellWithoutLocks,
} from "./command.ts";
import { call, doBlock, execute, prepare } from "./execute.ts";
import { declareCursor, explain } from "./explain.ts";

/** The compiler refuses a kind that is missing here. */
const COMMANDS: { readonly [K in StatementKind]: Command<K> } = {
  // Tables, views, indexes and what belongs to them.
  CreateStmt: { tell: tell.createTable, apply: apply.createTable },
  CreateForeignTableStmt: { tell: tell.createForeignTable, apply: apply.createForeignTable },
  CreateTableAsStmt: {
    tell: (account, statement) => tell.createTableAs(account, statement, tell.changesInside),
    apply: apply.createTableAs,
  },
  AlterTableStmt: alterTable,
  AlterTableMoveAllStmt: moveAllInTablespace,
  ViewStmt: { tell: tell.createView, apply: apply.createView },
  RefreshMatViewStmt: { tell: tell.refresh },
  IndexStmt: { tell: tell.createIndex, apply: apply.createIndex },
  CreateSeqStmt: { tell: tell.createSequence, apply: apply.createSequence },
  AlterSeqStmt: { tell: tell.alterSequence, apply: apply.alterSequence },
  CreateTrigStmt: { tell: tell.createTrigger, apply: apply.createTrigger },
  RuleStmt: { tell: tell.createRule, apply: apply.createRule },
  CreatePolicyStmt: { tell: tell.createPolicy, apply: apply.createPolicy },
  AlterPolicyStmt: { tell: tell.createPolicy, apply: apply.alterPolicy },
  CreateStatsStmt: { tell: tell.createStatistics, apply: apply.createStatistics },
  AlterStatsStmt: tagged,
  CreatePublicationStmt: { tell: tell.createPublication, apply: apply.createPublication },
  AlterPublicationStmt: { tell: tell.alterPublication, apply: apply.alterPublication },

  // Any object.
  DropStmt: { tell: tell.drop, apply: apply.drop },
  RenameStmt: { tell: tell.rename, apply: apply.rename },
  AlterObjectSchemaStmt: { tell: tell.setSchema, apply: apply.setSchema },
  AlterOwnerStmt: { tell: tell.changeOwner },
  AlterObjectDependsStmt: { tell: tell.dependsOnExtension },
  CommentStmt: { tell: tell.comment },
  SecLabelStmt: notMeasured,
  DefineStmt: { ...tagged, apply: apply.define },

  // Types.
  CreateEnumStmt: {
    tell: tell.createEnum,
    apply: (model, statement, { transaction }) => apply.createEnum(model, statement, transaction),
  },
  AlterEnumStmt: {
    tell: tell.alterEnum,
    apply: (model, statement, { transaction }) => apply.alterEnum(model, statement, transaction),
  },
  CompositeTypeStmt: { tell: tell.createComposite, apply: apply.createComposite },
  CreateRangeStmt: {
    ...tagged,
    apply: (model, { typeName }) => apply.createOtherType(model, nameParts(typeName), "range"),
  },
  AlterTypeStmt: { tell: (account) => tellWithoutLocks(account, "ALTER TYPE SET") },
  CreateDomainStmt: { ...tagged, apply: apply.createDomain },
  AlterDomainStmt: { tell: tell.alterDomain, apply: apply.alterDomain },

  // Functions, operators and what runs them.
  CreateFunctionStmt: { tell: tell.createFunction, apply: apply.createFunction },
  AlterFunctionStmt: { tell: tell.alterFunction, apply: apply.alterFunction },
  CreateEventTrigStmt: { tell: tell.createEventTrigger, apply: apply.createEventTrigger },
  AlterEventTrigStmt: { ...tagged, apply: apply.switchEventTrigger },
  AlterCollationStmt: tagged,
  AlterOperatorStmt: tagged,
  AlterOpFamilyStmt: tagged,
  AlterTSConfigurationStmt: tagged,
  AlterTSDictionaryStmt: tagged,
  CreateCastStmt: tagged,
  CreateConversionStmt: tagged,
  CreateOpClassStmt: tagged,
  CreateOpFamilyStmt: tagged,
  CreatePLangStmt: tagged,
  CreateTransformStmt: tagged,

  // Rows.
  SelectStmt: {
    tell: tell.select,
    apply(model, statement, context, applyStatement) {
      apply.setConfig(model, statement.targetList);
      applyCalls(model, { SelectStmt: statement }, context, applyStatement);
      apply.selectInto(model, statement);
    },
  },
  InsertStmt: { tell: tell.insert, apply: apply.insert },
  UpdateStmt: { tell: tell.update, apply: apply.update },
  DeleteStmt: { tell: tell.remove },
  MergeStmt: { tell: tell.merge, apply: apply.merge },
  CopyStmt: { tell: tell.copy, apply: apply.copy },
  TruncateStmt: { tell: tell.truncate },
  LockStmt: { tell: tell.lockTable },
  VacuumStmt: { tell: tell.vacuum },
  ClusterStmt: { tell: tell.cluster, apply: apply.cluster },
  ReindexStmt: { tell: tell.reindex },

  // Statements that run others.
  DoStmt: doBlock,
  CallStmt: call,
  PrepareStmt: prepare,
  ExecuteStmt: execute,
  ExplainStmt: explain,
  DeclareCursorStmt: declareCursor,
  CreateSchemaStmt: { tell: tell.createSchema, apply: apply.createSchema },

  // Roles and privileges.
  GrantStmt: { tell: tell.grant, apply: apply.grant },
  GrantRoleStmt: { ...tagged, apply: apply.grantRole },
  AlterDefaultPrivilegesStmt: { ...tagged, apply: apply.alterDefaults },
  CreateRoleStmt: { ...tagged, apply: apply.createRole },
  AlterRoleStmt: tagged,
  AlterRoleSetStmt: {
    tell: (account, { setstmt }) => {
      tellWithoutLocks(account, "ALTER ROLE");
      tell.setVariable(account, setstmt);
    },
    apply: (model, { setstmt }) => apply.setForLater(model, setstmt),
  },
  DropRoleStmt: tagged,
  DropOwnedStmt: notMeasured,
  ReassignOwnedStmt: notMeasured,

  // The database and the server.
  CreateExtensionStmt: { tell: tell.createExtension, apply: apply.createExtension },
  AlterExtensionStmt: tagged,
  AlterExtensionContentsStmt: { tell: tell.alterExtensionContents },
  CreateFdwStmt: tagged,
  AlterFdwStmt: tagged,
  CreateForeignServerStmt: {
    ...tagged,
    apply: (model, { servername = "", fdwname = "" }) => {
      model.servers.set(servername, fdwname);
    },
  },
  AlterForeignServerStmt: tagged,
  CreateUserMappingStmt: tagged,
  AlterUserMappingStmt: tagged,
  DropUserMappingStmt: tagged,
  ImportForeignSchemaStmt: notMeasured,
  CreateSubscriptionStmt: tagged,
  AlterSubscriptionStmt: tagged,
  DropSubscriptionStmt: tagged,
  CreateAmStmt: tagged,
  CreateTableSpaceStmt: tagged,
  AlterTableSpaceOptionsStmt: tagged,
  DropTableSpaceStmt: tagged,
  CreatedbStmt: tagged,
  AlterDatabaseStmt: tagged,
  AlterDatabaseSetStmt: {
    tell: (account, { setstmt }) => {
      tellWithoutLocks(account, "ALTER DATABASE");
      tell.setVariable(account, setstmt);
    },
    apply: (model, { setstmt }) => apply.setForLater(model, setstmt),
  },
  AlterDatabaseRefreshCollStmt: {
    tell: (account) => tellWithoutLocks(account, "ALTER DATABASE REFRESH COLLATION VERSION"),
  },
  DropdbStmt: tagged,
  AlterSystemStmt: tagged,
  CheckPointStmt: tagged,
  LoadStmt: tagged,

  // The session and its transaction.
  TransactionStmt: sessionOnly,
  ConstraintsSetStmt: tagged,
  VariableSetStmt: { tell: tell.setVariable, apply: apply.setVariable },
  VariableShowStmt: sessionOnly,
  DiscardStmt: {
    tell: (account, { target }) =>
      tellWithoutLocks(account, target === "DISCARD_ALL" ? "DISCARD ALL" : "DISCARD"),
  },
  ListenStmt: sessionOnly,
  UnlistenStmt: sessionOnly,
  NotifyStmt: sessionOnly,
  DeallocateStmt: sessionOnly,
  ClosePortalStmt: tagged,
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

/** Adds to the account what PostgreSQL does on the statement. */
export function tellStatement(account: Account, node: Node): void {
  const found = commandOf(node);
  if (found) found.command.tell(account, found.body, node);
  else notMeasured.tell(account, node, node);
}

/** Makes of the model what the statement makes of the schema. */
export function applyStatement(model: SchemaModel, node: Node, context: ApplyContext): void {
  const found = commandOf(node);
  trackPending(model, node, context.transaction);
  found?.command.apply?.(model, found.body, context, applyStatement);
}
