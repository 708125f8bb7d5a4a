/** The relations that a query reads: partitions, children, and what views read in their turn. */
import type { Account, Work } from "../account.ts";
import { type SchemaModel, tableById } from "../schema/model.ts";
import type { QueryReading } from "../schema/query.ts";
import { isTable, type Relation, type RelationId } from "../schema/relation.ts";
import { below, holdsRows, named, type Subject, subjectOf } from "../subject.ts";
import { bareName } from "./bare-name.ts";

/** Each as what a SELECT does to it: in the witnesses of SELECT the relation that is read is the target. */
export function readSources(account: Account, reading: QueryReading, scan: boolean): void {
  account.act("SELECT", sources(account, reading, scan));
}

/** `scan`: the query is run, so that partitions, children and what is behind views is read, too. */
export function sources(account: Account, reading: QueryReading, scan: boolean): Work[] {
  const { model } = account;
  return reading.relations.flatMap((relation): Work[] => {
    const found = model.relations.get(relation.id);
    if (!found) {
      const subject = named(model, { schemaname: relation.schema, relname: relation.name });
      return [workOn(subject, "target", scan)];
    }
    const opened = scan ? behind(model, found, new Set()) : [found];
    return opened.flatMap((one): Work[] => {
      const members = scan && isTable(one) && !relation.only ? below(model, one) : [];
      return [
        workOn(subjectOf(model, one), "target", scan),
        ...members.map(({ subject, role }) => workOn(subject, role, scan)),
      ];
    });
  });
}

/** The relation and, of a view, all that it reads. */
function behind(model: SchemaModel, relation: Relation, seen: Set<RelationId>): Relation[] {
  if (seen.has(relation.id)) return [];
  seen.add(relation.id);
  if (!isTable(relation) || relation.kind !== "view") return [relation];
  return [
    relation,
    ...relation.dependsOn.flatMap(({ relation: id }) => {
      const table = tableById(model, id);
      return table ? behind(model, table, seen) : [];
    }),
  ];
}

function workOn(subject: Subject, role: Work["role"], scan: boolean): Work {
  const work = { subject, role, shownAs: "source" } as const;
  if (!scan || !holdsRows(subject)) return work;
  return { ...work, scan: { why: `reads rows of ${bareName(subject)}`, inRewrite: false } };
}
