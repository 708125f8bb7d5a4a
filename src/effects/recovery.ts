/** For each thing that a change can break: whether it works again on the schema that the whole change leaves. */

import { treeText } from "../sql/nodes.ts";
import { type ByBreak, breakOf, byBreak } from "./breaks.ts";
import type { BreakEffect } from "./effect.ts";
import { hasIndirectBreak } from "./indirect-breaks.ts";
import { isOtherType, replacementOf, servesColumn } from "./replacement.ts";
import { routineServes } from "./replacement-routine.ts";
import { attributeServes, enumLabelServes, typeServes } from "./replacement-type.ts";
import { relationBefore, relationBeforeAt, typeBefore } from "./schema/before.ts";
import { isRequired } from "./schema/column-requirement.ts";
import { relationAt, tableById } from "./schema/find-relation.ts";
import { columnAt, columnOf, indexesOf } from "./schema/lookup.ts";
import type { SchemaModel } from "./schema/model.ts";
import { type Column, isTable, type Table } from "./schema/relation.ts";
import { fillsColumn } from "./schema/trigger.ts";
import type { TypeId } from "./schema/type.ts";

/** True: nothing is broken; false: it is; effects: this is what is broken in its place. */
export type Recovery = boolean | readonly BreakEffect[];
type Recovers = (model: SchemaModel, effect: BreakEffect) => Recovery;

/** A table that no statement made before is not the one of that name now; a view most likely is. */
const table: Recovers = (model, effect) => relation(model, effect, false);
const view: Recovers = (model, effect) =>
  relation(model, effect, relationAt(model, effect.name) !== undefined);

function relation(model: SchemaModel, effect: BreakEffect, unknown: boolean): Recovery {
  const before = relationBeforeAt(model, effect.name);
  if (!before) return unknown;
  const found = replacementOf(model, before);
  if (typeof found === "string") {
    return found === "unknown" ? [{ ...effect, evidence: "assumed" }] : found === "serves";
  }
  return found.otherTypes.map((name) => ({
    ...effect,
    ...breakOf("column", "retyped"),
    relation: effect.name,
    name,
  }));
}

const type: Recovers = (model, { name }) => typeServes(model, name);
const routine: Recovers = (model, { name }) => routineServes(model, name);
const attribute: Recovers = (model, { name }) => attributeServes(model, name);
const never: Recovers = () => false;

const column: Recovers = (model, effect) => {
  const before = tableBefore(model, effect.relation);
  if (!servesColumn(model, before, effect.relation ?? "", effect.name)) return false;
  const now = relationAt(model, effect.relation ?? "");
  const [was, is] = [columnOf(before, effect.name), isTable(now) ? columnOf(now, effect.name) : undefined];
  if (!isOtherType(model, was?.type ?? null, is?.type ?? null)) return true;
  return [{ ...effect, ...breakOf("column", "retyped") }];
};

const constraint: Recovers = (model, { relation, name }) => {
  return tableNow(model, relation)?.constraints.every((it) => it.name !== name) ?? false;
};

const constraintAgain: Recovers = (model, { relation, name }) =>
  tableNow(model, relation)?.constraints.some((it) => it.name === name) ?? false;

const addedIndex: Recovers = (model, { relation, name }) => {
  const table = tableNow(model, relation);
  return table !== undefined && indexesOf(model, table.id).every((it) => it.name !== name);
};

/** Under its name it is found again, or something that does as well. */
const found = (again: Recovers) => ({ dropped: again, renamed: again, moved: again });
const key = (again: Recovers) => ({ dropped: again, added: constraint });
const granted: Recovers = (model, effect) => !hasIndirectBreak(model, effect);

const RECOVERY: ByBreak<Recovers> = {
  table: { ...found(table), unpublished: granted },
  "foreign table": found(table),
  view: found(view),
  "materialized view": found(view),
  sequence: { ...found(view), "set back": never },
  type: found(type),
  domain: found(type),
  function: found(routine),
  procedure: found(routine),
  routine: found(routine),
  aggregate: found(routine),
  schema: {
    renamed: ({ schemas, before }, { name }) =>
      schemas.has(name) && schemas.get(name) === before.schemas.get(name),
  },
  role: { renamed: never },
  database: { renamed: never },
  attribute: { ...found(attribute), retyped: attribute },
  column: {
    ...found(column),
    retyped: (model, { relation, name }) => {
      const [before, now] = [tableBefore(model, relation), tableNow(model, relation)];
      const was = columnOf(before, name);
      const is = was && now && columnAt(now, was.number);
      return was?.type != null && is?.type != null && !isOtherType(model, was.type, is.type);
    },
    required: requiredNoMore,
    "not null": (model, { relation, name }) => {
      const now = columnOf(tableNow(model, relation), name);
      return now === undefined || now.notNull === "no";
    },
    generated: (model, { relation, name }) =>
      columnOf(tableNow(model, relation), name)?.identity !== "always",
    "used by a trigger": granted,
    "used by a function": granted,
  },
  "enum value": {
    dropped: never,
    renamed: (model, { name }) => enumLabelServes(model, name),
    written: never,
  },
  "primary key": key(keyAgain),
  "unique constraint": key(keyAgain),
  "exclusion constraint": key(constraintAgain),
  "unique index": { dropped: keyAgain, added: addedIndex },
  "check constraint": { added: constraint },
  "foreign key": { added: constraint },
  "domain constraint": { added: never },
  trigger: {
    added: (model, { relation, name }) =>
      tableNow(model, relation)?.triggers.every((it) => it.name !== name) ?? false,
  },
  privilege: { revoked: granted },
  rows: { hidden: granted, "hidden from the owner": granted, "hidden from other roles": granted },
  "replica identity": { lost: granted, lacking: granted, "given up": granted },
  enforcement: {
    disabled: (model, effect) => (effect.relation === null ? !model.replica : granted(model, effect)),
  },
  partition: {
    attached: (model, { relation }) => {
      const now = tableNow(model, relation)?.partition;
      return now === null || (now !== undefined && isSame(now, tableBefore(model, relation)?.partition));
    },
    detached: (model, { name }) => {
      const before = tableBefore(model, name);
      if (!before) return false;
      return before.partition === null || isSame(before.partition, tableById(model, before.id)?.partition);
    },
  },
  // Found on the schema that the whole change leaves.
  query: { failing: never, "read otherwise": never, "answered otherwise": never },
};

function isSame(one: unknown, other: unknown): boolean {
  return treeText(one) === treeText(other);
}

export function recoveryOf(model: SchemaModel, effect: BreakEffect): Recovery {
  return byBreak(RECOVERY, effect)(model, effect);
}

function tableBefore(model: SchemaModel, name: string | null): Table | undefined {
  const found = name === null ? undefined : relationBeforeAt(model, name);
  return isTable(found) ? found : undefined;
}

/** The table that running code knows by that name, whatever its name is now. */
function tableNow(model: SchemaModel, name: string | null): Table | undefined {
  const before = tableBefore(model, name);
  if (before) return tableById(model, before.id);
  const found = name === null ? undefined : relationAt(model, name);
  return isTable(found) ? found : undefined;
}

/** An INSERT may leave it out again, never could, or a trigger gives the value. */
function requiredNoMore(model: SchemaModel, { relation, name }: BreakEffect): Recovery {
  const table = tableNow(model, relation);
  if (!table) return true;
  const before = relationBefore(model, table.id);
  const known = isTable(before) ? columnOf(before, name) : undefined;
  const types = { get: (id: TypeId) => typeBefore(model, id) };
  if (isTable(before) && known && isRequired({ types }, before, known) === true) return true;
  const candidates = table.columns.filter((it) => isMeant(it, name, known, model.change));
  return candidates.every(
    (it) => isRequired(model, table, it) === false || fillsColumn(model, table, it.name),
  );
}

/** The column that had the name when it became required; one that is new may have got another since. */
function isMeant(column: Column, name: string, known: Column | undefined, change: number): boolean {
  if (known) return column.number === known.number;
  return column.name === name || (column.born === change && column.renamed === change);
}

/** A unique index on the same columns: ON CONFLICT finds it. */
function keyAgain(model: SchemaModel, { relation, name }: BreakEffect): Recovery {
  const table = tableNow(model, relation);
  if (!table) return false;
  const dropped = [...model.before.relations.values()].find(
    (it) => it?.kind === "index" && it.table === table.id && it.name === name,
  );
  const columns = (keys: readonly object[]) =>
    treeText(keys.map((key) => ("column" in key ? key.column : key)).sort());
  return indexesOf(model, table.id).some((it) => {
    if (!it.unique) return false;
    if (dropped?.kind !== "index") return it.name === name;
    return (
      columns(it.keys) === columns(dropped.keys) && (it.predicate === null || dropped.predicate !== null)
    );
  });
}
