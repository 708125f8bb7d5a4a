/** Constraints as CREATE TABLE and ALTER TABLE define them. */
import { type Constraint as ConstraintNode, nameParts } from "../../../sql/nodes.ts";
import { changeColumn, ensureColumn, ensureTable } from "../../schema/define.ts";
import { columnNamesIn, readExpression } from "../../schema/expression.ts";
import { createIndex } from "../../schema/index-definition.ts";
import { childrenOf, columnOf, primaryKeyOf } from "../../schema/lookup.ts";
import { findRelation, putRelation, type SchemaModel, tableById, updateTable } from "../../schema/model.ts";
import { chooseConstraintName, joinColumnNames, truncateName } from "../../schema/names.ts";
import type { ColumnNumber, Constraint, RelationId, Table } from "../../schema/relation.ts";

type ConstraintReader = (
  model: SchemaModel,
  table: Table,
  node: ConstraintNode,
  inline: string | null,
) => void;

const CONSTRAINTS: { readonly [T in NonNullable<ConstraintNode["contype"]>]?: ConstraintReader } = {
  CONSTR_CHECK: addCheck,
  CONSTR_NOTNULL: addNotNull,
  CONSTR_PRIMARY: (model, table, node, inline) => addKey(model, table, node, inline, "primary key"),
  CONSTR_UNIQUE: (model, table, node, inline) => addKey(model, table, node, inline, "unique"),
  CONSTR_EXCLUSION: (model, table, node, inline) => addKey(model, table, node, inline, "exclude"),
  CONSTR_FOREIGN: addForeignKey,
};

/** A constraint of a table; `inline` names the column whose definition it stands in. */
export function addConstraint(
  model: SchemaModel,
  id: RelationId,
  node: ConstraintNode,
  inline: string | null = null,
): void {
  const table = tableById(model, id);
  const reader = node.contype === undefined ? undefined : CONSTRAINTS[node.contype];
  if (!table || !reader) return;
  if (table.constraints.some((it) => it.name === node.conname)) return;
  for (const name of [...keyNames(node, inline), ...checkedNames(table, node)]) ensureColumn(model, id, name);
  const ready = tableById(model, id);
  if (ready) reader(model, ready, node, inline);
}

function keyNames(node: ConstraintNode, inline: string | null): string[] {
  if (inline !== null) return [inline];
  return nameParts(node.contype === "CONSTR_FOREIGN" ? node.fk_attrs : node.keys);
}

/** Columns that a CHECK speaks of: what it proves of them holds where nothing else is known of the table. */
function checkedNames({ name: table }: Table, { contype, raw_expr }: ConstraintNode): string[] {
  if (contype !== "CONSTR_CHECK") return [];
  return [...columnNamesIn(raw_expr)].filter((name) => name !== "*" && name !== table);
}

function numbersOf(table: Table, names: readonly string[]): ColumnNumber[] {
  return names.flatMap((name) => columnOf(table, name)?.number ?? []);
}

function pushConstraint(model: SchemaModel, table: Table, constraint: Constraint): void {
  updateTable(model, table.id, { constraints: [...table.constraints, constraint] });
}

function blankConstraint(model: SchemaModel, node: ConstraintNode, name: string): Omit<Constraint, "kind"> {
  return {
    name: truncateName(name),
    columns: [],
    valid: !node.skip_validation,
    enforced:
      node.is_enforced !== false || node.contype === "CONSTR_PRIMARY" || node.contype === "CONSTR_UNIQUE",
    noInherit: node.is_no_inherit === true,
    deferrable: node.deferrable === true,
    deferred: node.initdeferred === true,
    expression: null,
    index: null,
    references: null,
    born: model.change,
  };
}

function addCheck(model: SchemaModel, table: Table, node: ConstraintNode, _inline: string | null): void {
  if (!node.raw_expr) return;
  const expression = readExpression(node.raw_expr, table.columns, table.name);
  const [only, more] = expression.columns;
  const column = more === undefined ? table.columns.find(({ number }) => number === only) : undefined;
  const name = node.conname ?? chooseConstraintName(table, column?.name ?? null, "check");
  const enforced = node.is_enforced === true;
  const base = blankConstraint(model, node, name);
  pushConstraint(model, table, {
    ...base,
    kind: "check",
    enforced,
    valid: base.valid && enforced,
    columns: expression.columns,
    expression,
  });
  if (node.is_no_inherit) return;
  for (const child of childrenOf(model, table.id)) addConstraint(model, child.id, { ...node, conname: name });
}

function addNotNull(model: SchemaModel, table: Table, node: ConstraintNode, inline: string | null): void {
  for (const number of numbersOf(table, keyNames(node, inline))) {
    const notNull = node.skip_validation ? "not valid" : "yes";
    changeColumn(model, table.id, number, { notNull, notNullName: node.conname ?? null });
  }
}

function addKey(
  model: SchemaModel,
  table: Table,
  node: ConstraintNode,
  inline: string | null,
  kind: "primary key" | "unique" | "exclude",
): void {
  const taken = node.indexname
    ? takeIndex(model, table, node, kind)
    : createIndex(model, table, node, inline, kind);
  if (!taken) return;
  const columns = taken.keys.flatMap((key) => ("column" in key ? [key.column] : []));
  const fresh = tableById(model, table.id) ?? table;
  pushConstraint(model, fresh, {
    ...blankConstraint(model, node, taken.name),
    kind,
    columns,
    index: taken.id,
  });
  copyToPartitions(model, taken.id, kind);
  if (kind !== "primary key") return;
  for (const number of columns) setNotNull(model, table.id, number);
}

/** A primary key's columns are NOT NULL, in partitions, too. */
function setNotNull(model: SchemaModel, id: RelationId, number: ColumnNumber): void {
  changeColumn(model, id, number, { notNull: "yes" });
  const name = tableById(model, id)?.columns.find((column) => column.number === number)?.name ?? "";
  for (const child of childrenOf(model, id)) {
    const same = columnOf(child, name);
    if (same) setNotNull(model, child.id, same.number);
  }
}

/** The partitions' indexes back constraints of their own. */
function copyToPartitions(model: SchemaModel, parent: RelationId, kind: Constraint["kind"]): void {
  for (const index of [...model.relations.values()]) {
    if (index.kind !== "index" || index.parent !== parent || index.constraint === null) continue;
    const table = tableById(model, index.table);
    if (!table || table.constraints.some((it) => it.index === index.id)) continue;
    const columns = index.keys.flatMap((key) => ("column" in key ? [key.column] : []));
    pushConstraint(model, table, {
      ...blankConstraint(model, {}, index.name),
      kind,
      columns,
      index: index.id,
    });
    copyToPartitions(model, index.id, kind);
  }
}

/** ADD CONSTRAINT … USING INDEX: the index becomes the constraint's and takes its name. */
function takeIndex(
  model: SchemaModel,
  table: Table,
  node: ConstraintNode,
  kind: "primary key" | "unique" | "exclude",
) {
  const found = findRelation(model, { schemaname: table.schema, relname: node.indexname ?? "" });
  if (found?.kind !== "index") {
    const name = node.conname ?? node.indexname ?? "";
    pushConstraint(model, table, { ...blankConstraint(model, node, name), kind });
    return undefined;
  }
  const name = node.conname ?? found.name;
  return putRelation(model, { ...found, name, constraint: name, primary: kind === "primary key" });
}

function addForeignKey(model: SchemaModel, table: Table, node: ConstraintNode, inline: string | null): void {
  if (!node.pktable) return;
  const names = keyNames(node, inline);
  const name = node.conname ?? chooseConstraintName(table, joinColumnNames(names), "fkey");
  const target = ensureTable(model, node.pktable);
  const written = nameParts(node.pk_attrs);
  for (const column of written) ensureColumn(model, target.id, column);
  const referenced = tableById(model, target.id) ?? target;
  const own = tableById(model, table.id) ?? table;
  const enforced = node.is_enforced === true;
  pushConstraint(model, own, {
    ...blankConstraint(model, node, name),
    kind: "foreign key",
    enforced,
    valid: enforced && !node.skip_validation,
    columns: numbersOf(own, names),
    references: {
      table: target.id,
      columns:
        written.length > 0 ? numbersOf(referenced, written) : (primaryKeyOf(referenced)?.columns ?? []),
      actions: { onDelete: node.fk_del_action ?? "a", onUpdate: node.fk_upd_action ?? "a" },
    },
  });
  if (own.kind !== "partitioned table") return;
  for (const child of childrenOf(model, table.id)) addConstraint(model, child.id, { ...node, conname: name });
}
