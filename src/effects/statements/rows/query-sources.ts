/** The relations that a query reads: partitions, children, and what views read in their turn. */

import type { Deriver, Work } from "../../deriver.ts";
import { scanOf } from "../../scans.ts";
import { tableById } from "../../schema/find-relation.ts";
import { columnOf, indexesOf } from "../../schema/lookup.ts";
import type { SchemaModel } from "../../schema/model.ts";
import type { QueryReading } from "../../schema/query.ts";
import { isTable, type Relation, type RelationId } from "../../schema/relation.ts";
import { below, holdsRows, named, type Subject, subjectOf } from "../../subject.ts";
import { bareName } from "../relation-names.ts";

/** Each as what a SELECT does to it: in the witnesses of SELECT the relation that is read is the target. */
export function readSources(deriver: Deriver, reading: QueryReading, scan: boolean): void {
  deriver.act("SELECT", sources(deriver, reading, scan));
  deriver.act("SELECT FOR UPDATE", sources(deriver, reading, scan, "for update"));
}

/**
 * `scan`: the query is run, so that partitions, children and what is behind views is read, too. `which`: those that
 * are only read, or those whose rows FOR UPDATE and its like lock.
 */
export function sources(
  deriver: Deriver,
  reading: QueryReading,
  scan: boolean,
  which: "read" | "for update" = "read",
): Work[] {
  const { model } = deriver;
  const wanted = reading.relations.filter(({ forUpdate }) => forUpdate === (which === "for update"));
  return wanted.flatMap((relation): Work[] => {
    const found = model.relations.get(relation.id);
    if (!found) {
      const subject = named(model, { schemaname: relation.schema, relname: relation.name });
      return [workOn(subject, "target", scan)];
    }
    const opened = scan ? behind(model, found, new Set()) : [found];
    return opened.flatMap((one): Work[] => {
      const members = scan && isTable(one) && !relation.only ? below(model, one) : [];
      const rows = (it: Relation | undefined) => scan && !isIndexed(model, it, relation.extremes);
      return [
        workOn(subjectOf(model, one), "target", rows(one)),
        ...members.map(({ subject, role }) => workOn(subject, role, rows(subject.relation))),
      ];
    });
  });
}

/** An index gives the least and the greatest value of each of the columns. */
function isIndexed(
  model: SchemaModel,
  relation: Relation | undefined,
  columns: readonly string[] | null,
): boolean {
  if (!isTable(relation) || columns === null) return false;
  const indexes = indexesOf(model, relation.id);
  return columns.every((name) => {
    const number = columnOf(relation, name)?.number;
    return indexes.some(({ method, predicate, keys: [first] }) => {
      return method === "btree" && !predicate && first && "column" in first && first.column === number;
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
  return { ...work, scan: scanOf("rows", bareName(subject)) };
}
