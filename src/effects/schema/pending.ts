/** Which tables have deferred triggers waiting for the end of the transaction (55006 for what would alter them). */

import {
  as,
  type ConstraintsSetStmt,
  kindOf,
  type Node,
  type NodeKind,
  type RangeVar,
  walk,
} from "../../sql/nodes.ts";
import { findTable } from "./find-relation.ts";
import { columnOf, descendantsOf, foreignKeysTo } from "./lookup.ts";
import type { SchemaModel } from "./model.ts";
import type { ColumnNumber, RelationId, Table } from "./relation.ts";

/** Notes the deferred triggers of a statement that is applied. */
export function trackPending(model: SchemaModel, node: Node, transaction: string | null): void {
  if (model.pending?.transaction !== transaction) model.pending = null;
  if (transaction === null) return;
  // Changes of rows inside of WITH, too; what other kinds of statement hold is not run by them.
  if (CHANGE.has(kindOf(node))) walk(node, (inner) => trackChange(model, transaction, inner));
  const set = as(node, "ConstraintsSetStmt");
  if (set) setConstraints(model, transaction, set);
}

const CHANGE: ReadonlySet<NodeKind> = new Set<NodeKind>([
  "InsertStmt",
  "UpdateStmt",
  "DeleteStmt",
  "MergeStmt",
  "SelectStmt",
  "CreateTableAsStmt",
  "CopyStmt",
]);

function trackChange(model: SchemaModel, transaction: string, node: Node): true {
  const insert = as(node, "InsertStmt");
  if (insert?.relation) {
    const isSure = as(insert.selectStmt, "SelectStmt")?.valuesLists !== undefined && !insert.onConflictClause;
    note(model, transaction, insert.relation, isSure ? "always" : "on existing rows", "INSERT", null);
  }
  const update = as(node, "UpdateStmt");
  if (update?.relation)
    note(model, transaction, update.relation, "on existing rows", "UPDATE", writtenBy(update));
  const { relation } = as(node, "DeleteStmt") ?? {};
  if (relation) note(model, transaction, relation, "on existing rows", "DELETE", null);
  const copy = as(node, "CopyStmt");
  if (copy?.is_from && copy.relation)
    note(model, transaction, copy.relation, "on existing rows", "INSERT", null);
  const merge = as(node, "MergeStmt");
  for (const clause of merge?.mergeWhenClauses ?? []) {
    const when = as(clause, "MergeWhenClause");
    const event = MERGED[when?.commandType ?? ""];
    if (!merge?.relation || !when || event === undefined) continue;
    note(
      model,
      transaction,
      merge.relation,
      "on existing rows",
      event,
      event === "UPDATE" ? writtenBy(when) : null,
    );
  }
  return true;
}

const MERGED: Readonly<Record<string, "INSERT" | "UPDATE" | "DELETE">> = {
  CMD_INSERT: "INSERT",
  CMD_UPDATE: "UPDATE",
  CMD_DELETE: "DELETE",
};

/** The columns that are SET. */
function writtenBy({ targetList }: { readonly targetList?: readonly Node[] }): string[] {
  return (targetList ?? []).map((target) => as(target, "ResTarget")?.name ?? "");
}

/** Whether a table has events pending in the transaction. */
export function pendingOn(
  { pending }: SchemaModel,
  relation: RelationId,
  transaction: string | null,
): "always" | "on existing rows" | null {
  if (pending === null || pending.transaction !== transaction) return null;
  return pending.tables.get(relation) ?? null;
}

function note(
  model: SchemaModel,
  transaction: string,
  range: RangeVar,
  when: "always" | "on existing rows",
  event: "INSERT" | "UPDATE" | "DELETE",
  written: readonly string[] | null,
): void {
  const table = findTable(model, range);
  if (!table || !isDeferred(model, table, event, written)) return;
  const tables = new Map(model.pending?.tables);
  const put = (id: RelationId, known: typeof when): void => {
    if (tables.get(id) !== "always") tables.set(id, known);
  };
  put(table.id, when);
  // The rows are in one of the partitions.
  if (table.kind === "partitioned table")
    for (const { id } of descendantsOf(model, table.id)) put(id, "on existing rows");
  model.pending = { transaction, tables, deferred: model.pending?.deferred ?? new Map() };
}

function isDeferred(
  model: SchemaModel,
  table: Table,
  event: "INSERT" | "UPDATE" | "DELETE",
  written: readonly string[] | null,
): boolean {
  const set = model.pending?.deferred;
  const waits = (it: { readonly name: string; readonly deferrable: boolean; readonly deferred: boolean }) =>
    it.deferrable && (set?.get(it.name) ?? set?.get("") ?? it.deferred);
  const columns = written?.flatMap((name) => columnOf(table, name)?.number ?? []) ?? null;
  const touches = (keys: readonly ColumnNumber[]) =>
    columns === null || keys.length === 0 || keys.some((key) => columns.includes(key));
  // A new row is looked up in the referenced table, so is one whose key has changed.
  const own = table.constraints.some(
    (it) =>
      it.kind === "foreign key" && it.enforced && event !== "DELETE" && waits(it) && touches(it.columns),
  );
  // A referenced row that goes is looked for in the referencing tables; CASCADE and RESTRICT never wait.
  const referenced =
    event !== "INSERT" &&
    foreignKeysTo(model, table.id).some(({ constraint }) => {
      const { references } = constraint;
      const action = event === "DELETE" ? references?.actions.onDelete : references?.actions.onUpdate;
      return action === "a" && constraint.enforced && waits(constraint) && touches(references?.columns ?? []);
    });
  const fired = table.triggers.some((it) => {
    return it.enabled && it.deferrable && it.events.includes(event) && waits(it) && touches(it.columns);
  });
  return own || referenced || fired;
}

function setConstraints(model: SchemaModel, transaction: string, statement: ConstraintsSetStmt): void {
  const { constraints = [], deferred = false } = statement;
  const names = constraints.flatMap((node) => as(node, "RangeVar")?.relname ?? []);
  const set = names.length === 0 ? new Map([["", deferred]]) : new Map(model.pending?.deferred);
  for (const name of names) set.set(name, deferred);
  // What is waiting is checked at once. Of some constraints by name it is not known whether others wait as well.
  const tables = deferred ? (model.pending?.tables ?? new Map()) : new Map();
  model.pending = { transaction, tables, deferred: set };
}
