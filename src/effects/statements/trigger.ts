/** CREATE TRIGGER: a lock on its table, and on partitions that get a copy. */

import { allOf, nameParts, present } from "../../sql/nodes.ts";
import { breakOf } from "../breaks.ts";
import type { Deriver, Work } from "../deriver.ts";
import { refuse } from "../refusals.ts";
import { ensureTable } from "../schema/define.ts";
import { tableById } from "../schema/find-relation.ts";
import { childrenOf, columnOf } from "../schema/lookup.ts";
import type { SchemaModel } from "../schema/model.ts";
import { updateTable } from "../schema/put-relation.ts";
import type { Table, Trigger, TriggerEvent } from "../schema/relation.ts";
import { below, named, namedTable, type TableSubject } from "../subject.ts";
import type { Command } from "./command.ts";
import { bareName } from "./relation-names.ts";

/** The table and the partitions that a row trigger of it is copied to. */
export function withCopies({ model }: Deriver, subject: TableSubject, trigger: string | null): Work[] {
  const table = subject.relation;
  const copies =
    table?.kind === "partitioned table"
      ? below(model, table).filter(
          ({ subject }) => trigger === null || subject.relation?.triggers.some((it) => it.name === trigger),
        )
      : [];
  // A default partition is to a trigger what any other partition is.
  return [
    { subject, role: "target" },
    ...copies.map(({ subject, role }): Work => ({ subject, role: "partition", shownAs: role })),
  ];
}

/** Changes a trigger, or all with `name` undefined, of a table and its copies on partitions. */
export function changeTriggers(
  model: SchemaModel,
  table: Table,
  name: string | undefined,
  change: (trigger: Trigger) => Trigger,
): void {
  const isMeant = (trigger: Trigger): boolean => name === undefined || trigger.name === name;
  const meant = table.triggers.filter(isMeant);
  updateTable(model, table.id, { triggers: table.triggers.map((it) => (isMeant(it) ? change(it) : it)) });
  if (table.kind !== "partitioned table") return;
  for (const { name: copied, perRow } of meant)
    if (perRow) for (const child of childrenOf(model, table.id)) changeTriggers(model, child, copied, change);
}

/** Bits of CreateTrigStmt.events (pg_trigger.h). */
const EVENTS: readonly (readonly [number, TriggerEvent])[] = [
  [4, "INSERT"],
  [8, "DELETE"],
  [16, "UPDATE"],
  [32, "TRUNCATE"],
];

/** TRIGGER_TYPE_INSTEAD among the bits of CreateTrigStmt.timing. */
const INSTEAD = 64;

export const createTrigger: Command<"CreateTrigStmt"> = {
  tell(deriver, { relation, trigname: name = "", replace, isconstraint, row, constrrel }) {
    const subject = namedTable(deriver.model, present(relation));
    if (!replace && subject.relation?.triggers.some((it) => it.name === name)) {
      return refuse(
        deriver,
        subject,
        'trigger "%s" for relation "%s" already exists',
        name,
        bareName(subject),
      );
    }
    const works: Work[] = row ? withCopies(deriver, subject, null) : [{ subject, role: "target" }];
    if (constrrel) works.push({ subject: named(deriver.model, constrrel), role: "referenced" });
    deriver.act(isconstraint ? "CREATE CONSTRAINT TRIGGER" : "CREATE TRIGGER", works);
    deriver.breaks({ ...breakOf("trigger", "added"), relation: subject.name, isNew: subject.isNew, name });
  },
  apply(model, statement) {
    const table = ensureTable(model, present(statement.relation));
    const { trigname: name = "", events = 0, timing = 0 } = statement;
    const routine = nameParts(statement.funcname);
    const trigger = {
      name,
      function: routine.at(-1) ?? "",
      routine,
      perRow: statement.row === true,
      instead: (timing & INSTEAD) !== 0,
      transitions: allOf(statement.transitionRels, "TriggerTransition").flatMap(({ name }) => name ?? []),
      enabled: true,
      deferrable: statement.deferrable === true,
      deferred: statement.initdeferred === true,
      events: EVENTS.flatMap(([bit, event]) => ((events & bit) === 0 ? [] : event)),
      columns: nameParts(statement.columns).flatMap((column) => columnOf(table, column)?.number ?? []),
    };
    const put = (id: number): void => {
      const own = tableById(model, id);
      if (!own) return;
      updateTable(model, id, { triggers: [...own.triggers.filter((it) => it.name !== name), trigger] });
      // Row triggers of a partitioned table are copied to its partitions.
      if (!statement.row || own.kind !== "partitioned table") return;
      for (const child of childrenOf(model, id)) put(child.id);
    };
    put(table.id);
  },
};
