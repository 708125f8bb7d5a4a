/** DROP TYPE, DOMAIN, COLLATION and FUNCTION. */

import type { Form } from "../../../postgres/catalogue.ts";
import { type DropStmt, objectParts } from "../../../sql/nodes.ts";
import { breakOf } from "../../breaks.ts";
import type { Deriver } from "../../deriver.ts";
import { refuse } from "../../refusals.ts";
import { removalOf } from "../../schema/cascade-drop.ts";
import { tables } from "../../schema/find-relation.ts";
import { qualifiedName } from "../../schema/relation.ts";
import { findRoutines, routineKey, routinesNamed } from "../../schema/routine.ts";
import { findTypeByParts } from "../../schema/type-names.ts";
import { tableSubject } from "../../subject.ts";
import { blocked, lockedByDrop, reportColumn, reportRemoval } from "./removal-effects.ts";

interface TypeForms {
  readonly form: Form;
  readonly cascade: Form;
  readonly what: "type" | "domain";
}

export function dropTypes({
  form,
  cascade,
  what,
}: TypeForms): (deriver: Deriver, statement: DropStmt) => void {
  return (deriver, statement) => {
    const { model } = deriver;
    const isCascade = statement.behavior === "DROP_CASCADE";
    const removal = removalOf(model, statement);
    for (const node of statement.objects ?? []) {
      const parts = objectParts(node);
      const type = findTypeByParts(model, parts);
      const name = type ? qualifiedName(type) : parts.length > 1 ? parts.join(".") : `public.${parts[0]}`;
      if (!type && statement.missing_ok && model.complete) continue;
      const isNew = type?.born === model.change;
      if (!isCascade && type && blocked(deriver, removal, `type ${type.name}`, { name: null, isNew })) return;
      const evidence = type ? ("catalogue" as const) : ("assumed" as const);
      deriver.destroy({ what: "type", relation: null, name, cascade: false, isNew, evidence });
      if (type?.renamed !== model.change) {
        deriver.breaks({ ...breakOf(what, "dropped"), relation: null, name, isNew, evidence });
      }
      if (type) removal.types.delete(type.id);
    }
    deriver.act(isCascade ? cascade : form, lockedByDrop(deriver, removal, new Set(), "target"));
    reportRemoval(deriver, removal, new Set());
  };
}

/** Columns with the collation stand in the way, or go with CASCADE. */
export function dropCollations(deriver: Deriver, statement: DropStmt): void {
  const { model } = deriver;
  const names = (statement.objects ?? []).map((node) => objectParts(node).at(-1) ?? "");
  const users = [...tables(model)].flatMap((table) =>
    table.columns.flatMap(({ collation, number }) =>
      collation !== null && names.includes(collation) ? [{ table, number }] : [],
    ),
  );
  const [first] = users;
  const cascade = statement.behavior === "DROP_CASCADE";
  if (first && !cascade) {
    const text = "cannot drop %s because other objects depend on it: %s";
    const [words, user] = [`collation ${names.join(", ")}`, `a column of table ${first.table.name}`];
    refuse(deriver, tableSubject(model, first.table), text, words, user);
    return;
  }
  if (!cascade) {
    deriver.act("DROP COLLATION", []);
    return;
  }
  deriver.act(
    "DROP COLLATION CASCADE",
    users.map(({ table }) => ({ subject: tableSubject(model, table), role: "source", shownAs: "dependent" })),
  );
  for (const { table, number } of users) reportColumn(deriver, table.id, number, true);
}

export function dropFunctions(deriver: Deriver, statement: DropStmt): void {
  const { model } = deriver;
  const removal = removalOf(model, statement);
  const cascade = statement.behavior === "DROP_CASCADE";
  for (const node of statement.objects ?? []) {
    const found = findRoutines(model, node);
    const parts = objectParts(node);
    if (found.length === 0 && statement.missing_ok && routinesNamed(model, parts).length > 0) continue;
    if (!cascade && found.length > 0 && blocked(deriver, removal, `function ${parts.join(".")}`, null))
      return;
    const [routine] = found;
    const name = routine ? routineKey(routine) : parts.join(".");
    const isNew = routine?.born === model.change;
    const evidence = routine ? ("catalogue" as const) : ("assumed" as const);
    deriver.destroy({ what: "function", relation: null, name, cascade: false, isNew, evidence });
    // No code calls a trigger function by its name.
    if (routine?.returns === "trigger" || routine?.returns === "event_trigger") continue;
    deriver.breaks({ ...breakOf("function", "dropped"), relation: null, name, isNew, evidence });
  }
  deriver.act(
    cascade ? "DROP FUNCTION CASCADE" : "DROP FUNCTION",
    lockedByDrop(deriver, removal, new Set(), "target"),
  );
  if (!cascade) return;
  removal.routines.clear();
  reportRemoval(deriver, removal, new Set());
}
