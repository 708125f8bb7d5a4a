/** Which reader reads which statement. A kind without one is unanalyzed. */
import { readDoBlock } from "../../sql/do-block.ts";
import { type DoStmt, kindOf, type Node, type NodeKind, type NodeOf } from "../../sql/nodes.ts";
import { type Account, openAccount } from "../account.ts";
import { applyStatement } from "../schema/apply.ts";
import { forkModel } from "../schema/model.ts";
import { alterTable } from "./alter-table.ts";
import { comment } from "./comment.ts";
import { createIndex } from "./create-index.ts";
import { createTable } from "./create-table.ts";
import { changeOwner, createComposite, createEnum, define, dependsOnExtension } from "./define.ts";
import { alterDomain } from "./domain.ts";
import { drop } from "./drop.ts";
import { alterSequence, grant, lockTable, nothing, truncate } from "./other.ts";
import { reindex } from "./reindex.ts";
import { alterEnum, rename, setSchema } from "./rename.ts";
import { insert, remove, select, update } from "./rows.ts";
import { createEventTrigger, createPolicy, createRule, createTrigger } from "./table-parts.ts";
import { moveAll } from "./table-property.ts";
import { createTableAs, createView, refresh } from "./view.ts";

type Reader<K extends NodeKind> = (account: Account, statement: NodeOf<K>) => void;

const READERS: { readonly [K in NodeKind]?: Reader<K> } = {
  AlterTableStmt: alterTable,
  CreateStmt: createTable,
  CreateTableAsStmt: createTableAs,
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
  CreateDomainStmt: nothing("CREATE DOMAIN"),
  CompositeTypeStmt: createComposite,
  CreateRangeStmt: nothing("CREATE TYPE"),
  CreateCastStmt: nothing("CREATE CAST"),
  DefineStmt: define,
  AlterOwnerStmt: changeOwner,
  AlterObjectDependsStmt: dependsOnExtension,
  AlterTableMoveAllStmt: moveAll,
  AlterSeqStmt: alterSequence,
  CreateSeqStmt: nothing("CREATE SEQUENCE"),
  CreateEnumStmt: createEnum,
  CreateFunctionStmt: nothing("CREATE FUNCTION"),
  CreateExtensionStmt: nothing("CREATE EXTENSION"),
  CreateSchemaStmt: nothing("CREATE SCHEMA"),
  DoStmt: doBlock,
  TransactionStmt: quiet,
  VariableSetStmt: quiet,
  VariableShowStmt: quiet,
  DiscardStmt: quiet,
  ListenStmt: quiet,
  UnlistenStmt: quiet,
  NotifyStmt: quiet,
  DeallocateStmt: quiet,
  CallStmt: (account) => account.unread("CALL: what the procedure runs is seen by rehearsal only"),
};

/** Speaks of the session or the transaction and touches no relation. */
function quiet(): void {}

/** The SQL that is written out in the block is told, as far as it goes; that it is all of it only rehearsal sees. */
function doBlock(account: Account, statement: DoStmt): void {
  account.unread("a DO block: what it runs is seen by rehearsal only");
  const model = forkModel(account.model);
  const transaction = account.context.transaction ?? "DO";
  for (const { node, conditional } of readDoBlock(statement).statements) {
    const inner = openAccount(model, { ...account.context, transaction });
    read(inner.account, node);
    const { effects } = inner.close();
    // Under a condition or with its errors caught, no failure is certain.
    const sure = conditional ? effects.filter(({ kind }) => kind !== "fail") : effects;
    account.include(conditional ? sure.map((effect) => ({ ...effect, evidence: "assumed" as const })) : sure);
    applyStatement(model, node, { transaction });
  }
}

export function read(account: Account, node: Node): void {
  const kind = kindOf(node);
  const reader = READERS[kind] as ((account: Account, body: unknown) => void) | undefined;
  if (reader) reader(account, (node as Record<string, unknown>)[kind]);
  else account.unread(`${kind} was not measured`);
}
