/** DROP of objects. */
import type { Form } from "../../postgres/catalogue.ts";
import type { DropStmt, Node, ObjectType } from "../../sql/nodes.ts";
import type { Account, Work } from "../account.ts";
import type { LockRole } from "../effect.ts";
import { closeDrop, nameInput } from "../schema/drop.ts";
import type { Gone } from "../schema/gone.ts";
import { constraintOf } from "../schema/lookup.ts";
import { tableById } from "../schema/model.ts";
import { isTable, qualifiedName, type RelationId } from "../schema/relation.ts";
import { objectParts, relationOfPart } from "../schema/rename.ts";
import { findRoutines, routineKey, routinesNamed } from "../schema/routine.ts";
import { findTypeByParts } from "../schema/type-names.ts";
import { named, type Subject, subjectOf, tableSubject } from "../subject.ts";
import { isFresh } from "./column.ts";
import { blocked, lockedByDrop, tellGone, tellRelation } from "./gone.ts";

type DropReader = (account: Account, statement: DropStmt) => void;

const READERS: { readonly [T in ObjectType]?: DropReader } = {
  OBJECT_TABLE: dropRelations({
    form: "DROP TABLE",
    cascade: "DROP TABLE CASCADE",
    absent: "DROP TABLE IF EXISTS absent",
    role: "target",
    what: "table",
  }),
  OBJECT_VIEW: dropRelations({
    form: "DROP VIEW",
    cascade: "DROP VIEW",
    absent: "DROP TABLE IF EXISTS absent",
    role: "dependent",
    what: "view",
  }),
  OBJECT_SEQUENCE: dropRelations({
    form: "DROP SEQUENCE CASCADE",
    cascade: "DROP SEQUENCE CASCADE",
    absent: "DROP TABLE IF EXISTS absent",
    role: "sequence",
    what: "sequence",
  }),
  OBJECT_INDEX: dropIndex,
  OBJECT_TYPE: dropTypes,
  OBJECT_FUNCTION: dropFunctions,
  OBJECT_PROCEDURE: dropFunctions,
  OBJECT_ROUTINE: dropFunctions,
  OBJECT_TRIGGER: dropTrigger,
};

export function drop(account: Account, statement: DropStmt): void {
  const reader = statement.removeType === undefined ? undefined : READERS[statement.removeType];
  if (reader) reader(account, statement);
  else account.unread(`DROP of ${statement.removeType} was not measured`);
}

interface RelationForms {
  readonly form: Form;
  readonly cascade: Form;
  readonly absent: Form;
  readonly role: "target" | "dependent" | "sequence";
  readonly what: "table" | "view" | "sequence";
}

function dropRelations(forms: RelationForms): DropReader {
  return (account, statement) => {
    const { model } = account;
    const cascade = statement.behavior === "DROP_CASCADE";
    const gone = closeDrop(model, statement);
    const roots = new Set<RelationId>();
    const works: Work[] = [];
    const unknown: Subject[] = [];
    for (const node of statement.objects ?? []) {
      const subject = named(model, nameInput(objectParts(node)));
      if (subject.relation) roots.add(subject.relation.id);
      else if (subject.absent && statement.missing_ok) continue;
      else if (subject.surelyAbsent) {
        absent(account, forms.what, subject);
        continue;
      } else unknown.push(subject);
      works.push({ subject, role: forms.role, shownAs: forms.role === "dependent" ? "target" : forms.role });
    }
    if (works.length === 0) {
      if (statement.missing_ok) account.act(forms.absent, []);
      return;
    }
    const standing = withoutRoots(account, gone, roots);
    const [first] = works;
    if (
      !cascade &&
      first &&
      blocked(
        account,
        standing,
        `${forms.what} ${first.subject.name}`,
        first.subject.name,
        first.subject.isNew,
      )
    ) {
      return;
    }
    // What goes without CASCADE is locked as without it; CASCADE adds the others.
    const others = lockedByDrop(account, gone, roots, "target");
    account.act(forms.form, [...works, ...others.filter(({ role }) => OWN.has(role))]);
    if (cascade)
      account.act(
        forms.cascade,
        others.filter(({ role }) => !OWN.has(role)),
      );
    for (const id of roots) {
      const relation = model.relations.get(id);
      if (relation) tellRelation(account, relation, false);
    }
    for (const { name } of unknown) {
      const at = { relation: forms.what === "table" ? name : null, name, isNew: false };
      const evidence = statement.missing_ok ? ("assumed" as const) : ("catalogue" as const);
      account.destroy({ ...at, what: forms.what, cascade: false, evidence });
      account.breaks({ ...at, what: `${forms.what} dropped`, evidence });
    }
    tellGone(account, gone, roots);
  };
}

/** Roles of relations that a DROP reaches without CASCADE, too. */
const OWN: ReadonlySet<LockRole> = new Set([
  "target",
  "referenced",
  "partition",
  "default partition",
  "parent",
]);

/** Objects that the same statement names do not stand in each other's way. */
function withoutRoots({ model }: Account, gone: Gone, roots: ReadonlySet<RelationId>): Gone {
  const names = [...roots].flatMap((id) => {
    const relation = model.relations.get(id);
    return relation ? qualifiedName(relation) : [];
  });
  return { ...gone, blockers: gone.blockers.filter((it) => !names.some((name) => it.endsWith(` ${name}`))) };
}

function absent(account: Account, what: string, { name }: Subject): void {
  const reason = `${what} "${name.replace(/^public\./, "")}" does not exist`;
  account.fails({ when: "always", relation: name, reason, sqlstate: "42P01", isNew: false });
}

function dropIndex(account: Account, statement: DropStmt): void {
  const { model } = account;
  for (const node of statement.objects ?? []) {
    const subject = named(model, nameInput(objectParts(node)));
    const index = subject.relation;
    if (subject.absent && statement.missing_ok) {
      account.act("DROP INDEX IF EXISTS absent", []);
      continue;
    }
    if (subject.surelyAbsent) {
      const reason = `index "${subject.name.replace(/^public\./, "")}" does not exist`;
      account.fails({ when: "always", relation: null, reason, sqlstate: "42704", isNew: false });
      continue;
    }
    const table = index?.kind === "index" ? tableById(model, index.table) : undefined;
    if (table && index?.kind === "index" && constraintOf(table, index.constraint ?? "")) {
      const reason = `cannot drop index ${index.name} because constraint ${index.constraint} on table ${table.name} requires it`;
      account.fails({
        when: "always",
        relation: qualifiedName(table),
        reason,
        sqlstate: "2BP01",
        isNew: subject.isNew,
      });
      continue;
    }
    account.act(statement.concurrent ? "DROP INDEX CONCURRENTLY" : "DROP INDEX", [
      ...(table ? [{ subject: tableSubject(model, table), role: "target" as const }] : []),
      { subject, role: "index" },
    ]);
    if (table && index?.kind === "index" && index.unique && !isFresh(account, index)) {
      const { name, isNew } = tableSubject(model, table);
      account.breaks({ what: "unique index dropped", relation: name, name: index.name, isNew });
    }
  }
}

function dropTypes(account: Account, statement: DropStmt): void {
  const { model } = account;
  const cascade = statement.behavior === "DROP_CASCADE";
  const gone = closeDrop(model, statement);
  for (const node of statement.objects ?? []) {
    const parts = objectParts(node);
    const type = findTypeByParts(model, parts);
    const name = type ? qualifiedName(type) : parts.length > 1 ? parts.join(".") : `public.${parts[0]}`;
    if (!type && statement.missing_ok && model.complete) continue;
    if (!cascade && type && blocked(account, gone, `type ${type.name}`, null, type.born === model.change))
      return;
    const isNew = type?.born === model.change;
    const evidence = type ? ("catalogue" as const) : ("assumed" as const);
    account.destroy({ what: "type", relation: null, name, cascade: false, isNew, evidence });
    if (type?.renamed !== model.change) {
      account.breaks({ what: "type dropped", relation: null, name, isNew, evidence });
    }
    if (type) gone.types.delete(type.id);
  }
  account.act(cascade ? "DROP TYPE CASCADE" : "DROP TYPE", lockedByDrop(account, gone, new Set(), "target"));
  tellGone(account, gone, new Set());
}

function dropFunctions(account: Account, statement: DropStmt): void {
  const { model } = account;
  const gone = closeDrop(model, statement);
  if (statement.behavior === "DROP_CASCADE") {
    account.unread("DROP FUNCTION CASCADE was not measured");
    return;
  }
  for (const node of statement.objects ?? []) {
    const found = findRoutines(model, node);
    const parts = objectParts(node);
    if (found.length === 0 && statement.missing_ok && routinesNamed(model, parts).length > 0) continue;
    if (found.length > 0 && blocked(account, gone, `function ${parts.join(".")}`, null, false)) return;
    const [routine] = found;
    const name = routine ? routineKey(routine) : parts.join(".");
    const isNew = routine?.born === model.change;
    const evidence = routine ? ("catalogue" as const) : ("assumed" as const);
    account.destroy({ what: "function", relation: null, name, cascade: false, isNew, evidence });
    // No code calls a trigger function by its name.
    if (routine?.returns === "trigger" || routine?.returns === "event_trigger") continue;
    account.breaks({ what: "function dropped", relation: null, name, isNew, evidence });
  }
  account.act("DROP FUNCTION", []);
}

/** The table of a trigger, policy or rule stands before its name. */
function tableOfPart(account: Account, node: Node): Subject {
  const parts = objectParts(node);
  const relation = relationOfPart(account.model, parts);
  return relation ? subjectOf(account.model, relation) : named(account.model, nameInput(parts.slice(0, -1)));
}

function dropTrigger(account: Account, statement: DropStmt): void {
  for (const node of statement.objects ?? []) {
    const subject = tableOfPart(account, node);
    const name = objectParts(node).at(-1) ?? "";
    const table = isTable(subject.relation) ? subject.relation : undefined;
    const missing = table?.known === true && !table.triggers.some((it) => it.name === name);
    if (statement.missing_ok && (missing || subject.absent)) {
      account.act("DROP TRIGGER IF EXISTS absent", []);
      continue;
    }
    account.act("DROP TRIGGER", [{ subject, role: "target" }]);
    account.destroy({ what: "trigger", relation: subject.name, name, cascade: false, isNew: subject.isNew });
  }
}
