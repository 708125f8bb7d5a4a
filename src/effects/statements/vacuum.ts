/** VACUUM, ANALYZE and CLUSTER. */

import { commandTag } from "../../sql/command-tag.ts";
import { as, type ClusterStmt, type DefElem, type VacuumStmt } from "../../sql/nodes.ts";
import type { Account, Work } from "../account.ts";
import { indexesOf } from "../schema/lookup.ts";
import { findRelation, type SchemaModel, tables } from "../schema/model.ts";
import { qualifiedName, type Table } from "../schema/relation.ts";
import { below, family, holdsRows, type Member, namedTable, subjectOf, tableSubject } from "../subject.ts";
import { failsOnAbsent } from "./relation-names.ts";

export function vacuum(account: Account, statement: VacuumStmt): void {
  const { model } = account;
  const full = statement.is_vacuumcmd === true && isOn(statement.options, "full");
  const words = commandTag({ VacuumStmt: statement });
  const ranges = (statement.rels ?? []).flatMap((node) => as(node, "VacuumRelation")?.relation ?? []);
  if (ranges.length === 0) {
    const all = [...tables(model)].filter(({ kind }) => kind === "table" || kind === "materialized view");
    if (!model.complete) account.unread(`which tables there are is not known: ${words} is for all of them`);
    run(
      account,
      statement,
      full,
      all.map((table) => ({ subject: tableSubject(model, table), role: "target" })),
      words,
    );
    return;
  }
  for (const range of ranges) {
    const subject = namedTable(model, range);
    if (failsOnAbsent(account, subject)) return;
    const members = family(model, subject, false).filter(({ role }) => role !== "child");
    run(account, statement, full, [...members, ...inherited(account, statement, subject.relation)], words);
  }
}

/** Tables that inherit are sampled with their parent, and from 18 on vacuumed with it. */
function inherited({ model, context }: Account, statement: VacuumStmt, table: Table | undefined): Member[] {
  if (statement.is_vacuumcmd && context.major < 18) return [];
  return below(model, table).filter(({ role }) => role === "child");
}

function run(
  account: Account,
  { is_vacuumcmd }: VacuumStmt,
  full: boolean,
  members: readonly Member[],
  words: string,
): void {
  const partitioned = members.some(({ subject }) => subject.relation?.kind === "partitioned table");
  if (!is_vacuumcmd) account.act("ANALYZE", members);
  else if (full)
    account.act(
      partitioned ? "VACUUM FULL partitioned" : "VACUUM FULL",
      members.map(rewritten(account)),
      words,
    );
  else account.act(partitioned ? "VACUUM partitioned" : "VACUUM", members, words);
}

function rewritten({ model }: Account): (member: Member) => Work {
  return ({ subject, role }) => {
    if (!holdsRows(subject)) return { subject, role };
    const indexes = subject.relation ? indexesOf(model, subject.relation.id) : [];
    return { subject, role, rewrite: true, builds: indexes.map(qualifiedName) };
  };
}

/** An option that is written alone, or with a value that is not false. */
function isOn(options: VacuumStmt["options"], name: string): boolean {
  const option = (options ?? [])
    .flatMap((node) => as(node, "DefElem") ?? [])
    .find((it) => it.defname === name);
  return option !== undefined && !isFalse(option);
}

export function isFalse({ arg }: DefElem): boolean {
  const text = as(arg, "String")?.sval ?? String(as(arg, "Integer")?.ival ?? "");
  return /^(false|off|no|0)$/i.test(text) || (as(arg, "Integer") !== undefined && text === "");
}

export function cluster(account: Account, statement: ClusterStmt): void {
  const { model } = account;
  if (!statement.relation) {
    const marked = [...tables(model)].filter((table) => table.clusterOn !== null);
    if (!model.complete) account.unread("which tables are marked for CLUSTER is not known");
    account.act(
      "CLUSTER all",
      marked.map((table) => rewritten(account)({ subject: tableSubject(model, table), role: "target" })),
      "CLUSTER",
    );
    return;
  }
  const subject = namedTable(model, statement.relation);
  if (failsOnAbsent(account, subject)) return;
  const table = subject.relation;
  if (statement.indexname === undefined && table?.known && table.clusterOn === null) {
    const reason = `there is no previously clustered index for table "${table.name}"`;
    const { name: relation, isNew } = subject;
    account.fails({ when: "always", relation, reason, sqlstate: "42704", isNew });
    return;
  }
  const partitioned = table?.kind === "partitioned table";
  const works = family(model, subject, !partitioned).map(rewritten(account));
  account.act(partitioned ? "CLUSTER partitioned" : "CLUSTER", [
    ...works,
    ...(partitioned ? [] : indexWork(model, table, statement.indexname)),
  ]);
}

function indexWork(model: SchemaModel, table: Table | undefined, name: string | undefined): Work[] {
  if (!table || name === undefined) return [];
  const index = findRelation(model, { schemaname: table.schema, relname: name });
  return index?.kind === "index" ? [{ subject: subjectOf(model, index), role: "index" }] : [];
}
