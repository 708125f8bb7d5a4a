/** ALTER TABLE and its like for views, indexes and sequences: one subcommand after the other. */
import type { Form } from "../../../postgres/catalogue.ts";
import {
  type AlterTableCmd,
  type AlterTableStmt,
  type AlterTableType,
  as,
  isOnly,
} from "../../../sql/nodes.ts";
import type { Account } from "../../account.ts";
import { ensureTable } from "../../schema/define.ts";
import { forkModel } from "../../schema/model.ts";
import { named, namedTable, type TableSubject } from "../../subject.ts";
import { bareName } from "../relation-names.ts";
import { alterSequenceTable } from "../sequence.ts";
import { withCopies } from "../trigger.ts";
import { MATERIALIZED_VIEW_READERS, VIEW_READERS } from "../view.ts";
import { addColumn } from "./add-column.ts";
import { addConstraint } from "./add-constraint.ts";
import { alterIndex } from "./alter-index.ts";
import { applySubcommand } from "./apply.ts";
import { changeColumnDefault, dropNotNull, setNotNull } from "./column.ts";
import {
  addIdentity,
  changeIdentity,
  changeInherit,
  dropExpression,
  setExpression,
  setStatistics,
  setStorage,
} from "./column-property.ts";
import { columnType } from "./column-type.ts";
import { alterAttributes } from "./composite-type.ts";
import { alterConstraint, dropConstraint, validateConstraint } from "./constraint.ts";
import { dropColumn } from "./drop-column.ts";
import { attachPartition, detachPartition } from "./partition.ts";
import {
  setAccessMethod,
  setParameters,
  setPersistence,
  setTableTablespace,
  withIndex,
} from "./table-property.ts";

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
  AT_SetCompression: simply("ALTER TABLE ALTER COLUMN SET COMPRESSION"),
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
  AT_SetTableSpace: setTableTablespace,
  AT_SetRelOptions: setParameters,
  AT_ResetRelOptions: setParameters,
  AT_ClusterOn: withIndex("ALTER TABLE CLUSTER ON", ({ command }) => command.name),
  AT_DropCluster: simply("ALTER TABLE CLUSTER ON"),
  AT_ReplicaIdentity: withIndex(
    "ALTER TABLE REPLICA IDENTITY",
    ({ command }) => as(command.def, "ReplicaIdentityStmt")?.name,
  ),
  AT_SetLogged: setPersistence("permanent"),
  AT_SetUnLogged: setPersistence("unlogged"),
  AT_SetAccessMethod: setAccessMethod,
  AT_DropOids: simply("ALTER TABLE SET WITHOUT OIDS"),
  AT_AddOf: simply("ALTER TABLE OF"),
  AT_DropOf: (account, { subject }) =>
    account.act("ALTER TABLE NOT OF", [{ subject, role: "child", shownAs: "target" }]),
  AT_EnableRule: simply("ALTER TABLE ENABLE RULE"),
  AT_EnableAlwaysRule: simply("ALTER TABLE ENABLE RULE"),
  AT_EnableReplicaRule: simply("ALTER TABLE ENABLE RULE"),
  AT_DisableRule: simply("ALTER TABLE DISABLE RULE"),
  AT_EnableAlwaysTrig: switchTrigger("ALTER TABLE ENABLE TRIGGER"),
  AT_EnableReplicaTrig: switchTrigger("ALTER TABLE ENABLE TRIGGER"),
  AT_DisableRowSecurity: simply("ALTER TABLE DISABLE ROW LEVEL SECURITY"),
  AT_ForceRowSecurity: simply("ALTER TABLE DISABLE ROW LEVEL SECURITY"),
  AT_NoForceRowSecurity: simply("ALTER TABLE DISABLE ROW LEVEL SECURITY"),
  AT_AddConstraint: addConstraint,
  AT_DropConstraint: dropConstraint,
  AT_ValidateConstraint: validateConstraint,
  AT_ChangeOwner: simply("ALTER TABLE OWNER TO"),
  AT_EnableTrig: switchTrigger("ALTER TABLE ENABLE TRIGGER"),
  AT_EnableTrigAll: switchTrigger("ALTER TABLE ENABLE TRIGGER"),
  AT_EnableTrigUser: switchTrigger("ALTER TABLE ENABLE TRIGGER"),
  AT_DisableTrig: switchTrigger("ALTER TABLE DISABLE TRIGGER"),
  AT_DisableTrigAll: switchTrigger("ALTER TABLE DISABLE TRIGGER"),
  AT_DisableTrigUser: switchTrigger("ALTER TABLE DISABLE TRIGGER"),
  AT_EnableRowSecurity: simply("ALTER TABLE ENABLE ROW LEVEL SECURITY"),
};

/** One trigger, with its copies on partitions, or all of the table. */
function switchTrigger(form: Form): SubcommandReader {
  return (account, { subject, command }) =>
    account.act(
      form,
      command.name === undefined ? [{ subject, role: "target" }] : withCopies(account, subject, command.name),
    );
}

/** A subcommand that locks the table and does no work. */
function simply(form: Form): SubcommandReader {
  return (account, { subject }) => account.act(form, [{ subject, role: "target" }]);
}

export function alterTable(account: Account, statement: AlterTableStmt): void {
  if (!statement.relation) return;
  if (statement.objtype === "OBJECT_TYPE") {
    alterAttributes(account, statement);
    return;
  }
  const subject = namedTable(account.model, statement.relation);
  if (subject.absent && statement.missing_ok) {
    account.act(
      statement.objtype === "OBJECT_INDEX" ? "ALTER INDEX IF EXISTS absent" : "ALTER TABLE IF EXISTS absent",
      [],
    );
    return;
  }
  if (subject.surelyAbsent) {
    const reason = `relation "${bareName(subject)}" does not exist`;
    account.fails({ when: "always", relation: subject.name, reason, sqlstate: "42P01", isNew: false });
    return;
  }
  const commands = (statement.cmds ?? []).flatMap((node) => as(node, "AlterTableCmd") ?? []);
  const relation = named(account.model, statement.relation);
  if (statement.objtype === "OBJECT_SEQUENCE" || relation.relation?.kind === "sequence") {
    for (const { subtype } of commands) alterSequenceTable(account, relation, subtype);
    return;
  }
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
  if (statement.objtype === "OBJECT_INDEX") {
    alterIndex(account, statement, subcommand.command);
    return;
  }
  // ALTER TABLE is also said of views.
  const readers = READERS_OF[subcommand.subject.relation?.kind ?? ""] ?? READERS_OF[statement.objtype ?? ""];
  const reader = subtype === undefined ? undefined : readers?.[subtype];
  if (reader) reader(account, subcommand);
  else account.unread(`${subtype ?? "a subcommand"} of ALTER ${statement.objtype} was not measured`);
}

/** Subcommands that were measured on a foreign table: it has no rows here. */
const FOREIGN_TABLE_READERS: Readers = {
  AT_AddColumn: addColumn,
  AT_DropColumn: dropColumn,
  AT_AlterColumnType: columnType,
  AT_SetNotNull: setNotNull,
  AT_DropNotNull: dropNotNull,
  AT_ColumnDefault: changeColumnDefault,
  AT_SetStorage: setStorage,
  AT_AddConstraint: addConstraint,
  AT_DropConstraint: dropConstraint,
  AT_AddInherit: changeInherit("ALTER TABLE INHERIT"),
  AT_SetStatistics: setStatistics,
  AT_SetOptions: simply("ALTER FOREIGN TABLE SET STATISTICS"),
  AT_ResetOptions: simply("ALTER FOREIGN TABLE SET STATISTICS"),
  AT_GenericOptions: simply("ALTER FOREIGN TABLE"),
  AT_AlterColumnGenericOptions: simply("ALTER FOREIGN TABLE"),
  AT_ChangeOwner: simply("ALTER FOREIGN TABLE"),
  AT_DisableTrigAll: simply("ALTER FOREIGN TABLE DISABLE TRIGGER"),
  AT_DisableTrig: simply("ALTER FOREIGN TABLE DISABLE TRIGGER"),
  AT_EnableTrig: simply("ALTER FOREIGN TABLE DISABLE TRIGGER"),
};

type Readers = { readonly [T in AlterTableType]?: SubcommandReader };

const READERS_OF: Readonly<Record<string, Readers>> = {
  OBJECT_TABLE: READERS,
  OBJECT_VIEW: VIEW_READERS,
  OBJECT_MATVIEW: MATERIALIZED_VIEW_READERS,
  OBJECT_FOREIGN_TABLE: FOREIGN_TABLE_READERS,
  "foreign table": FOREIGN_TABLE_READERS,
  view: VIEW_READERS,
  "materialized view": MATERIALIZED_VIEW_READERS,
};

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
