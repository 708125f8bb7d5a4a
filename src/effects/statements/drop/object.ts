/** DROP TYPE, DOMAIN, COLLATION and FUNCTION. */

import type { Form } from "../../../postgres/catalogue.ts";
import { type DropStmt, objectParts } from "../../../sql/nodes.ts";
import type { Account } from "../../account.ts";
import { breakOf } from "../../breaks.ts";
import { refuse } from "../../refusals.ts";
import { closeDrop } from "../../schema/drop.ts";
import { tables } from "../../schema/find-relation.ts";
import { qualifiedName } from "../../schema/relation.ts";
import { findRoutines, routineKey, routinesNamed } from "../../schema/routine.ts";
import { findTypeByParts } from "../../schema/type-names.ts";
import { tableSubject } from "../../subject.ts";
import { blocked, lockedByDrop, tellColumn, tellGone } from "./dropped-objects.ts";

interface TypeForms {
  readonly form: Form;
  readonly cascade: Form;
  readonly what: "type" | "domain";
}

export function dropTypes({
  form,
  cascade,
  what,
}: TypeForms): (account: Account, statement: DropStmt) => void {
  return (account, statement) => {
    const { model } = account;
    const isCascade = statement.behavior === "DROP_CASCADE";
    const gone = closeDrop(model, statement);
    for (const node of statement.objects ?? []) {
      const parts = objectParts(node);
      const type = findTypeByParts(model, parts);
      const name = type ? qualifiedName(type) : parts.length > 1 ? parts.join(".") : `public.${parts[0]}`;
      if (!type && statement.missing_ok && model.complete) continue;
      const isNew = type?.born === model.change;
      if (!isCascade && type && blocked(account, gone, `type ${type.name}`, { name: null, isNew })) return;
      const evidence = type ? ("catalogue" as const) : ("assumed" as const);
      account.destroy({ what: "type", relation: null, name, cascade: false, isNew, evidence });
      if (type?.renamed !== model.change) {
        account.breaks({ ...breakOf(what, "dropped"), relation: null, name, isNew, evidence });
      }
      if (type) gone.types.delete(type.id);
    }
    account.act(isCascade ? cascade : form, lockedByDrop(account, gone, new Set(), "target"));
    tellGone(account, gone, new Set());
  };
}

/** Columns with the collation stand in the way, or go with CASCADE. */
export function dropCollations(account: Account, statement: DropStmt): void {
  const { model } = account;
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
    refuse(account, tableSubject(model, first.table), text, words, user);
    return;
  }
  if (!cascade) {
    account.act("DROP COLLATION", []);
    return;
  }
  account.act(
    "DROP COLLATION CASCADE",
    users.map(({ table }) => ({ subject: tableSubject(model, table), role: "source", shownAs: "dependent" })),
  );
  for (const { table, number } of users) tellColumn(account, table.id, number, true);
}

export function dropFunctions(account: Account, statement: DropStmt): void {
  const { model } = account;
  const gone = closeDrop(model, statement);
  const cascade = statement.behavior === "DROP_CASCADE";
  for (const node of statement.objects ?? []) {
    const found = findRoutines(model, node);
    const parts = objectParts(node);
    if (found.length === 0 && statement.missing_ok && routinesNamed(model, parts).length > 0) continue;
    if (!cascade && found.length > 0 && blocked(account, gone, `function ${parts.join(".")}`, null)) return;
    const [routine] = found;
    const name = routine ? routineKey(routine) : parts.join(".");
    const isNew = routine?.born === model.change;
    const evidence = routine ? ("catalogue" as const) : ("assumed" as const);
    account.destroy({ what: "function", relation: null, name, cascade: false, isNew, evidence });
    // No code calls a trigger function by its name.
    if (routine?.returns === "trigger" || routine?.returns === "event_trigger") continue;
    account.breaks({ ...breakOf("function", "dropped"), relation: null, name, isNew, evidence });
  }
  account.act(
    cascade ? "DROP FUNCTION CASCADE" : "DROP FUNCTION",
    lockedByDrop(account, gone, new Set(), "target"),
  );
  if (!cascade) return;
  gone.routines.clear();
  tellGone(account, gone, new Set());
}
