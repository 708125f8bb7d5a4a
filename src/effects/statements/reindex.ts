/** REINDEX of an index, a table, a schema; of a partitioned one partition by partition. */

import { optionNamed } from "../../sql/nodes.ts";
import type { Deriver, Work } from "../deriver.ts";
import { tableById } from "../schema/find-relation.ts";
import { indexesOf, tablesIn } from "../schema/lookup.ts";
import type { SchemaModel } from "../schema/model.ts";
import { type Index, qualifiedName, type Table } from "../schema/relation.ts";
import { family, holdsRows, type Member, named, namedTable, subjectOf, tableSubject } from "../subject.ts";
import type { Command } from "./command.ts";

export const reindex: Command<"ReindexStmt"> = {
  tell(deriver, { kind, name, relation, params }) {
    const { model } = deriver;
    const concurrent = optionNamed(params, "concurrently") !== undefined;
    if (kind === "REINDEX_OBJECT_SCHEMA") return reindexSchema(deriver, name ?? "", concurrent);
    if (!relation) return deriver.unanalyzed(`${kind} was not measured`);
    const words = concurrent ? "REINDEX CONCURRENTLY" : undefined;
    if (kind === "REINDEX_OBJECT_INDEX") {
      const subject = named(model, relation);
      const index = subject.relation?.kind === "index" ? subject.relation : undefined;
      const table = index && tableById(model, index.table);
      if (index && table?.kind === "partitioned table") {
        const isPart = (one: Index) => one.id === index.id || one.parent === index.id;
        return reindexPartitioned(deriver, table, concurrent, isPart);
      }
      const works: Work[] = [{ subject, role: "index" }];
      if (table)
        works.unshift({ subject: tableSubject(model, table), role: "target", builds: [subject.name] });
      return deriver.act(concurrent ? "REINDEX INDEX CONCURRENTLY" : "REINDEX INDEX", works, words);
    }
    const subject = namedTable(model, relation);
    if (subject.relation?.kind === "partitioned table")
      return reindexPartitioned(deriver, subject.relation, concurrent, () => true);
    const indexes = subject.relation ? indexesOf(model, subject.relation.id) : [];
    deriver.act(
      concurrent ? "REINDEX TABLE CONCURRENTLY" : "REINDEX TABLE",
      withIndexes(model, { subject, role: "target" }, indexes),
      words,
    );
  },
};

/** The indexes are built, and locked themselves. */
function withIndexes(model: SchemaModel, { subject, role }: Member, indexes: readonly Index[]): Work[] {
  return [
    { subject, role, builds: holdsRows(subject) ? indexes.map(qualifiedName) : [] },
    ...indexes.map((index) => ({ subject: subjectOf(model, index), role: "index" as const })),
  ];
}

function reindexSchema(deriver: Deriver, schema: string, concurrent: boolean): void {
  const { model } = deriver;
  const tables = tablesIn(model, schema).filter(
    ({ kind }) => kind === "table" || kind === "materialized view",
  );
  deriver.act(
    concurrent ? "REINDEX SCHEMA CONCURRENTLY" : "REINDEX SCHEMA",
    tables.flatMap((table) =>
      withIndexes(model, { subject: tableSubject(model, table), role: "target" }, indexesOf(model, table.id)),
    ),
    concurrent ? "REINDEX CONCURRENTLY" : "REINDEX SCHEMA",
  );
}

/** One partition after the other, each in a transaction of its own. */
function reindexPartitioned(
  deriver: Deriver,
  table: Table,
  concurrent: boolean,
  chosen: (index: Index) => boolean,
): void {
  const { model } = deriver;
  const subject = tableSubject(model, table);
  deriver.act(
    concurrent ? "REINDEX partitioned CONCURRENTLY" : "REINDEX partitioned",
    family(model, subject, false).flatMap((member) => {
      const { relation } = member.subject;
      return withIndexes(model, member, relation ? indexesOf(model, relation.id).filter(chosen) : []);
    }),
    concurrent ? "REINDEX CONCURRENTLY" : "REINDEX",
  );
}
