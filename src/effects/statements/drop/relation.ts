/** DROP TABLE, VIEW, MATERIALIZED VIEW and SEQUENCE: the relation, what goes along, what is locked beside. */
import type { Form } from "../../../postgres/catalogue.ts";
import { type DropStmt, objectParts, rangeOf } from "../../../sql/nodes.ts";
import type { Account, Work } from "../../account.ts";
import { breakOf } from "../../breaks.ts";
import type { LockRole } from "../../effect.ts";
import { refuse } from "../../refusals.ts";
import { closeDrop } from "../../schema/drop.ts";
import type { Gone } from "../../schema/gone.ts";
import { qualifiedName, type RelationId } from "../../schema/relation.ts";
import { named, type Subject } from "../../subject.ts";
import { blocked, lockedByDrop, tellGone, tellRelation } from "./dropped-objects.ts";
import { dropPartitions, dropReferences, isPartitionedReference, withoutInherited } from "./table.ts";

export interface RelationForms {
  readonly form: Form;
  readonly cascade: Form;
  readonly absent: Form;
  readonly role: "target" | "sequence";
  readonly what: "table" | "view" | "materialized view" | "sequence" | "foreign table";
}

/** The relations that the statement names: those that it drops, and whether it goes no further. */
interface Named {
  readonly roots: ReadonlySet<RelationId>;
  readonly works: readonly Work[];
  readonly unknown: readonly Subject[];
}

export function dropRelations(forms: RelationForms): (account: Account, statement: DropStmt) => void {
  return (account, statement) => {
    const { roots, works, unknown } = namedBy(account, statement, forms);
    const [first] = works;
    if (!first) {
      if (statement.missing_ok) account.act(forms.absent, []);
      return;
    }
    const cascade = statement.behavior === "DROP_CASCADE";
    const gone = closeDrop(account.model, statement);
    const standing = withoutRoots(account, gone, roots);
    if (!cascade && blocked(account, standing, `${forms.what} ${first.subject.name}`, first.subject)) return;
    lock(
      account,
      forms,
      works,
      lockedByDrop(account, withoutInherited(account, gone, roots), roots, "target"),
      cascade,
    );
    if (forms.what === "table") dropPartitions(account, roots);
    for (const id of roots) {
      const relation = account.model.relations.get(id);
      if (relation) tellRelation(account, relation, false);
    }
    for (const subject of unknown) tellUnknown(account, forms, subject, statement.missing_ok === true);
    tellGone(account, gone, roots);
  };
}

const KINDS: Readonly<Record<RelationForms["what"], readonly string[]>> = {
  table: ["table", "partitioned table"],
  view: ["view"],
  "materialized view": ["materialized view"],
  sequence: ["sequence"],
  "foreign table": ["foreign table"],
};

function namedBy(account: Account, statement: DropStmt, { what, role }: RelationForms): Named {
  const roots = new Set<RelationId>();
  const works: Work[] = [];
  const unknown: Subject[] = [];
  for (const node of statement.objects ?? []) {
    const subject = named(account.model, rangeOf(objectParts(node)));
    const bare = subject.name.replace(/^public\./, "");
    if (subject.relation && !KINDS[what].includes(subject.relation.kind)) {
      refuse(account, subject, '"%s" is not a %s', bare, what);
      continue;
    }
    if (subject.relation) roots.add(subject.relation.id);
    else if (subject.absent && statement.missing_ok) continue;
    else if (subject.surelyAbsent) {
      refuse(account, subject, `${what} "%s" does not exist`, bare);
      continue;
    } else unknown.push(subject);
    works.push({ subject, role });
  }
  return { roots, works, unknown };
}

/** Roles of relations that a DROP reaches without CASCADE, too. */
const OWN: ReadonlySet<LockRole> = new Set([
  "target",
  "referenced",
  "partition",
  "default partition",
  "parent",
]);

/** What goes without CASCADE is locked as without it; CASCADE adds the others. */
function lock(
  account: Account,
  forms: RelationForms,
  works: readonly Work[],
  others: readonly Work[],
  cascade: boolean,
): void {
  dropReferences(account, others.filter(isPartitionedReference));
  const plain = others.filter((it) => !isPartitionedReference(it));
  account.act(forms.form, [...works, ...plain.filter(({ role }) => OWN.has(role))]);
  const more = plain.filter(({ role }) => !OWN.has(role));
  if (cascade) account.act(forms.cascade, more);
}

/** Objects that the same statement names do not stand in each other's way. */
function withoutRoots({ model }: Account, gone: Gone, roots: ReadonlySet<RelationId>): Gone {
  const names = [...roots].flatMap((id) => {
    const relation = model.relations.get(id);
    return relation ? qualifiedName(relation) : [];
  });
  return { ...gone, blockers: gone.blockers.filter(({ name }) => !names.includes(name)) };
}

/** A relation that was never seen: it may be there, and then it is gone. */
function tellUnknown(account: Account, { what }: RelationForms, { name }: Subject, missingOk: boolean): void {
  const at = { relation: what === "table" ? name : null, name, isNew: false };
  const evidence = missingOk ? ("assumed" as const) : ("catalogue" as const);
  account.destroy({ ...at, what: what === "foreign table" ? "table" : what, cascade: false, evidence });
  account.breaks({ ...at, ...breakOf(what, "dropped"), evidence });
}
