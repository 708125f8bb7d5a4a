/** Every subcommand of ALTER TABLE, and which of them other kinds of relations have. */
import type { AlterTableType } from "../../../sql/nodes.ts";
import { addColumn } from "./add-column.ts";
import { addConstraint } from "./add-constraint.ts";
import { attachPartition } from "./attach-partition.ts";
import {
  changeDefault,
  dropExpression,
  setExpression,
  setOptions,
  setStatistics,
  setStorage,
} from "./column-property.ts";
import { changeType } from "./column-type.ts";
import { alterConstraint, validateConstraint } from "./constraint.ts";
import { detachPartition, finalizeDetach } from "./detach-partition.ts";
import { dropColumn } from "./drop-column.ts";
import { dropConstraint } from "./drop-constraint.ts";
import { addIdentity, dropIdentity, setIdentity } from "./identity.ts";
import { inherit, noInherit, notOfType, ofType } from "./inheritance.ts";
import { dropNotNull, setNotNull } from "./not-null.ts";
import { lockOnly, type Subcommand } from "./subcommand.ts";
import { clusterOn, setReplicaIdentity, setWithoutCluster } from "./table-index.ts";
import {
  changeOwner,
  setAccessMethod,
  setParameters,
  setPersistence,
  setRowSecurity,
  switchRule,
  switchTrigger,
} from "./table-property.ts";
import { setTablespace } from "./tablespace.ts";

/** No witness shows what it does; those of the last group never come from the grammar. */
export type KnownSubcommand = Subcommand | "unanalyzed";

/** The compiler refuses a subtype that is missing here. */
export const SUBCOMMANDS: { readonly [T in AlterTableType]: KnownSubcommand } = {
  // One column.
  AT_AddColumn: addColumn,
  AT_DropColumn: dropColumn,
  AT_ColumnDefault: changeDefault,
  AT_SetNotNull: setNotNull,
  AT_DropNotNull: dropNotNull,
  AT_AlterColumnType: changeType,
  AT_SetExpression: setExpression,
  AT_DropExpression: dropExpression,
  AT_AddIdentity: addIdentity,
  AT_SetIdentity: setIdentity,
  AT_DropIdentity: dropIdentity,
  AT_SetStatistics: setStatistics,
  AT_SetStorage: setStorage,
  AT_SetCompression: lockOnly("ALTER TABLE ALTER COLUMN SET COMPRESSION"),
  AT_SetOptions: setOptions,
  AT_ResetOptions: setOptions,
  AT_AlterColumnGenericOptions: "unanalyzed",

  // Constraints.
  AT_AddConstraint: addConstraint,
  AT_AlterConstraint: alterConstraint,
  AT_ValidateConstraint: validateConstraint,
  AT_DropConstraint: dropConstraint,

  // Partitions and parents.
  AT_AttachPartition: attachPartition,
  AT_DetachPartition: detachPartition,
  AT_DetachPartitionFinalize: finalizeDetach,
  AT_AddInherit: inherit,
  AT_DropInherit: noInherit,
  AT_AddOf: ofType,
  AT_DropOf: notOfType,

  // The table as a whole.
  AT_ChangeOwner: changeOwner,
  AT_SetTableSpace: setTablespace,
  AT_SetAccessMethod: setAccessMethod,
  AT_SetLogged: setPersistence("permanent"),
  AT_SetUnLogged: setPersistence("unlogged"),
  AT_SetRelOptions: setParameters,
  AT_ResetRelOptions: setParameters,
  AT_ReplaceRelOptions: "unanalyzed",
  AT_GenericOptions: "unanalyzed",
  AT_ClusterOn: clusterOn("ALTER TABLE CLUSTER ON"),
  AT_DropCluster: setWithoutCluster,
  AT_ReplicaIdentity: setReplicaIdentity,
  AT_DropOids: lockOnly("ALTER TABLE SET WITHOUT OIDS"),

  // Triggers, rules and row level security.
  AT_EnableTrig: switchTrigger("ALTER TABLE ENABLE TRIGGER", true),
  AT_EnableAlwaysTrig: switchTrigger("ALTER TABLE ENABLE TRIGGER", true),
  AT_EnableReplicaTrig: switchTrigger("ALTER TABLE ENABLE TRIGGER", false),
  AT_EnableTrigAll: switchTrigger("ALTER TABLE ENABLE TRIGGER", true),
  AT_EnableTrigUser: switchTrigger("ALTER TABLE ENABLE TRIGGER", true),
  AT_DisableTrig: switchTrigger("ALTER TABLE DISABLE TRIGGER", false),
  AT_DisableTrigAll: switchTrigger("ALTER TABLE DISABLE TRIGGER", false),
  AT_DisableTrigUser: switchTrigger("ALTER TABLE DISABLE TRIGGER", false),
  AT_EnableRule: switchRule("ALTER TABLE ENABLE RULE", true),
  AT_EnableAlwaysRule: switchRule("ALTER TABLE ENABLE RULE", true),
  AT_EnableReplicaRule: lockOnly("ALTER TABLE ENABLE RULE"),
  AT_DisableRule: switchRule("ALTER TABLE DISABLE RULE", false),
  AT_EnableRowSecurity: setRowSecurity("ALTER TABLE ENABLE ROW LEVEL SECURITY", { enabled: true }),
  AT_DisableRowSecurity: setRowSecurity("ALTER TABLE DISABLE ROW LEVEL SECURITY", { enabled: false }),
  AT_ForceRowSecurity: setRowSecurity("ALTER TABLE DISABLE ROW LEVEL SECURITY", { forced: true }),
  AT_NoForceRowSecurity: setRowSecurity("ALTER TABLE DISABLE ROW LEVEL SECURITY", { forced: false }),

  // PostgreSQL makes them of the others.
  AT_AddColumnToView: "unanalyzed",
  AT_CookedColumnDefault: "unanalyzed",
  AT_AddIndex: "unanalyzed",
  AT_ReAddIndex: "unanalyzed",
  AT_AddIndexConstraint: "unanalyzed",
  AT_ReAddConstraint: "unanalyzed",
  AT_ReAddDomainConstraint: "unanalyzed",
  AT_ReAddComment: "unanalyzed",
  AT_ReAddStatistics: "unanalyzed",
};

type Tells = { readonly [T in AlterTableType]?: Pick<Subcommand, "tell"> };

/** Subcommands that were measured on a foreign table: it has no rows here. */
export const FOREIGN_TABLE: Tells = {
  AT_AddColumn: addColumn,
  AT_DropColumn: dropColumn,
  AT_AlterColumnType: changeType,
  AT_SetNotNull: setNotNull,
  AT_DropNotNull: dropNotNull,
  AT_ColumnDefault: changeDefault,
  AT_SetStorage: setStorage,
  AT_AddConstraint: addConstraint,
  AT_DropConstraint: dropConstraint,
  AT_AddInherit: inherit,
  AT_SetStatistics: setStatistics,
  AT_SetOptions: lockOnly("ALTER FOREIGN TABLE SET STATISTICS"),
  AT_ResetOptions: lockOnly("ALTER FOREIGN TABLE SET STATISTICS"),
  AT_GenericOptions: lockOnly("ALTER FOREIGN TABLE"),
  AT_AlterColumnGenericOptions: lockOnly("ALTER FOREIGN TABLE"),
  AT_ChangeOwner: lockOnly("ALTER FOREIGN TABLE"),
  AT_DisableTrigAll: lockOnly("ALTER FOREIGN TABLE DISABLE TRIGGER"),
  AT_DisableTrig: lockOnly("ALTER FOREIGN TABLE DISABLE TRIGGER"),
  AT_EnableTrig: lockOnly("ALTER FOREIGN TABLE DISABLE TRIGGER"),
};

export const VIEW: Tells = {
  AT_ColumnDefault: lockOnly("ALTER VIEW ALTER COLUMN SET DEFAULT"),
  AT_SetRelOptions: lockOnly("ALTER VIEW SET"),
  AT_ResetRelOptions: lockOnly("ALTER VIEW SET"),
  AT_ChangeOwner: lockOnly("ALTER VIEW OWNER TO"),
};

export const MATERIALIZED_VIEW: Tells = {
  AT_SetRelOptions: lockOnly("ALTER MATERIALIZED VIEW SET (storage)"),
  AT_ResetRelOptions: lockOnly("ALTER MATERIALIZED VIEW SET (storage)"),
  AT_ChangeOwner: lockOnly("ALTER MATERIALIZED VIEW OWNER TO"),
  AT_SetAccessMethod: setAccessMethod,
  AT_SetCompression: lockOnly("ALTER MATERIALIZED VIEW SET COMPRESSION"),
  AT_SetStatistics: lockOnly("ALTER MATERIALIZED VIEW SET STATISTICS"),
  AT_SetTableSpace: setTablespace,
  AT_ClusterOn: clusterOn("ALTER MATERIALIZED VIEW CLUSTER ON"),
};
