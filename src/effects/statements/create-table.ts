/** CREATE TABLE: what it does to the tables that are there already. */
import { as, type CreateStmt, type Node } from "../../sql/nodes.ts";
import type { Account, Work } from "../account.ts";
import { creationName, findTable } from "../schema/model.ts";
import { qualifiedName } from "../schema/relation.ts";
import { named, namedTable } from "../subject.ts";
import { referencedWorks } from "./foreign-key.ts";
import { createPartition } from "./partition.ts";
import { failsOnTaken } from "./relation-names.ts";

export function createTable(account: Account, statement: CreateStmt): void {
  const of = statement.partbound ? "CREATE TABLE PARTITION OF IF NOT EXISTS existing" : undefined;
  if (!statement.relation || failsOnTaken(account, statement.relation, statement.if_not_exists === true, of))
    return;
  const { model } = account;
  const twice = columnTwice(account, statement);
  if (twice !== undefined) {
    const relation = qualifiedName(creationName(model, statement.relation));
    const reason = `column "${twice}" specified more than once`;
    account.fails({ when: "always", relation, reason, sqlstate: "42701", isNew: true });
    return;
  }
  if (statement.partbound) createPartition(account, statement);
  else account.act("CREATE TABLE", []);
  for (const node of statement.partbound ? [] : (statement.inhRelations ?? [])) {
    const parent = as(node, "RangeVar");
    if (!parent) continue;
    const work: Work = { subject: namedTable(model, parent), role: "target", shownAs: "parent" };
    account.act("CREATE TABLE INHERITS", [work]);
  }
  const references = referencesOf(statement)
    .map((range) => namedTable(model, range))
    .filter(({ name }) => name !== qualifiedName(creationName(model, statement.relation ?? {})));
  for (const subject of references) {
    const { partitioned, works } = referencedWorks(account, subject, null);
    account.act(partitioned ? "CREATE TABLE REFERENCES partitioned" : "CREATE TABLE REFERENCES", works);
  }
  for (const node of statement.tableElts ?? []) {
    const like = as(node, "TableLikeClause")?.relation;
    if (like) account.act("CREATE TABLE LIKE", [{ subject: named(model, like), role: "target" }]);
  }
}

function referencesOf(statement: CreateStmt) {
  const inline = (statement.tableElts ?? []).flatMap((node) => as(node, "ColumnDef")?.constraints ?? []);
  const all: readonly Node[] = [...(statement.tableElts ?? []), ...inline, ...(statement.constraints ?? [])];
  return all.flatMap((node) => as(node, "Constraint")?.pktable ?? []);
}

function columnTwice({ model }: Account, statement: CreateStmt): string | undefined {
  const names = (statement.tableElts ?? []).flatMap((node) => {
    const like = as(node, "TableLikeClause")?.relation;
    const copied = like ? findTable(model, like)?.columns : undefined;
    return copied?.map(({ name }) => name) ?? as(node, "ColumnDef")?.colname ?? [];
  });
  return names.find((name, at) => names.indexOf(name) !== at);
}
