/** CREATE and DROP STATISTICS lock the table that they are on. */

import { allOf, type DropStmt, nameParts, objectParts } from "../../sql/nodes.ts";
import type { Deriver } from "../deriver.ts";
import { ensureTable } from "../schema/define.ts";
import { tables } from "../schema/find-relation.ts";
import type { SchemaModel } from "../schema/model.ts";
import { updateTable } from "../schema/put-relation.ts";
import type { Table } from "../schema/relation.ts";
import { namedTable, tableSubject } from "../subject.ts";
import type { Command } from "./command.ts";
import { failsOnAbsent } from "./relation-names.ts";

export const createStatistics: Command<"CreateStatsStmt"> = {
  tell(deriver, { relations }) {
    for (const range of allOf(relations, "RangeVar")) {
      const subject = namedTable(deriver.model, range);
      if (!failsOnAbsent(deriver, subject)) deriver.act("CREATE STATISTICS", [{ subject, role: "target" }]);
    }
  },
  apply(model, { relations, exprs, defnames }) {
    for (const range of allOf(relations, "RangeVar")) {
      const table = ensureTable(model, range);
      const columns = allOf(exprs, "StatsElem").map(({ name = "expr" }) => name);
      const name = nameParts(defnames).at(-1) ?? [table.name, ...columns, "stat"].join("_");
      updateTable(model, table.id, { statistics: [...new Set([...table.statistics, name])] });
    }
  },
};

export function dropStatistics(deriver: Deriver, { objects, missing_ok }: DropStmt): void {
  const { model } = deriver;
  for (const name of namesOf(objects)) {
    const table = tableOf(model, name);
    if (table) {
      const subject = tableSubject(model, table);
      deriver.act("DROP STATISTICS", [{ subject, role: "target" }]);
      const at = { relation: subject.name, isNew: subject.isNew };
      deriver.destroy({ ...at, what: "object", name, cascade: false });
    } else if (missing_ok && model.complete) deriver.act("DROP STATISTICS IF EXISTS absent", []);
    else deriver.unanalyzed(`which table the statistics ${name} are on is not known`);
  }
}

export function removeStatistics(model: SchemaModel, { objects }: DropStmt): void {
  for (const name of namesOf(objects)) renameStatistics(model, name, []);
}

/** `to`: the new name, or none. */
export function renameStatistics(model: SchemaModel, from: string, to: readonly string[]): void {
  const table = tableOf(model, from);
  if (!table) return;
  updateTable(model, table.id, { statistics: table.statistics.flatMap((it) => (it === from ? to : it)) });
}

function namesOf(objects: DropStmt["objects"]): string[] {
  return (objects ?? []).map((node) => objectParts(node).at(-1) ?? "");
}

function tableOf(model: SchemaModel, name: string): Table | undefined {
  return [...tables(model)].find(({ statistics }) => statistics.includes(name));
}
