/** ALTER TABLE and its like for views, indexes and sequences: one subcommand after the other. */
import type { Form } from "../../postgres/catalogue.ts";
import { type AlterTableCmd, type AlterTableStmt, type AlterTableType, as, isOnly } from "../../sql/nodes.ts";
import type { Account } from "../account.ts";
import { applySubcommand } from "../schema/alter-table.ts";
import { ensureTable } from "../schema/define.ts";
import { forkModel } from "../schema/model.ts";
import { namedTable, type TableSubject } from "../subject.ts";
import { addColumn } from "./add-column.ts";
import { addConstraint } from "./add-constraint.ts";
import { changeColumnDefault, dropNotNull, setNotNull } from "./column.ts";
import { columnType } from "./column-type.ts";
import { dropConstraint, validateConstraint } from "./constraint.ts";
import { dropColumn } from "./drop-column.ts";

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
  if (reader && statement.objtype === "OBJECT_TABLE") reader(account, subcommand);
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
