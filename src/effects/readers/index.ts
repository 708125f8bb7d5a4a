/** CREATE INDEX, REINDEX. */
import { as, type IndexStmt, isOnly, type ReindexStmt } from "../../sql/nodes.ts";
import type { Account, Work } from "../account.ts";
import { keyNamesOf } from "../schema/index-definition.ts";
import { indexesOf } from "../schema/lookup.ts";
import { relationAt, tableById } from "../schema/model.ts";
import { joinColumnNames } from "../schema/names.ts";
import { type Index, qualifiedName, type Table } from "../schema/relation.ts";
import { family, holdsRows, named, namedTable, subjectOf, tableSubject } from "../subject.ts";
import { keyIndexName, refusedKey, tellKeyAdded } from "./add-key.ts";

export function createIndex(account: Account, statement: IndexStmt): void {
  if (!statement.relation) return;
  const { model } = account;
  const subject = namedTable(model, statement.relation);
  const schema = subject.name.slice(0, subject.name.indexOf("."));
  const existing =
    statement.idxname === undefined ? undefined : relationAt(model, `${schema}.${statement.idxname}`);
  const members = family(
    model,
    subject,
    isOnly(statement.relation) || subject.relation?.kind !== "partitioned table",
  );
  const form = statement.concurrent ? "CREATE INDEX CONCURRENTLY" : "CREATE INDEX";
  if (existing && statement.if_not_exists) {
    account.act(form, members.slice(0, 1));
    return;
  }
  const at = { relation: subject.name, isNew: subject.isNew };
  if (existing) {
    const reason = `relation "${statement.idxname}" already exists`;
    account.fails({ ...at, when: "always", reason, sqlstate: "42P07" });
    return;
  }
  if (statement.concurrent && subject.relation?.kind === "partitioned table") {
    const reason = `cannot create index on partitioned table "${subject.relation.name}" concurrently`;
    account.fails({ ...at, when: "always", reason, sqlstate: "0A000" });
    return;
  }
  const columns = (statement.indexParams ?? []).flatMap((node) => as(node, "IndexElem")?.name ?? []);
  if (statement.unique && refusedKey(account, subject, statement, columns)) return;
  const middle = joinColumnNames(
    keyNamesOf([...(statement.indexParams ?? []), ...(statement.indexIncludingParams ?? [])]),
  );
  account.act(
    form,
    members.map((member, position): Work => {
      if (!holdsRows(member.subject)) return member;
      const written = position === 0 ? statement.idxname : undefined;
      return { ...member, builds: [keyIndexName(account, member, written, middle, "idx")] };
    }),
  );
  if (!statement.unique) return;
  const made = keyIndexName(account, { subject, role: "target" }, statement.idxname, middle, "idx");
  tellKeyAdded(account, {
    subject,
    name: made.slice(made.indexOf(".") + 1),
    columns,
    words: "unique index",
    sqlstate: "23505",
    nullsEqual: statement.nulls_not_distinct === true,
  });
}

export function reindex(account: Account, statement: ReindexStmt): void {
  const concurrent = (statement.params ?? []).some((node) => as(node, "DefElem")?.defname === "concurrently");
  if (!statement.relation) {
    account.unread(`${statement.kind} was not measured`);
    return;
  }
  const { model } = account;
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
