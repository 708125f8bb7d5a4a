/** What production is known to have besides what the migrations make, put into the schema model. */
import { relationAt } from "../effects/schema/find-relation.ts";
import type { SchemaModel } from "../effects/schema/model.ts";
import { isTable } from "../effects/schema/relation.ts";
import { applyStatement } from "../effects/statements/statements.ts";
import { definitionOf, type LiveObject, qualified } from "../shadow/rehearse/live-object.ts";

/** Objects that the model lacks, as their SQL makes them. Needs `loadParser`. */
export function seedObjects(model: SchemaModel, objects: readonly LiveObject[]): void {
  for (const object of objects) {
    const statement = isKnown(model, object) ? null : definitionOf(object);
    if (statement !== null) applyStatement(model, statement.node, { transaction: null });
  }
}

function isKnown(model: SchemaModel, { kind, name, relation = "" }: LiveObject): boolean {
  const full = qualified(name);
  const owner = relationAt(model, qualified(relation));
  switch (kind) {
    case "schema":
      return model.schemas.has(name);
    case "extension":
      return model.extensions.has(name);
    case "function":
      return model.routines.has(full.replace(/\(.*$/s, ""));
    case "view":
    case "materialized view":
    case "index":
      return relationAt(model, full) !== undefined;
    case "trigger":
      return !isTable(owner) || owner.triggers.some((it) => it.name === name);
    case "policy":
      return !isTable(owner) || owner.policies.some((it) => it.name === name);
  }
}
