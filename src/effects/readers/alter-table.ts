/** ALTER TABLE and its like for views, indexes and sequences: one subcommand after the other. */
import type { Form } from "../../postgres/catalogue.ts";
import { type AlterTableCmd, type AlterTableStmt, type AlterTableType, as, isOnly } from "../../sql/nodes.ts";
import type { Account } from "../account.ts";
import { applySubcommand } from "../schema/alter-table.ts";
import { ensureTable } from "../schema/define.ts";
import { forkModel } from "../schema/model.ts";
import { family, namedTable, type TableSubject } from "../subject.ts";
import { addColumn } from "./add-column.ts";
import { addConstraint } from "./add-constraint.ts";
import { alterIndex } from "./alter-index.ts";
import { bareName } from "./bare-name.ts";
import { changeColumnDefault, dropNotNull, setNotNull } from "./column.ts";
import {
  addIdentity,
  changeIdentity,
  changeInherit,
  dropExpression,
  setExpression,
  setStatistics,
  setStorage,
  setTablespace,
} from "./column-property.ts";
import { columnType } from "./column-type.ts";
import { alterConstraint, dropConstraint, validateConstraint } from "./constraint.ts";
import { dropColumn } from "./drop-column.ts";
import { attachPartition, detachPartition } from "./partition.ts";

/** One subcommand on the table that the statement names. */
export interface Subcommand {
  readonly subject: TableSubject;
  readonly command: AlterTableCmd;
  /** ONLY: not on partitions and children. */
  readonly only: boolean;
}

export type SubcommandReader = (account: Account, subcommand: Subcommand) => void;

const READERS: { readonly [T in AlterTableType]?: SubcommandReader } = {
  AT_AddColumn: addColumn,
  AT_DropColumn: dropColumn,
  AT_ColumnDefault: changeColumnDefault,
  AT_SetNotNull: setNotNull,
  AT_DropNotNull: dropNotNull,
  AT_AlterColumnType: columnType,
  AT_SetStatistics: setStatistics,
  AT_SetStorage: setStorage,
  AT_SetCompression: onFamily("ALTER TABLE ALTER COLUMN SET COMPRESSION"),
  AT_SetOptions: simply("ALTER TABLE ALTER COLUMN SET (options)"),
  AT_ResetOptions: simply("ALTER TABLE ALTER COLUMN SET (options)"),
  AT_AddIdentity: addIdentity,
  AT_SetIdentity: changeIdentity("ALTER TABLE ALTER COLUMN SET GENERATED"),
  AT_DropIdentity: changeIdentity("ALTER TABLE ALTER COLUMN DROP IDENTITY"),
  AT_SetExpression: setExpression,
  AT_DropExpression: dropExpression,
  AT_AlterConstraint: alterConstraint,
  AT_AttachPartition: attachPartition,
  AT_DetachPartition: detachPartition,
  AT_DetachPartitionFinalize: simply("ALTER TABLE DETACH PARTITION FINALIZE"),
  AT_AddInherit: changeInherit("ALTER TABLE INHERIT"),
  AT_DropInherit: changeInherit("ALTER TABLE NO INHERIT"),
  AT_SetTableSpace: setTablespace,
  AT_AddConstraint: addConstraint,
  AT_DropConstraint: dropConstraint,
  AT_ValidateConstraint: validateConstraint,
  AT_ChangeOwner: simply("ALTER TABLE OWNER TO"),
  AT_EnableTrig: simply("ALTER TABLE ENABLE TRIGGER"),
  AT_EnableTrigAll: simply("ALTER TABLE ENABLE TRIGGER"),
  AT_EnableTrigUser: simply("ALTER TABLE ENABLE TRIGGER"),
  AT_DisableTrig: simply("ALTER TABLE DISABLE TRIGGER"),
  AT_DisableTrigAll: simply("ALTER TABLE DISABLE TRIGGER"),
  AT_DisableTrigUser: simply("ALTER TABLE DISABLE TRIGGER"),
  AT_EnableRowSecurity: simply("ALTER TABLE ENABLE ROW LEVEL SECURITY"),
};

/** A subcommand that locks the table and all below it and does no work. */
function onFamily(form: Form): SubcommandReader {
  return (account, { subject, only }) => account.act(form, family(account.model, subject, only));
}

/** A subcommand that locks the table and does no work. */
function simply(form: Form): SubcommandReader {
  return (account, { subject }) => account.act(form, [{ subject, role: "target" }]);
}

export function alterTable(account: Account, statement: AlterTableStmt): void {
  if (!statement.relation) return;
  const subject = namedTable(account.model, statement.relation);
  if (subject.absent && statement.missing_ok) {
    account.act("ALTER TABLE IF EXISTS absent", []);
    return;
  }
  if (subject.surelyAbsent) {
    const reason = `relation "${bareName(subject)}" does not exist`;
    account.fails({ when: "always", relation: subject.name, reason, sqlstate: "42P01", isNew: false });
    return;
  }
  const commands = (statement.cmds ?? []).flatMap((node) => as(node, "AlterTableCmd") ?? []);
  const only = isOnly(statement.relation);
  if (commands.length < 2) {
    for (const command of commands) readCommand(account, statement, { subject, command, only });
    return;
  }
  // Each subcommand finds what those before it made of the table, in the order that PostgreSQL does them.
  const model = forkModel(account.model);
  const scene = { ...account, model };
  for (const command of inPasses(commands)) {
    readCommand(scene, statement, { subject: namedTable(model, statement.relation), command, only });
    applySubcommand(model, ensureTable(model, statement.relation).id, command, only);
  }
}

function readCommand(account: Account, statement: AlterTableStmt, subcommand: Subcommand): void {
  const { subtype } = subcommand.command;
  const reader = subtype === undefined ? undefined : READERS[subtype];
  if (statement.objtype === "OBJECT_INDEX") alterIndex(account, statement, subcommand.command);
  else if (reader && statement.objtype === "OBJECT_TABLE") reader(account, subcommand);
  else account.unread(`${subtype ?? "a subcommand"} of ALTER ${statement.objtype} was not measured`);
}

/** Passes of ATPrepCmd that come before the others: drops, then type changes, then new columns, then new constraints. */
const PASSES: { readonly [T in AlterTableType]?: number } = {
  AT_DropColumn: 0,
  AT_DropConstraint: 0,
  AT_DropNotNull: 0,
  AT_DropExpression: 0,
  AT_AlterColumnType: 1,
  AT_AddColumn: 2,
  AT_SetExpression: 3,
  AT_SetNotNull: 4,
  AT_AddConstraint: 5,
};

function inPasses(commands: readonly AlterTableCmd[]): AlterTableCmd[] {
  const pass = ({ subtype, def }: AlterTableCmd) =>
    subtype === "AT_ColumnDefault" && !def ? 0 : ((subtype && PASSES[subtype]) ?? 6);
  return [...commands].sort((a, b) => pass(a) - pass(b));
}
