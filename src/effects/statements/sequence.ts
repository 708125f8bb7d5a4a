/** CREATE and ALTER SEQUENCE. */

import {
  type AlterTableType,
  as,
  type Node,
  nameParts,
  optionNamed,
  present,
  rangeOf,
} from "../../sql/nodes.ts";
import { breakOf } from "../breaks.ts";
import type { Deriver } from "../deriver.ts";
import { existsAlready } from "../schema/define.ts";
import { creationName, findRelation, findTable } from "../schema/find-relation.ts";
import { columnOf } from "../schema/lookup.ts";
import type { SchemaModel } from "../schema/model.ts";
import { putRelation } from "../schema/put-relation.ts";
import type { Sequence } from "../schema/relation.ts";
import { named, type Subject } from "../subject.ts";
import type { Command } from "./command.ts";
import { failsOnAbsent, failsOnTaken } from "./relation-names.ts";

export const createSequence: Command<"CreateSeqStmt"> = {
  tell(deriver, { sequence, if_not_exists, options }) {
    if (failsOnTaken(deriver, present(sequence), if_not_exists === true, "CREATE SEQUENCE")) return;
    deriver.act("CREATE SEQUENCE", []);
    const table = owningTable(deriver, options);
    if (table) deriver.act("CREATE SEQUENCE OWNED BY", [{ subject: table, role: "target" }]);
  },
  apply(model, { sequence, if_not_exists, options }) {
    const name = present(sequence);
    if (if_not_exists && existsAlready(model, name)) return;
    putRelation(model, {
      id: model.nextId++,
      ...creationName(model, name),
      kind: "sequence",
      born: model.change,
      ownedBy: owningColumn(model, options) ?? null,
    });
  },
};

export const alterSequence: Command<"AlterSeqStmt"> = {
  tell(deriver, { sequence, missing_ok, options }) {
    const subject = named(deriver.model, present(sequence));
    if (subject.absent && missing_ok) return deriver.act("ALTER SEQUENCE", []);
    if (failsOnAbsent(deriver, subject)) return;
    deriver.act("ALTER SEQUENCE", [{ subject, role: "sequence" }]);
    const restart = restartOf(options);
    if (restart !== undefined) reportSetBack(deriver, subject, restart);
    const table = owningTable(deriver, options);
    if (!table) return;
    deriver.act("ALTER SEQUENCE OWNED BY", [
      { subject, role: "sequence" },
      { subject: table, role: "target" },
    ]);
  },
  apply(model, { sequence, options }) {
    const found = findRelation(model, present(sequence));
    const ownedBy = owningColumn(model, options);
    if (found?.kind === "sequence" && ownedBy !== undefined) putRelation(model, { ...found, ownedBy });
  },
};

/** The name that OWNED BY gives: of a column, or just NONE. */
function ownerParts(options: readonly Node[] | undefined): string[] | undefined {
  const option = optionNamed(options, "owned_by");
  return option && nameParts(as(option.arg, "List")?.items);
}

function owningTable({ model }: Deriver, options: readonly Node[] | undefined): Subject | null {
  const parts = ownerParts(options) ?? [];
  return parts.length < 2 ? null : named(model, rangeOf(parts.slice(0, -1)));
}

/** Undefined: OWNED BY is not there; null: it says NONE. */
function owningColumn(
  model: SchemaModel,
  options: readonly Node[] | undefined,
): Sequence["ownedBy"] | undefined {
  const parts = ownerParts(options);
  if (parts === undefined) return undefined;
  const table = parts.length < 2 ? undefined : findTable(model, rangeOf(parts.slice(0, -1)));
  const column = columnOf(table, parts.at(-1) ?? "");
  return table && column ? { table: table.id, column: column.number } : null;
}

/** Subcommands of ALTER SEQUENCE that the grammar shares with ALTER TABLE. */
export function alterSequenceTable(
  deriver: Deriver,
  subject: Subject,
  subtype: AlterTableType | undefined,
): void {
  const work = { subject, role: "sequence" } as const;
  if (subtype === "AT_ChangeOwner") deriver.act("ALTER SEQUENCE OWNER TO", [work]);
  else if (subtype === "AT_SetUnLogged" || subtype === "AT_SetLogged")
    deriver.act("ALTER SEQUENCE SET UNLOGGED", [work]);
  else deriver.unanalyzed(`${subtype} of ALTER SEQUENCE was not measured`);
}

/** A number that the statement names itself: whether rows have those above it, it does not ask. */
export function reportSetBack(deriver: Deriver, { name, isNew }: Subject, value: number): void {
  const evidence = value > 1 ? ("assumed" as const) : ("catalogue" as const);
  deriver.breaks({ ...breakOf("sequence", "set back"), relation: null, name, isNew, evidence });
}

/** RESTART [WITH n] among the options of a sequence; undefined: not there. */
export function restartOf(options: readonly Node[] | undefined): number | undefined {
  const option = optionNamed(options, "restart");
  if (!option) return undefined;
  return as(option.arg, "Integer")?.ival ?? Number(as(option.arg, "Float")?.fval ?? 1);
}
