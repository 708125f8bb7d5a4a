/** What a DROP of any object takes away. */

import { type DropStmt, type Node, objectParts, rangeOf } from "../../sql/nodes.ts";
import { closeRelation } from "./cascade.ts";
import { closeRoutine } from "./cascade-routine.ts";
import { closeSchema, closeType } from "./cascade-type.ts";
import { closeExtension } from "./extension.ts";
import { findRelation, findTable, tables } from "./find-relation.ts";
import { type Gone, nothingGone } from "./gone.ts";
import type { SchemaModel } from "./model.ts";
import { qualifiedName } from "./relation.ts";
import { findRoutines } from "./routine.ts";
import { findTypeByParts } from "./type-names.ts";

/** What one object of a DROP statement takes along, itself first. */
export function closeObject(
  model: SchemaModel,
  gone: Gone,
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
      if (relation) closeRelation(model, gone, relation.id);
      break;
    }
    case "OBJECT_TYPE":
    case "OBJECT_DOMAIN": {
      const found = findTypeByParts(model, parts);
      if (found) closeType(model, gone, found.id);
      break;
    }
    case "OBJECT_SCHEMA":
      closeSchema(model, gone, parts[0] ?? "");
      break;
    case "OBJECT_FUNCTION":
    case "OBJECT_PROCEDURE":
    case "OBJECT_ROUTINE":
    case "OBJECT_AGGREGATE":
      for (const routine of findRoutines(model, object)) closeRoutine(model, gone, routine);
      break;
    case "OBJECT_EXTENSION":
      closeExtension(model, gone, parts[0] ?? "");
      break;
    case "OBJECT_FOREIGN_SERVER":
      closeServer(model, gone, parts[0] ?? "");
      break;
    case "OBJECT_FDW":
      for (const [server, wrapper] of model.servers) {
        if (wrapper !== parts[0]) continue;
        gone.blockers.push({ object: "server", name: server });
        closeServer(model, gone, server);
      }
      break;
    case "OBJECT_OPCLASS":
      closeOperatorClass(model, gone, parts.at(-1) ?? "");
      break;
    case "OBJECT_TRIGGER":
    case "OBJECT_POLICY":
    case "OBJECT_RULE": {
      const table = findTable(model, rangeOf(parts.slice(0, -1)));
      const name = parts.at(-1) ?? "";
      if (!table) break;
      const list =
        type === "OBJECT_TRIGGER" ? gone.triggers : type === "OBJECT_POLICY" ? gone.policies : gone.rules;
      list.push({ table: table.id, name });
      break;
    }
    default:
  }
}

function closeServer(model: SchemaModel, gone: Gone, server: string): void {
  for (const table of tables(model)) {
    if (table.server !== server) continue;
    gone.blockers.push({ object: "foreign table", name: qualifiedName(table) });
    closeRelation(model, gone, table.id);
  }
}

/** Its name stands behind the access method's. */
function closeOperatorClass(model: SchemaModel, gone: Gone, name: string): void {
  for (const relation of model.relations.values()) {
    if (relation.kind !== "index") continue;
    if (!relation.keys.some((key) => "column" in key && key.operatorClass === name)) continue;
    gone.blockers.push({ object: "index", name: qualifiedName(relation) });
    gone.relations.add(relation.id);
  }
}

/** All that a DROP statement takes away. The objects that it names do not block one another. */
export function closeDrop(model: SchemaModel, statement: DropStmt): Gone {
  const gone = nothingGone();
  for (const object of statement.objects ?? []) closeObject(model, gone, statement.removeType, object);
  return gone;
}
