/** RENAME of relations and of what belongs to them: columns, constraints, triggers, rules, policies. */

import type { Form } from "../../postgres/catalogue.ts";
import { type ObjectType, present, type RangeVar, type RenameStmt } from "../../sql/nodes.ts";
import { breakOf } from "../breaks.ts";
import type { Deriver } from "../deriver.ts";
import { refuse } from "../refusals.ts";
import { ensureColumn, ensureTable } from "../schema/define.ts";
import { findRelation, findTable, relationAt, tableById } from "../schema/find-relation.ts";
import { childrenOf, columnOf, constraintOf } from "../schema/lookup.ts";
import type { SchemaModel } from "../schema/model.ts";
import { notNullName } from "../schema/names.ts";
import { putRelation, updateTable } from "../schema/put-relation.ts";
import type { RelationId, Table } from "../schema/relation.ts";
import { family, named, namedTable, type Subject } from "../subject.ts";
import type { Command } from "./command.ts";
import { bareName } from "./relation-names.ts";
import { isFresh } from "./running-code.ts";
import { changeTriggers, withCopies } from "./trigger.ts";

/** For one kind of object. */
export type Rename = Command<"RenameStmt">;

export const renameRelation: Rename = {
  tell(deriver, statement) {
    const { renameType, newname = "" } = statement;
    const subject = named(deriver.model, present(statement.relation));
    if (doesNothing(deriver, subject, statement)) return;
    const { form, what } = formOf(subject.relation?.kind, renameType);
    deriver.act(form, [{ subject, role: what === null ? "index" : what === "sequence" ? what : "target" }]);
    const { name, isNew } = subject;
    const schema = name.slice(0, name.indexOf("."));
    if (relationAt(deriver.model, `${schema}.${newname}`))
      refuse(deriver, subject, 'relation "%s" already exists', newname);
    if (what !== null && !isFresh(deriver, subject.relation))
      deriver.breaks({ ...breakOf(what, "renamed"), relation: name, name, isNew });
  },
  apply(model, { relation: range, renameType, missing_ok, newname: name = "" }) {
    const mayBeNew = renameType !== "OBJECT_INDEX" && renameType !== "OBJECT_SEQUENCE" && !missing_ok;
    const relation = relationOrNew(model, present(range), mayBeNew);
    if (!relation) return;
    if (relation.kind === "index" && relation.constraint !== null)
      changeConstraintName(model, relation.table, relation.constraint, name);
    else putRelation(model, { ...relation, name, renamed: model.change });
  },
};

/** The relation; a table that no statement made is put in as it is named, if `mayBeNew`. */
export function relationOrNew(model: SchemaModel, range: RangeVar, mayBeNew: boolean) {
  return findRelation(model, range) ?? (mayBeNew ? ensureTable(model, range) : undefined);
}

/** IF EXISTS of a relation that is not there. */
function doesNothing(deriver: Deriver, { absent }: Subject, { missing_ok, renameType }: RenameStmt): boolean {
  if (!absent || !missing_ok) return false;
  deriver.act(
    renameType === "OBJECT_INDEX" ? "ALTER INDEX IF EXISTS absent" : "ALTER TABLE IF EXISTS absent",
    [],
  );
  return true;
}

type RelationWord = "table" | "foreign table" | "view" | "materialized view" | "sequence";

/** ALTER TABLE … RENAME is also said of views and indexes; ALTER INDEX … RENAME of an index waits for less. */
function formOf(
  kind: string | undefined,
  said: ObjectType | undefined,
): { form: Form; what: RelationWord | null } {
  if (kind === "index")
    return { form: said === "OBJECT_INDEX" ? "ALTER INDEX RENAME" : "ALTER TABLE RENAME index", what: null };
  if (kind === "sequence" || said === "OBJECT_SEQUENCE")
    return { form: "ALTER SEQUENCE RENAME", what: "sequence" };
  if (kind === "foreign table" || said === "OBJECT_FOREIGN_TABLE")
    return { form: "ALTER FOREIGN TABLE RENAME", what: "foreign table" };
  if (kind === undefined && said === "OBJECT_INDEX") return { form: "ALTER INDEX RENAME", what: null };
  if (kind === "view" || said === "OBJECT_VIEW") return { form: "ALTER VIEW RENAME", what: "view" };
  if (kind === "materialized view" || said === "OBJECT_MATVIEW")
    return { form: "ALTER MATERIALIZED VIEW RENAME", what: "materialized view" };
  return { form: said === "OBJECT_INDEX" ? "ALTER INDEX RENAME table" : "ALTER TABLE RENAME", what: "table" };
}

const COLUMN_FORMS: Readonly<Record<string, Form>> = {
  view: "ALTER VIEW RENAME COLUMN",
  "materialized view": "ALTER MATERIALIZED VIEW RENAME COLUMN",
  "foreign table": "ALTER FOREIGN TABLE RENAME COLUMN",
};

export const renameColumn: Rename = {
  tell(deriver, statement) {
    const { subname: name = "", newname = "" } = statement;
    const subject = namedTable(deriver.model, present(statement.relation));
    const table = subject.relation;
    if (subject.absent && statement.missing_ok) return deriver.act("ALTER TABLE IF EXISTS absent", []);
    const form = COLUMN_FORMS[table?.kind ?? ""] ?? "ALTER TABLE RENAME COLUMN";
    deriver.act(form, family(deriver.model, subject, false));
    const found = columnOf(table, name);
    if (columnOf(table, newname)) {
      const text = 'column "%s" of relation "%s" already exists';
      return refuse(deriver, subject, text, newname, bareName(subject));
    }
    if (table?.known && !found) return refuse(deriver, subject, 'column "%s" does not exist', name);
    if (isFresh(deriver, found)) return;
    deriver.breaks({ ...breakOf("column", "renamed"), relation: subject.name, isNew: subject.isNew, name });
  },
  apply: (model, { relation, subname = "", newname = "" }) =>
    changeColumnName(model, ensureTable(model, present(relation)).id, subname, newname),
};

function changeColumnName(model: SchemaModel, id: RelationId, from: string, to: string): void {
  ensureColumn(model, id, from);
  const table = tableById(model, id);
  if (!table || !columnOf(table, from)) return;
  updateTable(model, id, {
    columns: table.columns.map((column) =>
      column.name === from ? { ...column, name: to, renamed: model.change } : column,
    ),
  });
  for (const child of childrenOf(model, id)) changeColumnName(model, child.id, from, to);
}

export const renameConstraint: Rename = {
  tell(deriver, { relation, subname: name = "" }) {
    const subject = namedTable(deriver.model, present(relation));
    const table = subject.relation;
    const found = constraintOf(table, name);
    const isNotNull = table?.columns.some((column) => notNullName(table, column) === name);
    if (table?.known && !found && !isNotNull)
      return refuse(deriver, subject, 'constraint "%s" for table "%s" does not exist', name, table.name);
    // Of a CHECK the children's copies are renamed, too.
    deriver.act("ALTER TABLE RENAME CONSTRAINT", family(deriver.model, subject, found?.kind !== "check"));
  },
  apply: (model, { relation, subname = "", newname = "" }) =>
    changeConstraintName(model, ensureTable(model, present(relation)).id, subname, newname),
};

function changeConstraintName(model: SchemaModel, id: RelationId, from: string, to: string): void {
  const table = tableById(model, id);
  if (!table) return;
  const constraint = constraintOf(table, from);
  const index = constraint?.index ?? null;
  updateTable(model, id, {
    constraints: table.constraints.map((it) => (it.name === from ? { ...it, name: to } : it)),
    columns: table.columns.map((column) =>
      notNullName(table, column) === from ? { ...column, notNullName: to } : column,
    ),
  });
  const backing = index === null ? undefined : model.relations.get(index);
  if (backing?.kind === "index") putRelation(model, { ...backing, name: to, constraint: to });
  if (constraint?.kind !== "check" || constraint.noInherit) return;
  for (const child of childrenOf(model, id)) changeConstraintName(model, child.id, from, to);
}

export function renameInTable(form: Form, list: "rules" | "policies"): Rename {
  return {
    tell: (deriver, { relation }) =>
      deriver.act(form, [{ subject: named(deriver.model, present(relation)), role: "target" }]),
    apply: (model, statement) => changeNameIn(model, statement, list),
  };
}

export const renameTrigger: Rename = {
  /** From 15 on the copies on partitions are renamed, too. */
  tell(deriver, { relation, subname = "" }) {
    const works = withCopies(deriver, namedTable(deriver.model, present(relation)), subname);
    deriver.act("ALTER TRIGGER RENAME", deriver.context.major < 15 ? works.slice(0, 1) : works);
  },
  apply(model, { relation, subname = "", newname = "" }) {
    const table = findTable(model, present(relation));
    if (table) changeTriggers(model, table, subname, (trigger) => ({ ...trigger, name: newname }));
  },
};

function changeNameIn(
  model: SchemaModel,
  { relation, subname, newname = "" }: RenameStmt,
  list: "rules" | "policies",
): void {
  const table = findTable(model, present(relation));
  if (!table) return;
  const renamed = (table[list] as Table["rules"]).map((it) =>
    it.name === subname ? { ...it, name: newname } : it,
  );
  updateTable(model, table.id, { [list]: renamed });
}
