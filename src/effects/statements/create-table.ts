/** CREATE TABLE and CREATE FOREIGN TABLE: the table, and what that does to those that are there already. */

import { allOf, as, type CreateStmt, present } from "../../sql/nodes.ts";
import type { Deriver } from "../deriver.ts";
import { refuse } from "../refusals.ts";
import { existsAlready } from "../schema/define.ts";
import { creationName, findTable } from "../schema/find-relation.ts";
import { qualifiedName } from "../schema/relation.ts";
import { named, namedTable } from "../subject.ts";
import type { Command } from "./command.ts";
import { referencedWorks } from "./foreign-key.ts";
import { createPartition } from "./partition.ts";
import { failsOnTaken } from "./relation-names.ts";
import { defineTable, isTaken } from "./table-definition.ts";

export const createTable: Command<"CreateStmt"> = {
  tell: reportTable,
  apply(model, statement) {
    const { if_not_exists, accessMethod = null } = statement;
    const name = present(statement.relation);
    if (isTaken(model, name, if_not_exists)) return;
    // Whether IF NOT EXISTS did anything is not known: a table that may have been there is not new.
    const isOld = if_not_exists && !model.complete && existsAlready(model, name) !== false;
    defineTable(model, statement, {
      kind: statement.partspec ? "partitioned table" : "table",
      accessMethod,
      ...(isOld ? { born: 0 } : {}),
    });
  },
};

export const createForeignTable: Command<"CreateForeignTableStmt"> = {
  tell(deriver, { base: inner }) {
    const base = inner as CreateStmt;
    if (base.partbound || base.inhRelations) return reportTable(deriver, base);
    const { relation, if_not_exists } = base;
    if (failsOnTaken(deriver, present(relation), if_not_exists === true, "CREATE FOREIGN TABLE")) return;
    deriver.act("CREATE FOREIGN TABLE", []);
  },
  apply(model, { base: inner, servername: server = null }) {
    const base = inner as CreateStmt;
    if (isTaken(model, present(base.relation), base.if_not_exists)) return;
    defineTable(model, base, { kind: "foreign table", server });
  },
};

function reportTable(deriver: Deriver, statement: CreateStmt): void {
  const { model } = deriver;
  const { partbound } = statement;
  const range = present(statement.relation);
  const existing = partbound ? "CREATE TABLE PARTITION OF IF NOT EXISTS existing" : undefined;
  if (failsOnTaken(deriver, range, statement.if_not_exists === true, existing)) return;
  const name = qualifiedName(creationName(model, range));
  const twice = columnTwice(deriver, statement);
  if (twice !== undefined) {
    refuse(deriver, { name, isNew: true }, 'column "%s" specified more than once', twice);
    return;
  }
  if (partbound) createPartition(deriver, statement);
  else {
    deriver.act("CREATE TABLE", []);
    for (const parent of allOf(statement.inhRelations, "RangeVar")) {
      const subject = namedTable(model, parent);
      deriver.act("CREATE TABLE INHERITS", [{ subject, role: "target", shownAs: "parent" }]);
    }
  }
  for (const subject of referencesOf(statement).map((it) => namedTable(model, it))) {
    if (subject.name === name) continue;
    const { partitioned, works } = referencedWorks(deriver, subject, null);
    deriver.act(partitioned ? "CREATE TABLE REFERENCES partitioned" : "CREATE TABLE REFERENCES", works);
  }
  for (const { relation } of allOf(statement.tableElts, "TableLikeClause"))
    deriver.act("CREATE TABLE LIKE", [{ subject: named(model, present(relation)), role: "target" }]);
}

function referencesOf(statement: CreateStmt) {
  const { tableElts = [], constraints = [] } = statement;
  const inline = allOf(tableElts, "ColumnDef").flatMap((column) => column.constraints ?? []);
  return allOf([...tableElts, ...inline, ...constraints], "Constraint").flatMap(
    ({ pktable }) => pktable ?? [],
  );
}

function columnTwice({ model }: Deriver, statement: CreateStmt): string | undefined {
  const names = (statement.tableElts ?? []).flatMap((node) => {
    const like = as(node, "TableLikeClause")?.relation;
    const copied = like ? findTable(model, like)?.columns : undefined;
    return copied?.map(({ name }) => name) ?? as(node, "ColumnDef")?.colname ?? [];
  });
  return names.find((name, at) => names.indexOf(name) !== at);
}
