/** DROP TYPE and DROP FUNCTION. */
import type { DropStmt } from "../../sql/nodes.ts";
import type { Account } from "../account.ts";
import { closeDrop } from "../schema/drop.ts";
import { qualifiedName } from "../schema/relation.ts";
import { objectParts } from "../schema/rename.ts";
import { findRoutines, routineKey, routinesNamed } from "../schema/routine.ts";
import { findTypeByParts } from "../schema/type-names.ts";
import { blocked, lockedByDrop, tellGone } from "./gone.ts";

export function dropTypes(account: Account, statement: DropStmt): void {
  const { model } = account;
  const cascade = statement.behavior === "DROP_CASCADE";
  const gone = closeDrop(model, statement);
  for (const node of statement.objects ?? []) {
    const parts = objectParts(node);
    const type = findTypeByParts(model, parts);
    const name = type ? qualifiedName(type) : parts.length > 1 ? parts.join(".") : `public.${parts[0]}`;
    if (!type && statement.missing_ok && model.complete) continue;
    if (!cascade && type && blocked(account, gone, `type ${type.name}`, null, type.born === model.change))
      return;
    const isNew = type?.born === model.change;
    const evidence = type ? ("catalogue" as const) : ("assumed" as const);
    account.destroy({ what: "type", relation: null, name, cascade: false, isNew, evidence });
    if (type?.renamed !== model.change) {
      account.breaks({ what: "type dropped", relation: null, name, isNew, evidence });
    }
    if (type) gone.types.delete(type.id);
  }
  account.act(cascade ? "DROP TYPE CASCADE" : "DROP TYPE", lockedByDrop(account, gone, new Set(), "target"));
  tellGone(account, gone, new Set());
}

export function dropFunctions(account: Account, statement: DropStmt): void {
  const { model } = account;
  const gone = closeDrop(model, statement);
  if (statement.behavior === "DROP_CASCADE") {
    account.unread("DROP FUNCTION CASCADE was not measured");
    return;
  }
  for (const node of statement.objects ?? []) {
    const found = findRoutines(model, node);
    const parts = objectParts(node);
    if (found.length === 0 && statement.missing_ok && routinesNamed(model, parts).length > 0) continue;
    if (found.length > 0 && blocked(account, gone, `function ${parts.join(".")}`, null, false)) return;
    const [routine] = found;
    const name = routine ? routineKey(routine) : parts.join(".");
    const isNew = routine?.born === model.change;
    const evidence = routine ? ("catalogue" as const) : ("assumed" as const);
    account.destroy({ what: "function", relation: null, name, cascade: false, isNew, evidence });
    // No code calls a trigger function by its name.
    if (routine?.returns === "trigger" || routine?.returns === "event_trigger") continue;
    account.breaks({ what: "function dropped", relation: null, name, isNew, evidence });
  }
  account.act("DROP FUNCTION", []);
}
