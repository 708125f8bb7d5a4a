/** ALTER COLUMN ADD GENERATED AS IDENTITY, SET GENERATED, RESTART … and DROP IDENTITY. */

import type { Form } from "../../../postgres/catalogue.ts";
import { as, type Node, optionNamed } from "../../../sql/nodes.ts";
import { breakOf } from "../../breaks.ts";
import type { Deriver } from "../../deriver.ts";
import { refuse } from "../../refusals.ts";
import { tableById } from "../../schema/find-relation.ts";
import { columnOf, sequencesOf } from "../../schema/lookup.ts";
import type { SchemaModel } from "../../schema/model.ts";
import { removeRelation } from "../../schema/put-relation.ts";
import type { Column, RelationId, Sequence } from "../../schema/relation.ts";
import { subjectOf } from "../../subject.ts";
import { addSequence } from "../column-definition.ts";
import { bareName } from "../relation-names.ts";
import { isFresh, reportBreak, reportRequired } from "../running-code.ts";
import { reportSetBack, restartOf } from "../sequence.ts";
import { type ColumnAlteration, columnSubcommand } from "./column.ts";
import type { Subcommand } from "./subcommand.ts";

const identityAdded = columnSubcommand(
  (deriver, alteration) => {
    const { subject, name, column, command } = alteration;
    if (column?.notNull === "no") {
      const text = 'column "%s" of relation "%s" must be declared NOT NULL before identity can be added';
      return refuse(deriver, subject, text, name, bareName(subject));
    }
    deriver.act("ALTER TABLE ALTER COLUMN ADD GENERATED AS IDENTITY", [{ subject, role: "target" }]);
    if (addedIdentity(command.def) === "always") reportGenerated(deriver, alteration);
  },
  (_model, _table, _column, { def }) => ({ identity: addedIdentity(def) }),
);

export const addIdentity: Subcommand = {
  tell: identityAdded.tell,
  apply(model, table, alteration) {
    identityAdded.apply(model, table, alteration);
    const column = columnOf(tableById(model, table.id), alteration.command.name ?? "");
    const options = as(alteration.command.def, "Constraint")?.options;
    if (column) addSequence(model, table.id, column, options);
  },
};

function addedIdentity(def: Node | undefined): Column["identity"] {
  return as(def, "Constraint")?.generated_when === "a" ? "always" : "by default";
}

/** GENERATED ALWAYS: an INSERT that gives a value fails (428C9). */
function reportGenerated(deriver: Deriver, { subject, column }: ColumnAlteration): void {
  if (!column || column.identity === "always" || isFresh(deriver, column)) return;
  reportBreak(deriver, subject, breakOf("column", "generated"), column.name);
}

export const setIdentity = columnSubcommand(
  (deriver, alteration) => {
    const [sequence] = lockWithSequences(deriver, alteration, "ALTER TABLE ALTER COLUMN SET GENERATED");
    const restart = restartOf(as(alteration.command.def, "List")?.items);
    if (restart !== undefined && sequence)
      reportSetBack(deriver, subjectOf(deriver.model, sequence), restart);
    if (setIdentityOf(alteration.command.def) === "always") reportGenerated(deriver, alteration);
  },
  (_model, _table, column, { def }) => {
    const identity = setIdentityOf(def);
    return column.identity && identity ? { identity } : {};
  },
);

const identityDropped = columnSubcommand(
  (deriver, alteration) => {
    const { subject, column } = alteration;
    lockWithSequences(deriver, alteration, "ALTER TABLE ALTER COLUMN DROP IDENTITY");
    if (column) reportRequired(deriver, subject, column.name, { identity: null });
  },
  () => ({ identity: null }),
);

export const dropIdentity: Subcommand = {
  tell: identityDropped.tell,
  apply(model, table, alteration) {
    const column = columnOf(table, alteration.command.name ?? "");
    for (const sequence of sequencesBehind(model, table.id, column)) removeRelation(model, sequence);
    identityDropped.apply(model, table, alteration);
  },
};

/** Locks the table and the sequences behind its identity column, which it gives back. */
function lockWithSequences(deriver: Deriver, { subject, column }: ColumnAlteration, form: Form): Sequence[] {
  const { model } = deriver;
  const sequences = column?.identity ? sequencesBehind(model, subject.relation?.id, column) : [];
  deriver.act(form, [
    { subject, role: "target" },
    ...sequences.map((sequence) => ({ subject: subjectOf(model, sequence), role: "sequence" as const })),
  ]);
  return sequences;
}

function sequencesBehind(
  model: SchemaModel,
  table: RelationId | undefined,
  column: Column | undefined,
): Sequence[] {
  return table !== undefined && column ? sequencesOf(model, table, column.number) : [];
}

/** GENERATED ALWAYS or BY DEFAULT among the options that SET gives an identity column; null: neither. */
function setIdentityOf(def: Node | undefined): Column["identity"] {
  const letter = as(optionNamed(as(def, "List")?.items, "generated")?.arg, "Integer")?.ival;
  if (letter === undefined) return null;
  return letter === "a".charCodeAt(0) ? "always" : "by default";
}
