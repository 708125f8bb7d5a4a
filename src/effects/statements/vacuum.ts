/** VACUUM and ANALYZE. */

import { commandTag } from "../../sql/command-tag.ts";
import { allOf, isOptionOn, type VacuumStmt } from "../../sql/nodes.ts";
import type { Deriver } from "../deriver.ts";
import { tables } from "../schema/find-relation.ts";
import type { Table } from "../schema/relation.ts";
import { below, family, type Member, namedTable, tableSubject } from "../subject.ts";
import { rewriteOf } from "./cluster.ts";
import type { Command } from "./command.ts";
import { failsOnAbsent } from "./relation-names.ts";

export const vacuum: Command<"VacuumStmt"> = {
  tell(deriver, statement, node) {
    const { model } = deriver;
    const full = statement.is_vacuumcmd === true && isOptionOn(statement.options, "full");
    const words = commandTag(node);
    const ranges = allOf(statement.rels, "VacuumRelation").flatMap(({ relation }) => relation ?? []);
    if (ranges.length === 0) {
      const all = [...tables(model)].filter(({ kind }) => kind === "table" || kind === "materialized view");
      if (!model.complete)
        deriver.unanalyzed(`which tables there are is not known: ${words} is for all of them`);
      run(
        deriver,
        statement,
        full,
        all.map((table) => ({ subject: tableSubject(model, table), role: "target" })),
        words,
      );
      return;
    }
    for (const range of ranges) {
      const subject = namedTable(model, range);
      if (failsOnAbsent(deriver, subject)) return;
      const members = family(model, subject, false).filter(({ role }) => role !== "child");
      run(deriver, statement, full, [...members, ...inherited(deriver, statement, subject.relation)], words);
    }
  },
};

/** Tables that inherit are sampled with their parent, and from 18 on vacuumed with it. */
function inherited({ model, context }: Deriver, statement: VacuumStmt, table: Table | undefined): Member[] {
  if (statement.is_vacuumcmd && context.major < 18) return [];
  return below(model, table).filter(({ role }) => role === "child");
}

function run(
  deriver: Deriver,
  { is_vacuumcmd }: VacuumStmt,
  full: boolean,
  members: readonly Member[],
  words: string,
): void {
  const partitioned = members.some(({ subject }) => subject.relation?.kind === "partitioned table");
  if (!is_vacuumcmd) deriver.act("ANALYZE", members);
  else if (full)
    deriver.act(
      partitioned ? "VACUUM FULL partitioned" : "VACUUM FULL",
      members.map(rewriteOf(deriver)),
      words,
    );
  else deriver.act(partitioned ? "VACUUM partitioned" : "VACUUM", members, words);
}
