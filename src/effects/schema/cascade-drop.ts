/** What a DROP of any object takes away. */

import { type DropStmt, type Node, objectParts, rangeOf } from "../../sql/nodes.ts";
import { cascadeToRelation } from "./cascade.ts";
import { cascadeToRoutine } from "./cascade-routine.ts";
import { cascadeToSchema, cascadeToType } from "./cascade-type.ts";
import { cascadeToExtension } from "./extension.ts";
import { findRelation, findTable, tables } from "./find-relation.ts";
import { descendantsOf } from "./lookup.ts";
import type { SchemaModel } from "./model.ts";
import { qualifiedName } from "./relation.ts";
import { newRemoval, type Removal } from "./removal.ts";
import { findRoutines } from "./routine.ts";
import { findTypeByParts } from "./type-names.ts";

/** What one object of a DROP statement takes along, itself first. */
export function cascadeToObject(
  model: SchemaModel,
  removal: Removal,
  type: DropStmt["removeType"],
  object: Node,
): void {
  const parts = objectParts(object);
  switch (type) {
    case "OBJECT_TABLE":
    case "OBJECT_FOREIGN_TABLE":
    case "OBJECT_VIEW":
    case "OBJECT_MATVIEW":
    case "OBJECT_INDEX":
    case "OBJECT_SEQUENCE": {
      const relation = findRelation(model, rangeOf(parts));
      if (relation) cascadeToRelation(model, removal, relation.id);
      break;
    }
    case "OBJECT_TYPE":
    case "OBJECT_DOMAIN": {
      const found = findTypeByParts(model, parts);
      if (found) cascadeToType(model, removal, found.id);
      break;
    }
    case "OBJECT_SCHEMA":
      cascadeToSchema(model, removal, parts[0] ?? "");
      break;
    case "OBJECT_FUNCTION":
    case "OBJECT_PROCEDURE":
    case "OBJECT_ROUTINE":
    case "OBJECT_AGGREGATE":
      for (const routine of findRoutines(model, object)) cascadeToRoutine(model, removal, routine);
      break;
    case "OBJECT_EXTENSION":
      cascadeToExtension(model, removal, parts[0] ?? "");
      break;
    case "OBJECT_FOREIGN_SERVER":
      cascadeToServer(model, removal, parts[0] ?? "");
      break;
    case "OBJECT_FDW":
      for (const [server, wrapper] of model.servers) {
        if (wrapper !== parts[0]) continue;
        removal.blockers.push({ object: "server", name: server });
        cascadeToServer(model, removal, server);
      }
      break;
    case "OBJECT_OPCLASS":
      cascadeToOperatorClass(model, removal, parts.at(-1) ?? "");
      break;
    case "OBJECT_TRIGGER":
    case "OBJECT_POLICY":
    case "OBJECT_RULE": {
      const table = findTable(model, rangeOf(parts.slice(0, -1)));
      const name = parts.at(-1) ?? "";
      if (!table) break;
      const list =
        type === "OBJECT_TRIGGER"
          ? removal.triggers
          : type === "OBJECT_POLICY"
            ? removal.policies
            : removal.rules;
      const partitions =
        type === "OBJECT_TRIGGER" && table.kind === "partitioned table" ? descendantsOf(model, table.id) : [];
      const copies = partitions.filter(({ triggers }) =>
        triggers.some((it) => it.perRow && it.name === name),
      );
      for (const { id } of [table, ...copies]) list.push({ table: id, name });
      break;
    }
    default:
  }
}

function cascadeToServer(model: SchemaModel, removal: Removal, server: string): void {
  for (const table of tables(model)) {
    if (table.server !== server) continue;
    removal.blockers.push({ object: "foreign table", name: qualifiedName(table) });
    cascadeToRelation(model, removal, table.id);
  }
}

/** Its name stands behind the access method's. */
function cascadeToOperatorClass(model: SchemaModel, removal: Removal, name: string): void {
  for (const relation of model.relations.values()) {
    if (relation.kind !== "index") continue;
    if (!relation.keys.some((key) => "column" in key && key.operatorClass === name)) continue;
    removal.blockers.push({ object: "index", name: qualifiedName(relation) });
    removal.relations.add(relation.id);
  }
}

/** All that a DROP statement takes away. The objects that it names do not block one another. */
export function removalOf(model: SchemaModel, statement: DropStmt): Removal {
  const removal = newRemoval();
  for (const object of statement.objects ?? []) cascadeToObject(model, removal, statement.removeType, object);
  return removal;
}
