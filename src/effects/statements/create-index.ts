/** CREATE INDEX. */
import type { Form } from "../../postgres/catalogue.ts";
import { as, type IndexStmt, isOnly } from "../../sql/nodes.ts";
import type { Account, Work } from "../account.ts";
import { addIndex, keyNamesOf } from "../schema/index-definition.ts";
import { columnOf } from "../schema/lookup.ts";
import { relationAt } from "../schema/model.ts";
import { joinColumnNames } from "../schema/names.ts";
import { family, holdsRows, namedTable, type TableSubject } from "../subject.ts";
import { volatilityOf } from "../volatility.ts";
import { indexesMadeBy, keyIndexName, refusedKey, tellKeyAdded } from "./new-key.ts";
import { bareName } from "./relation-names.ts";

export function createIndex(account: Account, statement: IndexStmt): void {
  if (!statement.relation) return;
  const { model } = account;
  const subject = namedTable(model, statement.relation);
  const schema = subject.name.slice(0, subject.name.indexOf("."));
  const existing =
    statement.idxname === undefined ? undefined : relationAt(model, `${schema}.${statement.idxname}`);
  const only = isOnly(statement.relation) || subject.relation?.kind !== "partitioned table";
  const members = family(model, subject, only);
  if (existing && statement.if_not_exists) {
    const form = statement.concurrent ? "CREATE INDEX CONCURRENTLY IF NOT EXISTS existing" : "CREATE INDEX";
    account.act(form, members.slice(0, 1), statement.concurrent ? "CREATE INDEX CONCURRENTLY" : undefined);
    return;
  }
  const refusal = existing
    ? { reason: `relation "${statement.idxname}" already exists`, sqlstate: "42P07" }
    : refused(account, subject, statement);
  if (refusal) {
    account.fails({ ...refusal, when: "always", relation: subject.name, isNew: subject.isNew });
    return;
  }
  const columns = (statement.indexParams ?? []).flatMap((node) => as(node, "IndexElem")?.name ?? []);
  if (statement.unique && refusedKey(account, subject, columns)) return;
  const keyNames = keyNamesOf([...(statement.indexParams ?? []), ...(statement.indexIncludingParams ?? [])]);
  const naming = { middle: joinColumnNames(keyNames), label: "idx" };
  const taken = only
    ? null
    : indexesMadeBy(model, subject, (fork, table) => addIndex(fork, table, statement));
  account.act(
    formOf(statement, subject),
    members.map((member, position): Work => {
      const role = subject.relation?.kind === "materialized view" ? "dependent" : member.role;
      const work = { subject: member.subject, role, shownAs: member.role } as const;
      if (!holdsRows(member.subject)) return work;
      if (taken && member.subject.relation)
        return { ...work, builds: taken.get(member.subject.relation.id) ?? [] };
      const written = position === 0 ? statement.idxname : undefined;
      return { ...work, builds: [keyIndexName(account, member.subject, written, naming)] };
    }),
    statement.concurrent ? "CREATE INDEX CONCURRENTLY" : undefined,
  );
  if (!statement.unique) return;
  const made = keyIndexName(account, subject, statement.idxname, naming);
  tellKeyAdded(account, {
    subject,
    name: made.slice(made.indexOf(".") + 1),
    columns,
    words: "unique index",
    sqlstate: "23505",
    nullsEqual: statement.nulls_not_distinct === true,
  });
}

function formOf({ concurrent }: IndexStmt, { relation }: TableSubject): Form {
  if (!concurrent) return "CREATE INDEX";
  return relation?.kind === "materialized view"
    ? "CREATE INDEX CONCURRENTLY materialized view"
    : "CREATE INDEX CONCURRENTLY";
}

function refused(account: Account, subject: TableSubject, statement: IndexStmt) {
  const table = subject.relation;
  if (subject.surelyAbsent) {
    return { reason: `relation "${bareName(subject)}" does not exist`, sqlstate: "42P01" };
  }
  if (table && (table.kind === "view" || table.kind === "foreign table")) {
    return { reason: `cannot create index on relation "${table.name}"`, sqlstate: "42809" };
  }
  if (statement.concurrent && table?.kind === "partitioned table") {
    const reason = `cannot create index on partitioned table "${table.name}" concurrently`;
    return { reason, sqlstate: "0A000" };
  }
  for (const node of statement.indexParams ?? []) {
    const { name, expr } = as(node, "IndexElem") ?? {};
    if (name !== undefined && table?.known && !columnOf(table, name)) {
      return { reason: `column "${name}" does not exist`, sqlstate: "42703" };
    }
    const volatility = expr && volatilityOf(account, expr);
    if (volatility && volatility.volatility === "volatile" && !volatility.assumed) {
      return { reason: "functions in index expression must be marked IMMUTABLE", sqlstate: "42P17" };
    }
  }
  return null;
}
