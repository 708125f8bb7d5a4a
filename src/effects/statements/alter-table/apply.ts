/** ALTER TABLE (VIEW, INDEX, SEQUENCE …), one subcommand at a time, applied to the model. */
import {
  type AlterTableCmd,
  type AlterTableStmt,
  type AlterTableType,
  as,
  isOnly,
  type Node,
  nameParts,
  type RangeVar,
} from "../../../sql/nodes.ts";
import { attributeOf } from "../../schema/attribute.ts";
import { attachKeys } from "../../schema/create-table.ts";
import { changeColumn, ensureColumn, ensureTable } from "../../schema/define.ts";
import { readExpression } from "../../schema/expression.ts";
import { roleName } from "../../schema/grants.ts";
import { childrenOf, columnOf, constraintOf, sequencesOf } from "../../schema/lookup.ts";
import {
  findRelation,
  findTable,
  isAbsent,
  putRelation,
  removeRelation,
  resolveName,
  type SchemaModel,
  tableById,
  updateTable,
} from "../../schema/model.ts";
import { notNullName } from "../../schema/not-null.ts";
import { type Column, isTable, type RelationId, type Table } from "../../schema/relation.ts";
import { identityOf } from "../../schema/replica-identity.ts";
import { ROW_SECURITY } from "../../schema/row-security.ts";
import { findTypeByParts, resolveType } from "../../schema/type-names.ts";
import { addColumn, addSequence } from "./apply-add-column.ts";
import { addConstraint } from "./apply-add-constraint.ts";
import { dropColumn, dropConstraint } from "./apply-drop.ts";

type Apply = (model: SchemaModel, id: RelationId, command: AlterTableCmd, only: boolean) => void;

/** Subcommands that change nothing the model keeps (storage, statistics targets, owners …) have no entry. */
const APPLY: { readonly [T in AlterTableType]?: Apply } = {
  AT_AddColumn: (model, id, { def }, only) => {
    const column = as(def, "ColumnDef");
    if (column) addColumn(model, id, column, !only);
  },
  AT_DropColumn: (model, id, { name }) => dropColumn(model, id, name ?? ""),
  AT_ColumnDefault: each((_model, _table, _column, command) => ({ default: command.def ?? "none" })),
  AT_SetNotNull: each(() => ({ notNull: "yes" })),
  AT_DropNotNull: each(() => ({ notNull: "no", notNullName: null })),
  AT_AlterColumnType: changeType,
  AT_SetExpression: each((_model, table, column, { def }) =>
    def && column.generated
      ? { generated: { ...column.generated, expression: readExpression(def, table.columns, table.name) } }
      : {},
  ),
  AT_DropExpression: each(() => ({ generated: null })),
  AT_AddIdentity: (model, id, command, only) => {
    const identity = as(command.def, "Constraint");
    const always = identity?.generated_when === "a";
    each(() => ({ identity: always ? "always" : "by default" }))(model, id, command, only);
    const column = columnOf(tableById(model, id), command.name ?? "");
    if (column) addSequence(model, id, column, false, identity?.options);
  },
  AT_SetIdentity: each((_model, _table, column, { def }) => {
    const identity = identityIn(def);
    return column.identity && identity ? { identity } : {};
  }),
  AT_DropIdentity: (model, id, command, only) => {
    const column = columnOf(tableById(model, id), command.name ?? "");
    for (const sequence of column ? sequencesOf(model, id, column.number) : [])
      removeRelation(model, sequence);
    each(() => ({ identity: null }))(model, id, command, only);
  },
  AT_AddConstraint: (model, id, { def }) => {
    const constraint = as(def, "Constraint");
    if (constraint) addConstraint(model, id, constraint);
  },
  AT_DropConstraint: (model, id, { name }) => dropConstraint(model, id, name ?? ""),
  AT_ValidateConstraint: validate,
  AT_AlterConstraint: (model, id, { def, name }) => {
    const constraint = as(def, "ATAlterConstraint");
    const table = tableById(model, id);
    if (!table || !constraint) return;
    const { conname: target = name, is_enforced: enforced = false } = constraint;
    const { deferrable = false, initdeferred: deferred = false } = constraint;
    const changes = {
      ...(constraint.alterEnforceability ? { enforced, valid: enforced } : {}),
      ...(constraint.alterDeferrability ? { deferrable, deferred } : {}),
    };
    const constraints = table.constraints.map((it) => (it.name === target ? { ...it, ...changes } : it));
    updateTable(model, id, { constraints });
  },
  AT_SetLogged: (model, id) => updateTable(model, id, { persistence: "permanent" }),
  AT_SetUnLogged: (model, id) => updateTable(model, id, { persistence: "unlogged" }),
  AT_SetTableSpace: (model, id, { name }) => {
    const table = tableById(model, id);
    if (table && name) model.tablespaces.set(`${table.schema}.${table.name}`, name);
  },
  AT_ClusterOn: (model, id, { name }) => updateTable(model, id, { clusterOn: name ?? null }),
  AT_DropCluster: (model, id) => updateTable(model, id, { clusterOn: null }),
  AT_SetAccessMethod: (model, id, { name }) => updateTable(model, id, { accessMethod: name ?? null }),
  AT_AddInherit: (model, id, { def }) => {
    const parent = as(def, "RangeVar");
    const table = tableById(model, id);
    if (parent && table)
      updateTable(model, id, { inherits: [...table.inherits, ensureTable(model, parent).id] });
  },
  AT_DropInherit: (model, id, { def }) => {
    const parent = findRelation(model, as(def, "RangeVar") ?? {});
    const table = tableById(model, id);
    if (table) updateTable(model, id, { inherits: table.inherits.filter((it) => it !== parent?.id) });
  },
  AT_AttachPartition: attach,
  AT_DetachPartition: detach,
  AT_DetachPartitionFinalize: detach,
  AT_AddOf: (model, id, { def }) => {
    const type = findTypeByParts(model, nameParts(as(def, "TypeName")?.names));
    updateTable(model, id, { ofType: type?.id ?? null });
  },
  AT_ReplicaIdentity: (model, id, { def }) => {
    const schema = tableById(model, id)?.schema ?? "public";
    updateTable(model, id, { replicaIdentity: identityOf(model, schema, def) });
  },
  AT_ChangeOwner: (model, id, { newowner }) => {
    const table = tableById(model, id);
    const owner = newowner ? roleName(newowner) : null;
    if (table) updateTable(model, id, { rowSecurity: { ...table.rowSecurity, owner } });
  },
  AT_DropOf: (model, id) => updateTable(model, id, { ofType: null }),
  AT_EnableTrig: (model, id, { name }) => switchTriggers(model, id, name ?? null, true),
  AT_EnableAlwaysTrig: (model, id, { name }) => switchTriggers(model, id, name ?? null, true),
  AT_EnableReplicaTrig: (model, id, { name }) => switchTriggers(model, id, name ?? null, false),
  AT_DisableTrig: (model, id, { name }) => switchTriggers(model, id, name ?? null, false),
  AT_EnableTrigAll: (model, id) => switchTriggers(model, id, null, true),
  AT_EnableTrigUser: (model, id) => switchTriggers(model, id, null, true),
  AT_DisableTrigAll: (model, id) => switchTriggers(model, id, null, false),
  AT_DisableTrigUser: (model, id) => switchTriggers(model, id, null, false),
  AT_EnableRule: (model, id, { name }) => switchTriggers(model, id, name ?? null, true),
  AT_EnableAlwaysRule: (model, id, { name }) => switchTriggers(model, id, name ?? null, true),
  AT_DisableRule: (model, id, { name }) => switchTriggers(model, id, name ?? null, false),
};

export function alterTable(model: SchemaModel, statement: AlterTableStmt): void {
  if (!statement.relation) return;
  const commands = (statement.cmds ?? []).flatMap((node) => as(node, "AlterTableCmd") ?? []);
  if (statement.objtype === "OBJECT_TYPE") {
    alterComposite(model, statement.relation, commands);
    return;
  }
  const found = findRelation(model, statement.relation);
  if (found?.kind === "index") {
    attachIndex(model, found.id, commands);
    return;
  }
  if (found?.kind === "sequence" || statement.objtype !== "OBJECT_TABLE") {
    if (!isTable(found)) return;
  }
  if (!found && statement.missing_ok && isAbsent(model, resolveName(model, statement.relation))) return;
  const { id } = ensureTable(model, statement.relation);
  for (const command of commands) applySubcommand(model, id, command, isOnly(statement.relation));
}

export function applySubcommand(
  model: SchemaModel,
  id: RelationId,
  command: AlterTableCmd,
  only: boolean,
): void {
  const apply = command.subtype === undefined ? undefined : APPLY[command.subtype];
  apply?.(model, id, command, only);
  const security = command.subtype === undefined ? undefined : ROW_SECURITY[command.subtype];
  const table = security && tableById(model, id);
  if (table) updateTable(model, id, { rowSecurity: { ...table.rowSecurity, ...security } });
}

/** A change of one column, also made on the children's columns of that name. */
function each(
  change: (model: SchemaModel, table: Table, column: Column, command: AlterTableCmd) => Partial<Column>,
): Apply {
  const apply: Apply = (model, id, command, only) => {
    const column = ensureColumn(model, id, command.name ?? "");
    const table = tableById(model, id);
    if (!table || !column) return;
    changeColumn(model, id, column.number, change(model, table, column, command));
    if (only) return;
    for (const child of childrenOf(model, id)) apply(model, child.id, command, false);
  };
  return apply;
}

/** GENERATED ALWAYS or BY DEFAULT among the options that SET gives an identity column; null: neither. */
export function identityIn(def: Node | undefined): Column["identity"] {
  const options = (as(def, "List")?.items ?? []).flatMap((node) => as(node, "DefElem") ?? []);
  const letter = as(options.find(({ defname }) => defname === "generated")?.arg, "Integer")?.ival;
  if (letter === undefined) return null;
  return letter === "a".charCodeAt(0) ? "always" : "by default";
}

function changeType(model: SchemaModel, id: RelationId, command: AlterTableCmd, only: boolean): void {
  const def = as(command.def, "ColumnDef");
  each((at) => ({
    type: resolveType(at, def?.typeName),
    collation: nameParts(def?.collClause?.collname).at(-1) ?? null,
  }))(model, id, command, only);
}

function validate(model: SchemaModel, id: RelationId, command: AlterTableCmd): void {
  const table = tableById(model, id);
  if (!table) return;
  updateTable(model, id, {
    constraints: table.constraints.map((it) => (it.name === command.name ? { ...it, valid: true } : it)),
    columns: table.columns.map((column) =>
      column.notNull === "not valid" && notNullName(table, column) === command.name
        ? { ...column, notNull: "yes" }
        : column,
    ),
  });
  const check = constraintOf(table, command.name ?? "");
  if (check && check.kind !== "check" && table.kind !== "partitioned table") return;
  for (const child of childrenOf(model, id)) validate(model, child.id, command);
}

function attach(model: SchemaModel, id: RelationId, { def }: AlterTableCmd): void {
  const partition = as(def, "PartitionCmd");
  if (!partition?.name) return;
  const child = ensureTable(model, partition.name);
  updateTable(model, id, { kind: "partitioned table" });
  const bound = partition.bound;
  updateTable(model, child.id, {
    partition: {
      parent: id,
      isDefault: bound?.is_default === true,
      bound: bound ? { PartitionBoundSpec: bound } : null,
    },
  });
  attachKeys(model, id, child.id);
}

function detach(model: SchemaModel, _id: RelationId, { def }: AlterTableCmd): void {
  const partition = as(def, "PartitionCmd");
  const child = partition?.name ? findTable(model, partition.name) : undefined;
  if (!child) return;
  updateTable(model, child.id, { partition: null });
  for (const relation of [...model.relations.values()]) {
    if (relation.kind === "index" && relation.table === child.id)
      putRelation(model, { ...relation, parent: null });
  }
}

function attachIndex(model: SchemaModel, id: RelationId, commands: readonly AlterTableCmd[]): void {
  for (const { def } of commands) {
    const name = as(def, "PartitionCmd")?.name;
    const child = name ? findRelation(model, name) : undefined;
    if (child?.kind === "index") putRelation(model, { ...child, parent: id });
  }
}

function switchTriggers(model: SchemaModel, id: RelationId, name: string | null, enabled: boolean): void {
  const table = tableById(model, id);
  if (!table) return;
  const others = name === null && enabled ? [] : table.disabled.filter((it) => it !== name);
  updateTable(model, id, {
    disabled: enabled ? others : [...others, name ?? "triggers"],
    triggers: table.triggers.map((it) => (name === null || it.name === name ? { ...it, enabled } : it)),
  });
}

/** ALTER TYPE … ADD, DROP, ALTER ATTRIBUTE. */
function alterComposite(model: SchemaModel, name: RangeVar, commands: readonly AlterTableCmd[]): void {
  const type = findTypeByParts(
    model,
    [name.schemaname, name.relname].flatMap((part) => part ?? []),
  );
  if (type?.kind !== "composite") return;
  let columns = type.columns;
  for (const command of commands) columns = withAttribute(model, columns, command);
  model.types.set(type.id, { ...type, columns });
}

function withAttribute(
  model: SchemaModel,
  columns: readonly Column[],
  command: AlterTableCmd,
): readonly Column[] {
  const def = as(command.def as Node | undefined, "ColumnDef");
  switch (command.subtype) {
    case "AT_DropColumn":
      return columns.filter((column) => column.name !== command.name);
    case "AT_AddColumn":
      return def
        ? [...columns, attributeOf(model, def.colname ?? "", def.typeName, columns.length + 1)]
        : columns;
    case "AT_AlterColumnType":
      return columns.map((column) =>
        column.name === command.name ? { ...column, type: resolveType(model, def?.typeName) } : column,
      );
    default:
      return columns;
  }
}
