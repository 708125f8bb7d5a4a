/** DROP of objects. */
import type { Form } from "../../postgres/catalogue.ts";
import type { DropStmt, Node, ObjectType } from "../../sql/nodes.ts";
import type { Account, Work } from "../account.ts";
import type { LockRole } from "../effect.ts";
import { defaultBeside } from "../partition-bound.ts";
import { closeDrop, nameInput } from "../schema/drop.ts";
import type { Gone } from "../schema/gone.ts";
import { tableById } from "../schema/model.ts";
import { isTable, qualifiedName, type RelationId } from "../schema/relation.ts";
import { objectParts, relationOfPart } from "../schema/rename.ts";
import { named, type Subject, subjectOf, tableSubject } from "../subject.ts";
import { referencedWorks } from "./add-foreign-key.ts";
import { dropIndex } from "./drop-index.ts";
import { dropFunctions, dropTypes } from "./drop-object.ts";
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
    const others = lockedByDrop(account, withoutInherited(account, gone, roots), roots, "target");
    if (forms.what === "table") dropPartitions(account, roots);
    const [partitioned, plain] = [
      others.filter(isPartitionedReference),
      others.filter((it) => !isPartitionedReference(it)),
    ];
    dropReferences(account, partitioned);
    account.act(forms.form, [...works, ...plain.filter(({ role }) => OWN.has(role))]);
    if (cascade)
      account.act(
        forms.cascade,
        plain.filter(({ role }) => !OWN.has(role)),
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

/** A partition's foreign keys are its parent's: they stay there, and the tables that they refer to are not locked. */
function withoutInherited({ model }: Account, gone: Gone, roots: ReadonlySet<RelationId>): Gone {
  const constraints = gone.constraints.filter(({ table, constraint }) => {
    const parent = roots.has(table.id) ? tableById(model, table.partition?.parent) : undefined;
    return !parent?.constraints.some(
      (it) => it.kind === "foreign key" && it.references?.table === constraint.references?.table,
    );
  });
  return { ...gone, constraints };
}

/** The partitioned table of a dropped partition, and its default partition. */
function dropPartitions(account: Account, roots: ReadonlySet<RelationId>): void {
  const { model } = account;
  for (const id of roots) {
    const parent = tableById(model, tableById(model, id)?.partition?.parent);
    if (!parent || roots.has(parent.id)) continue;
    const beside = defaultBeside(model, parent, id);
    account.act("DROP TABLE partition", [
      { subject: tableSubject(model, parent), role: "parent" },
      ...(beside ? [{ subject: tableSubject(model, beside), role: "default partition" as const }] : []),
    ]);
  }
}

function isPartitionedReference({ subject, role }: Work): boolean {
  return role === "referenced" && subject.relation?.kind === "partitioned table";
}

/** The partitioned tables that the dropped ones refer to are locked with all their partitions. */
function dropReferences(account: Account, references: readonly Work[]): void {
  for (const { subject } of references) {
    const table = isTable(subject.relation) ? tableSubject(account.model, subject.relation) : null;
    if (table) account.act("DROP TABLE referencing partitioned", referencedWorks(account, table, null).works);
  }
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
