/** A value that ALTER TYPE ADD VALUE adds cannot be used before its transaction commits (SQLSTATE 55P04). */

import { refuses } from "../postgres/versions.ts";
import { as, type Node, nameParts, type RangeVar, stringOf, walk } from "../sql/nodes.ts";
import { breakOf } from "./breaks.ts";
import type { Deriver } from "./deriver.ts";
import { refuse } from "./refusals.ts";
import { findTable } from "./schema/find-relation.ts";
import { columnOf } from "./schema/lookup.ts";
import type { SchemaModel } from "./schema/model.ts";
import type { Table } from "./schema/relation.ts";
import type { ColumnType, EnumType } from "./schema/type.ts";
import { resolveType } from "./schema/type-names.ts";

/** Tells the failure when the statement uses a value that its own transaction added. */
export function reportEnumUse(deriver: Deriver, statement: Node): void {
  const { model, context } = deriver;
  if (context.transaction === null || as(statement, "AlterEnumStmt")) return;
  const fresh = freshLabels(model, context.transaction, context.major);
  if (fresh.size === 0) return;
  const found = usedLabel(model, statement, fresh);
  if (!found) return;
  refuse(deriver, null, 'unsafe use of new value "%s" of enum type %s', found.label, found.type);
}

/**
 * Tells the break when the statement writes a value, or makes one the default, that the change has added to an enum: code
 * that knows the enum's values cannot read such rows.
 */
export function reportEnumWrite(deriver: Deriver, statement: Node): void {
  const { model } = deriver;
  const added = new Map<number, Set<string>>();
  for (const type of extendedEnums(model)) {
    if (type.born === model.change) continue;
    const labels = type.labels.filter(({ born }) => born === model.change).map(({ label }) => label);
    if (labels.length > 0) added.set(type.id, new Set(labels));
  }
  if (added.size === 0) return;
  for (const written of writtenParts(statement)) {
    const found = usedLabel(model, written, added);
    const type = found && model.types.get(found.id);
    if (!found || !type) continue;
    const relation = `${type.schema}.${type.name}`;
    deriver.breaks({ ...breakOf("enum value", "written"), relation, name: found.label, isNew: false });
    return;
  }
}

/** The enums with labels that they were not made with. */
function extendedEnums({ leads, types }: SchemaModel): EnumType[] {
  return [...leads.extended].flatMap((id) => {
    const type = types.get(id);
    return type?.kind === "enum" ? [type] : [];
  });
}

/** What of a statement says which values rows get, as statements of which nothing else is a condition. */
function writtenParts(statement: Node): Node[] {
  const update = as(statement, "UpdateStmt");
  if (update?.relation)
    return [{ UpdateStmt: { relation: update.relation, targetList: update.targetList ?? [] } }];
  const isOther =
    as(statement, "InsertStmt") ?? as(statement, "MergeStmt") ?? as(statement, "AlterTableStmt");
  return isOther ? [statement] : [];
}

/** By enum: the labels that the transaction added to it, and that the version lets nobody use before it commits. */
function freshLabels(model: SchemaModel, transaction: string, major: number): Map<number, Set<string>> {
  const usableIfNew = refuses("uses a value added to an enum that the transaction made", major) === null;
  const fresh = new Map<number, Set<string>>();
  for (const type of extendedEnums(model)) {
    if (usableIfNew && type.madeIn === transaction) continue;
    const labels = type.labels.filter((it) => it.addedIn === transaction).map(({ label }) => label);
    if (labels.length > 0) fresh.set(type.id, new Set(labels));
  }
  return fresh;
}

/** Functions that read all values of the enum that their argument has. */
const LISTS: ReadonlySet<string> = new Set(["enum_range", "enum_last"]);

interface Use {
  readonly id: number;
  readonly label: string;
  readonly type: string;
}

function usedLabel(
  model: SchemaModel,
  statement: Node,
  fresh: ReadonlyMap<number, ReadonlySet<string>>,
): Use | undefined {
  let found: Use | undefined;
  const tables = tablesIn(model, statement);
  const use = (type: ColumnType | null | undefined, value: unknown): void => {
    const labels = type?.id == null ? undefined : fresh.get(type.id);
    if (!type || !labels) return;
    walk(value, (node) => {
      const text = as(node, "A_Const")?.sval?.sval;
      if (text !== undefined && labels.has(text))
        found ??= { id: type.id ?? 0, label: text, type: type.name };
      return true;
    });
  };
  const column = (name: string | undefined) =>
    name === undefined ? undefined : tables.map((table) => columnOf(table, name)?.type).find(Boolean);
  walk(statement, (node) => {
    const cast = as(node, "TypeCast");
    if (cast) use(resolveType(model, cast.typeName), cast.arg);
    const call = as(node, "FuncCall");
    if (call && LISTS.has(nameParts(call.funcname).at(-1) ?? "")) {
      const type = resolveType(model, as(call.args?.[0], "TypeCast")?.typeName);
      const [label] = type?.id == null ? [] : (fresh.get(type.id) ?? []);
      if (type?.id != null && label !== undefined) found ??= { id: type.id, label, type: type.name };
    }
    const definition = as(node, "ColumnDef");
    if (definition) use(resolveType(model, definition.typeName), definition.constraints);
    const command = as(node, "AlterTableCmd");
    if (command?.subtype === "AT_ColumnDefault") use(column(command.name), command.def);
    const target = as(node, "ResTarget");
    if (target) use(column(target.name), target.val);
    const compared = as(node, "A_Expr");
    if (compared) {
      use(column(columnName(compared.lexpr)), compared.rexpr);
      use(column(columnName(compared.rexpr)), compared.lexpr);
    }
    const insert = as(node, "InsertStmt");
    if (insert?.relation) insertedValues(model, insert.relation, insert.cols, insert.selectStmt, use);
    return found === undefined;
  });
  return found;
}

function columnName(node: Node | undefined): string | undefined {
  const fields = as(node, "ColumnRef")?.fields;
  return fields ? stringOf(fields.at(-1)) : undefined;
}

function insertedValues(
  model: SchemaModel,
  relation: RangeVar,
  cols: readonly Node[] | undefined,
  source: Node | undefined,
  use: (type: ColumnType | null | undefined, value: unknown) => void,
): void {
  const table = findTable(model, relation);
  const names = (cols ?? []).flatMap((node) => as(node, "ResTarget")?.name ?? []);
  const columns = names.length > 0 ? names.map((name) => columnOf(table, name)) : (table?.columns ?? []);
  for (const row of as(source, "SelectStmt")?.valuesLists ?? []) {
    for (const [at, value] of (as(row, "List")?.items ?? []).entries()) use(columns[at]?.type, value);
  }
  for (const [at, value] of (as(source, "SelectStmt")?.targetList ?? []).entries())
    use(columns[at]?.type, as(value, "ResTarget")?.val);
}

/** Every table that the statement names, also as the relation of a field that is no node of its own. */
function tablesIn(model: SchemaModel, statement: Node): Table[] {
  const found = new Set<Table>();
  const look = (value: unknown): void => {
    if (typeof value !== "object" || value === null) return;
    if (Array.isArray(value)) {
      for (const item of value) look(item);
      return;
    }
    if ("relname" in value) {
      const table = findTable(model, value as RangeVar);
      if (table) found.add(table);
    }
    for (const inner of Object.values(value)) look(inner);
  };
  look(statement);
  return [...found];
}
