/** DROP TABLE, VIEW, MATERIALIZED VIEW and SEQUENCE: the relation, what goes along, what is locked beside. */
import type { Form } from "../../../postgres/catalogue.ts";
import { type DropStmt, objectParts, rangeOf } from "../../../sql/nodes.ts";
import { breakOf } from "../../breaks.ts";
import type { Deriver, Work } from "../../deriver.ts";
import type { LockRole } from "../../effect.ts";
import { refuse } from "../../refusals.ts";
import { removalOf } from "../../schema/cascade-drop.ts";
import { qualifiedName, type RelationId } from "../../schema/relation.ts";
import type { Removal } from "../../schema/removal.ts";
import { named, type Subject } from "../../subject.ts";
import { blocked, lockedByDrop, reportRelation, reportRemoval } from "./removal-effects.ts";
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

export function dropRelations(forms: RelationForms): (deriver: Deriver, statement: DropStmt) => void {
  return (deriver, statement) => {
    const { roots, works, unknown } = namedBy(deriver, statement, forms);
    const [first] = works;
    if (!first) {
      if (statement.missing_ok) deriver.act(forms.absent, []);
      return;
    }
    const cascade = statement.behavior === "DROP_CASCADE";
    const removal = removalOf(deriver.model, statement);
    const standing = withoutRoots(deriver, removal, roots);
    if (!cascade && blocked(deriver, standing, `${forms.what} ${first.subject.name}`, first.subject)) return;
    lock(
      deriver,
      forms,
      works,
      lockedByDrop(deriver, withoutInherited(deriver, removal, roots), roots, "target"),
      cascade,
    );
    if (forms.what === "table") dropPartitions(deriver, roots);
    for (const id of roots) {
      const relation = deriver.model.relations.get(id);
      if (relation) reportRelation(deriver, relation, false);
    }
    for (const subject of unknown) reportUnknown(deriver, forms, subject, statement.missing_ok === true);
    reportRemoval(deriver, removal, roots);
  };
}

const KINDS: Readonly<Record<RelationForms["what"], readonly string[]>> = {
  table: ["table", "partitioned table"],
  view: ["view"],
  "materialized view": ["materialized view"],
  sequence: ["sequence"],
  "foreign table": ["foreign table"],
};

function namedBy(deriver: Deriver, statement: DropStmt, { what, role }: RelationForms): Named {
  const roots = new Set<RelationId>();
  const works: Work[] = [];
  const unknown: Subject[] = [];
  for (const node of statement.objects ?? []) {
    const subject = named(deriver.model, rangeOf(objectParts(node)));
    const bare = subject.name.replace(/^public\./, "");
    if (subject.relation && !KINDS[what].includes(subject.relation.kind)) {
      refuse(deriver, subject, '"%s" is not a %s', bare, what);
      continue;
    }
    if (subject.relation) roots.add(subject.relation.id);
    else if (subject.absent && statement.missing_ok) continue;
    else if (subject.surelyAbsent) {
      refuse(deriver, subject, `${what} "%s" does not exist`, bare);
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
  deriver: Deriver,
  forms: RelationForms,
  works: readonly Work[],
  others: readonly Work[],
  cascade: boolean,
): void {
  dropReferences(deriver, others.filter(isPartitionedReference));
  const plain = others.filter((it) => !isPartitionedReference(it));
  deriver.act(forms.form, [...works, ...plain.filter(({ role }) => OWN.has(role))]);
  const more = plain.filter(({ role }) => !OWN.has(role));
  if (cascade) deriver.act(forms.cascade, more);
}

/** Objects that the same statement names do not stand in each other's way. */
function withoutRoots({ model }: Deriver, removal: Removal, roots: ReadonlySet<RelationId>): Removal {
  const names = [...roots].flatMap((id) => {
    const relation = model.relations.get(id);
    return relation ? qualifiedName(relation) : [];
  });
  return { ...removal, blockers: removal.blockers.filter(({ name }) => !names.includes(name)) };
}

/** A relation that was never seen: it may be there, and then it is dropped. */
function reportUnknown(
  deriver: Deriver,
  { what }: RelationForms,
  { name }: Subject,
  missingOk: boolean,
): void {
  const at = { relation: what === "table" ? name : null, name, isNew: false };
  const evidence = missingOk ? ("assumed" as const) : ("catalogue" as const);
  deriver.destroy({ ...at, what: what === "foreign table" ? "table" : what, cascade: false, evidence });
  deriver.breaks({ ...at, ...breakOf(what, "dropped"), evidence });
}
