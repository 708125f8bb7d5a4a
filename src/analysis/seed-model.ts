/** What production is known to have besides what the migrations make, put into the schema model. */
import { ensureTable } from "../effects/schema/define.ts";
import { relationAt } from "../effects/schema/find-relation.ts";
import { type SchemaModel, toChange } from "../effects/schema/model.ts";
import { updateTable } from "../effects/schema/put-relation.ts";
import { isTable } from "../effects/schema/relation.ts";
import { applyStatement } from "../effects/statements/statements.ts";
import type { Snapshot } from "../production/snapshot.ts";
import { definitionOf, type LiveObject, qualified } from "../shadow/rehearse/live-object.ts";
import { rangeOf } from "../sql/nodes.ts";

/** Objects that the model lacks, as their SQL makes them. Needs `loadParser`. */
export function seedObjects(model: SchemaModel, objects: readonly LiveObject[]): void {
  for (const object of objects) {
    const statement = isKnown(model, object) ? null : definitionOf(object);
    if (statement !== null) applyStatement(model, statement.node, { transaction: null });
  }
}

/** Publications, row security and replica identities where no statement said otherwise. */
export function seedFacts(model: SchemaModel, { publications = [], tables }: Snapshot): void {
  for (const { name, allTables, schemas, tables: published, operations } of publications) {
    if (model.publications.get(name)?.tables) continue;
    toChange(model, "publications").set(name, {
      tables: published.map(({ relation }) => ensureTable(model, rangeOf(partsOf(relation))).id),
      all: allTables,
      schemas,
      changes: operations.includes("update") || operations.includes("delete"),
    });
  }
  for (const { relation, rowSecurity = "off", replicaIdentity = "default" } of tables) {
    const table = relationAt(model, relation);
    if (!isTable(table)) continue;
    const known = table.rowSecurity;
    if (rowSecurity !== "off" && known.switched === undefined) {
      const forced = rowSecurity === "forced";
      updateTable(model, table.id, { rowSecurity: { ...known, enabled: true, forced } });
    }
    if (replicaIdentity !== "default" && table.replicaIdentity === "default") {
      // By which index the snapshot does not say: it has one, as with FULL.
      const identity = replicaIdentity === "nothing" ? "nothing" : "full";
      updateTable(model, table.id, { replicaIdentity: identity });
    }
  }
}

function partsOf(relation: string): string[] {
  const dot = relation.indexOf(".");
  return [relation.slice(0, dot), relation.slice(dot + 1)];
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
