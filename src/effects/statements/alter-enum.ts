/** ALTER TYPE … ADD VALUE and RENAME VALUE. */

import { nameParts } from "../../sql/nodes.ts";
import { breakOf } from "../breaks.ts";
import { refuse } from "../refusals.ts";
import { typeBefore } from "../schema/before.ts";
import { findTypeByParts, putType } from "../schema/type-names.ts";
import type { Command } from "./command.ts";

export const alterEnum: Command<"AlterEnumStmt"> = {
  tell(deriver, { typeName, oldVal, newVal = "", skipIfNewValExists }) {
    const found = findTypeByParts(deriver.model, nameParts(typeName));
    const place = { name: null, isNew: found?.born === deriver.model.change };
    const has = (wanted: string) => found?.kind === "enum" && found.labels.some((it) => it.label === wanted);
    if (oldVal === undefined) {
      deriver.act("ALTER TYPE ADD VALUE", []);
      if (has(newVal) && !skipIfNewValExists)
        refuse(deriver, place, 'enum label "%s" already exists', newVal);
      return;
    }
    if (found?.kind === "enum" && !has(oldVal))
      return refuse(deriver, place, '"%s" is not an existing enum label', oldVal);
    deriver.act("ALTER TYPE RENAME VALUE", []);
    const before = found && typeBefore(deriver.model, found.id);
    if (before?.kind === "enum" && before.labels.every(({ label }) => label !== oldVal)) return;
    deriver.breaks({ ...breakOf("enum value", "renamed"), relation: null, name: oldVal, isNew: place.isNew });
  },
  /** A value that was added in a transaction cannot be used in it. */
  apply(model, { typeName, oldVal, newVal = "", newValNeighbor, newValIsAfter }, { transaction }) {
    const type = findTypeByParts(model, nameParts(typeName));
    if (type?.kind !== "enum") return;
    if (oldVal !== undefined) {
      const labels = type.labels.map((it) => (it.label === oldVal ? { ...it, label: newVal } : it));
      return putType(model, { ...type, labels });
    }
    if (type.labels.some((it) => it.label === newVal)) return;
    const labels = [...type.labels];
    const neighbor = labels.findIndex((it) => it.label === newValNeighbor);
    const at = neighbor === -1 ? labels.length : neighbor + (newValIsAfter ? 1 : 0);
    labels.splice(at, 0, { label: newVal, born: model.change, addedIn: transaction });
    putType(model, { ...type, labels });
  },
};
