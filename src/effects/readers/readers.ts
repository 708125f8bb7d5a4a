/** Which reader reads which statement. A kind without one is unanalyzed. */
import { kindOf, type Node, type NodeKind, type NodeOf } from "../../sql/nodes.ts";
import type { Account } from "../account.ts";
import { alterTable } from "./alter-table.ts";
import { createTable, createTableAs, createView } from "./create-table.ts";
import { drop } from "./drop.ts";
import { createIndex, reindex } from "./index.ts";
import {
  alterSequence,
  comment,
  createTrigger,
  grant,
  lockTable,
  nothing,
  onTarget,
  truncate,
} from "./other.ts";
import { alterEnum, rename, setSchema } from "./rename.ts";
import { insert, remove, select, update } from "./rows.ts";

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
  CreatePolicyStmt: onTarget("CREATE POLICY", (statement) => statement.table),
  AlterSeqStmt: alterSequence,
  CreateSeqStmt: nothing("CREATE SEQUENCE"),
  CreateEnumStmt: nothing("CREATE TYPE"),
  CreateFunctionStmt: nothing("CREATE FUNCTION"),
  CreateExtensionStmt: nothing("CREATE EXTENSION"),
  CreateSchemaStmt: nothing("CREATE SCHEMA"),
  DoStmt: (account) => account.unread("a DO block: what it runs is seen by rehearsal only"),
  CallStmt: (account) => account.unread("CALL: what the procedure runs is seen by rehearsal only"),
};

export function read(account: Account, node: Node): void {
  const kind = kindOf(node);
  const reader = READERS[kind] as ((account: Account, body: unknown) => void) | undefined;
  if (reader) reader(account, (node as Record<string, unknown>)[kind]);
  else account.unread(`${kind} was not measured`);
}
