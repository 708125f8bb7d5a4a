/** Statements that are looked at and not run: PREPARE, and the body of a function in SQL. */
import type { Form } from "../../../postgres/catalogue.ts";
import { as, type Node, type RangeVar } from "../../../sql/nodes.ts";
import type { Deriver, Work } from "../../deriver.ts";
import { readQuery } from "../../schema/query.ts";
import { namedTable } from "../../subject.ts";
import { failsOnAbsent } from "../relation-names.ts";
import { sources } from "./query-sources.ts";

/** Locks the relations that the statement names, as strongly as running it would; not what is behind them. */
export function reportPlanned(deriver: Deriver, form: Form, statement: Node): void {
  const { model } = deriver;
  const reading = readQuery(model, statement);
  const changed = [statement, ...reading.changes].flatMap((node) => changedBy(node) ?? []);
  const works: Work[] = [];
  for (const range of changed) {
    const subject = namedTable(model, range);
    if (failsOnAbsent(deriver, subject)) return;
    works.push({ subject, role: "target" });
  }
  for (const work of sources(deriver, reading, false)) works.push({ ...work, role: "source" });
  deriver.act(form, works);
  deriver.act("SELECT FOR UPDATE", sources(deriver, reading, false, "for update"));
}

function changedBy(node: Node): RangeVar | undefined {
  const changing =
    as(node, "InsertStmt") ?? as(node, "UpdateStmt") ?? as(node, "DeleteStmt") ?? as(node, "MergeStmt");
  return changing?.relation;
}
