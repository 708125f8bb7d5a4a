/** REINDEX of an index, a table, a schema; of a partitioned one partition by partition. */
import { as, type ReindexStmt } from "../../sql/nodes.ts";
import type { Account, Work } from "../account.ts";
import { indexesOf, tablesIn } from "../schema/lookup.ts";
import { tableById } from "../schema/model.ts";
import { type Index, qualifiedName, type Table } from "../schema/relation.ts";
import { family, holdsRows, named, namedTable, subjectOf, tableSubject } from "../subject.ts";

export function reindex(account: Account, statement: ReindexStmt): void {
  const concurrent = (statement.params ?? []).some((node) => as(node, "DefElem")?.defname === "concurrently");
  const { model } = account;
  if (statement.kind === "REINDEX_OBJECT_SCHEMA") {
    reindexSchema(account, statement.name ?? "", concurrent);
    return;
  }
  if (!statement.relation) {
    account.unread(`${statement.kind} was not measured`);
    return;
  }
  const subject = named(model, statement.relation);
  const words = concurrent ? "REINDEX CONCURRENTLY" : undefined;
  if (statement.kind === "REINDEX_OBJECT_INDEX") {
    const index = subject.relation?.kind === "index" ? subject.relation : undefined;
    const table = index && tableById(model, index.table);
    if (index && table?.kind === "partitioned table") {
      reindexPartitioned(account, table, concurrent, (one) => one.id === index.id || one.parent === index.id);
      return;
    }
    account.act(
      concurrent ? "REINDEX INDEX CONCURRENTLY" : "REINDEX INDEX",
      [
        ...(table
          ? [{ subject: tableSubject(model, table), role: "target" as const, builds: [subject.name] }]
          : []),
        { subject, role: "index" },
      ],
      words,
    );
    return;
  }
  const table = namedTable(model, statement.relation);
  if (table.relation?.kind === "partitioned table") {
    reindexPartitioned(account, table.relation, concurrent, () => true);
    return;
  }
  const indexes = table.relation ? indexesOf(model, table.relation.id) : [];
  account.act(
    concurrent ? "REINDEX TABLE CONCURRENTLY" : "REINDEX TABLE",
    [
      { subject: table, role: "target", builds: indexes.map(qualifiedName) },
      ...indexes.map((index) => ({ subject: subjectOf(model, index), role: "index" as const })),
    ],
    words,
  );
}

function reindexSchema(account: Account, schema: string, concurrent: boolean): void {
  const { model } = account;
  const tables = tablesIn(model, schema).filter(
    ({ kind }) => kind === "table" || kind === "materialized view",
  );
  account.act(
    concurrent ? "REINDEX SCHEMA CONCURRENTLY" : "REINDEX SCHEMA",
    tables.flatMap((table): Work[] => {
      const indexes = indexesOf(model, table.id);
      return [
        { subject: tableSubject(model, table), role: "target", builds: indexes.map(qualifiedName) },
        ...indexes.map((index) => ({ subject: subjectOf(model, index), role: "index" as const })),
      ];
    }),
    concurrent ? "REINDEX CONCURRENTLY" : "REINDEX SCHEMA",
  );
}

/** One partition after the other, each in a transaction of its own. */
function reindexPartitioned(
  account: Account,
  table: Table,
  concurrent: boolean,
  chosen: (index: Index) => boolean,
): void {
  const { model } = account;
  const subject = tableSubject(model, table);
  account.act(
    concurrent ? "REINDEX partitioned CONCURRENTLY" : "REINDEX partitioned",
    family(model, subject, false).flatMap(({ subject, role }): Work[] => {
      const indexes = subject.relation ? indexesOf(model, subject.relation.id).filter(chosen) : [];
      return [
        { subject, role, builds: holdsRows(subject) ? indexes.map(qualifiedName) : [] },
        ...indexes.map((index) => ({ subject: subjectOf(model, index), role: "index" as const })),
      ];
    }),
    concurrent ? "REINDEX CONCURRENTLY" : "REINDEX",
  );
}
