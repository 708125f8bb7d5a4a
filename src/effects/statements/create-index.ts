/** CREATE INDEX. */

import type { Form } from "../../postgres/catalogue.ts";
import { allOf, type IndexStmt, isOnly, present } from "../../sql/nodes.ts";
import type { Deriver, Work } from "../deriver.ts";
import { type Refusal, refusal, refuse, refuseWith } from "../refusals.ts";
import { ensureTable } from "../schema/define.ts";
import { relationAt } from "../schema/find-relation.ts";
import { addIndex, keyNamesOf } from "../schema/index-definition.ts";
import { columnOf } from "../schema/lookup.ts";
import { joinColumnNames } from "../schema/names.ts";
import { family, holdsRows, namedTable, type TableSubject } from "../subject.ts";
import { volatilityOf } from "../volatility.ts";
import type { Command } from "./command.ts";
import { indexesMadeBy, keyIndexName, refusedKey, reportKeyAdded } from "./new-key.ts";
import { bareName } from "./relation-names.ts";

export const createIndex: Command<"IndexStmt"> = {
  tell(deriver, statement) {
    const { model } = deriver;
    const { concurrent, idxname, indexParams = [], indexIncludingParams = [] } = statement;
    const range = present(statement.relation);
    const subject = namedTable(model, range);
    const schema = subject.name.slice(0, subject.name.indexOf("."));
    const existing = idxname === undefined ? undefined : relationAt(model, `${schema}.${idxname}`);
    const only = isOnly(range) || subject.relation?.kind !== "partitioned table";
    const members = family(model, subject, only);
    const words = concurrent ? "CREATE INDEX CONCURRENTLY" : undefined;
    if (existing && statement.if_not_exists) {
      const form = concurrent ? "CREATE INDEX CONCURRENTLY IF NOT EXISTS existing" : "CREATE INDEX";
      return deriver.act(form, members.slice(0, 1), words);
    }
    if (existing) return refuse(deriver, subject, 'relation "%s" already exists', existing.name);
    const refused = refusalOf(deriver, subject, statement);
    if (refused) return refuseWith(deriver, subject, refused);
    const columns = allOf(indexParams, "IndexElem").flatMap(({ name }) => name ?? []);
    if (statement.unique && refusedKey(deriver, subject, columns)) return;
    const keyNames = keyNamesOf([...indexParams, ...indexIncludingParams]);
    const naming = { middle: joinColumnNames(keyNames), label: "idx" };
    const made = only
      ? null
      : indexesMadeBy(model, subject, (fork, table) => addIndex(fork, table, statement));
    deriver.act(
      formOf(statement, subject),
      members.map((member, position): Work => {
        const role = subject.relation?.kind === "materialized view" ? "dependent" : member.role;
        const work = { subject: member.subject, role, shownAs: member.role } as const;
        if (!holdsRows(member.subject)) return work;
        if (made && member.subject.relation)
          return { ...work, builds: made.get(member.subject.relation.id) ?? [] };
        const written = position === 0 ? idxname : undefined;
        return { ...work, builds: [keyIndexName(deriver, member.subject, written, naming)] };
      }),
      words,
    );
    if (!statement.unique) return;
    const name = keyIndexName(deriver, subject, idxname, naming);
    reportKeyAdded(deriver, {
      subject,
      name: name.slice(name.indexOf(".") + 1),
      columns,
      words: "unique index",
      sqlstate: "23505",
      nullsEqual: statement.nulls_not_distinct === true,
    });
  },
  apply(model, statement) {
    const table = ensureTable(model, present(statement.relation));
    const existing = relationAt(model, `${table.schema}.${statement.idxname ?? ""}`);
    if (!existing) addIndex(model, table, statement);
  },
};

function formOf({ concurrent }: IndexStmt, { relation }: TableSubject): Form {
  if (!concurrent) return "CREATE INDEX";
  return relation?.kind === "materialized view"
    ? "CREATE INDEX CONCURRENTLY materialized view"
    : "CREATE INDEX CONCURRENTLY";
}

function refusalOf(deriver: Deriver, subject: TableSubject, statement: IndexStmt): Refusal | null {
  const table = subject.relation;
  if (subject.surelyAbsent) return refusal('relation "%s" does not exist', bareName(subject));
  if (table?.kind === "view" || table?.kind === "foreign table")
    return refusal('cannot create index on relation "%s"', table.name);
  if (statement.concurrent && table?.kind === "partitioned table")
    return refusal('cannot create index on partitioned table "%s" concurrently', table.name);
  for (const { name, expr } of allOf(statement.indexParams, "IndexElem")) {
    if (name !== undefined && table?.known && !columnOf(table, name))
      return refusal('column "%s" does not exist', name);
    const volatility = expr && volatilityOf(deriver, expr);
    if (volatility && volatility.volatility === "volatile" && !volatility.assumed)
      return refusal("functions in index expression must be marked IMMUTABLE");
  }
  return null;
}
