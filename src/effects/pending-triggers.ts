/**
 * What changes a table fails while deferred triggers of its transaction wait for rows of it (SQLSTATE object_in_use). As
 * measured on 14 to 18: ALTER TABLE but for RENAME, DROP TABLE, TRUNCATE, CREATE INDEX, CLUSTER; not REINDEX, DROP INDEX,
 * nor what is made on a table (triggers, policies, views, statistics, keys that refer to it).
 */

import { as, isOnly, type Node, objectParts, type RangeVar, rangeOf } from "../sql/nodes.ts";
import type { Deriver } from "./deriver.ts";
import { refusal } from "./refusals.ts";
import { tableById } from "./schema/find-relation.ts";
import { foreignKeysTo } from "./schema/lookup.ts";
import { pendingOn } from "./schema/pending.ts";
import { family, namedTable, type TableSubject, tableSubject } from "./subject.ts";

/** Tells the failure when the statement needs a table that has events pending. */
export function reportPendingTriggers(deriver: Deriver, statement: Node): void {
  const { model, context } = deriver;
  if (model.pending === null || model.pending.transaction !== context.transaction) return;
  const { command, tables } = checkedBy(deriver, statement);
  const found = tables.flatMap((table) => {
    const when = table.relation && pendingOn(model, table.relation.id, context.transaction);
    return when ? [{ table, when }] : [];
  });
  const worst = found.find(({ when }) => when === "always") ?? found[0];
  if (!worst) return;
  const { name, relation, isNew } = worst.table;
  const text = 'cannot %s "%s" because it has pending trigger events';
  deriver.fails({ ...refusal(text, command, relation?.name ?? ""), when: worst.when, relation: name, isNew });
}

interface Checked {
  /** As PostgreSQL's message has it. */
  readonly command: string;
  readonly tables: readonly TableSubject[];
}

function checkedBy(deriver: Deriver, statement: Node): Checked {
  const { model } = deriver;
  const members = (range: RangeVar | undefined, only = isOnly(range)): TableSubject[] =>
    range ? family(model, namedTable(model, range), only).map(({ subject }) => subject) : [];
  const alter = as(statement, "AlterTableStmt");
  if (alter) {
    const own = alter.objtype === "OBJECT_TABLE" ? members(alter.relation) : [];
    return { command: "ALTER TABLE", tables: [...own, ...referencedByDropped(deriver, alter.cmds, own)] };
  }
  const drop = as(statement, "DropStmt");
  if (drop?.removeType === "OBJECT_TABLE") {
    const ranges = (drop.objects ?? []).map((object) => rangeOf(objectParts(object)));
    return { command: "DROP TABLE", tables: ranges.flatMap((range) => members(range, false)) };
  }
  const truncate = as(statement, "TruncateStmt");
  if (truncate) {
    const named = (truncate.relations ?? []).flatMap((node) => members(as(node, "RangeVar")));
    const all = truncate.behavior === "DROP_CASCADE" ? withReferencing(deriver, named) : named;
    return { command: "TRUNCATE", tables: all };
  }
  const index = as(statement, "IndexStmt");
  if (index) return { command: "CREATE INDEX", tables: members(index.relation) };
  return { command: "CLUSTER", tables: members(as(statement, "ClusterStmt")?.relation, true) };
}

/** A foreign key that goes alters the table that it refers to. */
function referencedByDropped(
  { model }: Deriver,
  cmds: readonly Node[] | undefined,
  [own]: readonly TableSubject[],
): TableSubject[] {
  return (cmds ?? []).flatMap((cmd) => {
    const { subtype, name } = as(cmd, "AlterTableCmd") ?? {};
    if (subtype !== "AT_DropConstraint") return [];
    const key = own?.relation?.constraints.find((it) => it.name === name)?.references;
    const table = tableById(model, key?.table);
    return table ? [tableSubject(model, table)] : [];
  });
}

/** The tables that TRUNCATE … CASCADE empties as well. */
function withReferencing({ model }: Deriver, tables: readonly TableSubject[]): TableSubject[] {
  const found = new Map(tables.map((subject) => [subject.name, subject]));
  for (const { relation } of found.values()) {
    for (const { table } of relation ? foreignKeysTo(model, relation.id) : []) {
      const subject = tableSubject(model, table);
      if (!found.has(subject.name)) found.set(subject.name, subject);
    }
  }
  return [...found.values()];
}
