/** CREATE SCHEMA, with the statements in it. */

import type { CreateSchemaStmt } from "../../sql/nodes.ts";
import { refuse } from "../refusals.ts";
import { toChange } from "../schema/model.ts";
import type { Command } from "./command.ts";

export const createSchema: Command<"CreateSchemaStmt"> = {
  tell(deriver, statement) {
    const name = nameOf(statement);
    if (deriver.model.schemas.has(name) && !statement.if_not_exists)
      return refuse(deriver, null, 'schema "%s" already exists', name);
    deriver.act("CREATE SCHEMA", []);
    for (const element of statement.schemaElts ?? []) deriver.tell(element);
  },
  apply(model, statement, context, applyStatement) {
    const name = nameOf(statement);
    if (!model.schemas.has(name)) toChange(model, "schemas").set(name, model.change);
    const path = model.searchPath;
    model.searchPath = [name, ...path];
    for (const element of statement.schemaElts ?? []) applyStatement(model, element, context);
    model.searchPath = path;
  },
};

function nameOf({ schemaname, authrole }: CreateSchemaStmt): string {
  return schemaname ?? authrole?.rolename ?? "";
}
