/** TRUNCATE. */
import { allOf, isOnly } from "../../sql/nodes.ts";
import type { Work } from "../deriver.ts";
import { refuse } from "../refusals.ts";
import { foreignKeysTo } from "../schema/lookup.ts";
import { isTable, type Table } from "../schema/relation.ts";
import { family, namedTable, tableSubject } from "../subject.ts";
import { fireTriggers } from "./bodies/triggers.ts";
import type { Command } from "./command.ts";
import { bareName, failsOnAbsent } from "./relation-names.ts";

export const truncate: Command<"TruncateStmt"> = {
  tell(deriver, statement) {
    const { model } = deriver;
    const ranges = allOf(statement.relations, "RangeVar");
    const named = ranges.map((range) => namedTable(model, range));
    if (named.some((subject) => failsOnAbsent(deriver, subject))) return;
    const other = named.find(({ relation }) => relation && !EMPTIED.has(relation.kind));
    if (other) return refuse(deriver, other, '"%s" is not a table', bareName(other));
    const alone = named.find(
      (subject, at) => isOnly(ranges[at]) && subject.relation?.kind === "partitioned table",
    );
    if (alone) return refuse(deriver, alone, "cannot truncate only a partitioned table");
    const members = named.flatMap((subject, at) => family(model, subject, isOnly(ranges[at])));
    const works = new Map(
      members.map(({ subject, role }): [string, Work] => [subject.name, { subject, role }]),
    );
    const reached: Table[] = [];
    const queue = members.flatMap(({ subject }) => subject.relation ?? []);
    for (let table = queue.shift(); table; table = queue.shift()) {
      for (const { table: referencing } of foreignKeysTo(model, table.id)) {
        const subject = tableSubject(model, referencing);
        if (works.has(subject.name)) continue;
        works.set(subject.name, { subject, role: "referencing" });
        reached.push(referencing);
        queue.push(referencing);
      }
    }
    const cascade = statement.behavior === "DROP_CASCADE";
    const [first] = named;
    const [referencing] = reached;
    if (!cascade && referencing && first) {
      const text = "cannot truncate a table referenced in a foreign key constraint: %s references it";
      return refuse(deriver, first, text, referencing.name);
    }
    deriver.act(cascade ? "TRUNCATE CASCADE" : "TRUNCATE", [...works.values()]);
    const written = new Set(named.map(({ name }) => name));
    for (const { subject } of works.values()) {
      if (isTable(subject.relation)) fireTriggers(deriver, tableSubject(model, subject.relation), "TRUNCATE");
      const { name, isNew } = subject;
      deriver.destroy({ what: "rows", relation: name, name, cascade: !written.has(name), isNew });
    }
  },
};

const EMPTIED: ReadonlySet<Table["kind"]> = new Set(["table", "partitioned table", "foreign table"]);
