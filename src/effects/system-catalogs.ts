/** Statements that change PostgreSQL's own schema: what anything does after them is not known. */
import { as, type Node, nameParts, stringOf } from "../sql/nodes.ts";
import type { Account } from "./account.ts";

export function tellSystem(account: Account, node: Node): void {
  const setting = as(node, "VariableSetStmt");
  const isSetting =
    setting?.name?.toLowerCase() === "allow_system_table_mods" && setting.kind === "VAR_SET_VALUE";
  if (isSetting) account.unread("lets the catalogs of PostgreSQL be changed", "nothing");
  if (schemasOf(node).includes("pg_catalog"))
    account.unread("makes or changes an object of pg_catalog, by which PostgreSQL itself works", "nothing");
}

/** The schemas of the objects that a statement makes, replaces, moves or drops. */
function schemasOf(node: Node): readonly (string | undefined)[] {
  const routine = as(node, "CreateFunctionStmt");
  if (routine) return [schemaIn(nameParts(routine.funcname))];
  const view = as(node, "ViewStmt");
  if (view) return [view.view?.schemaname];
  const defined = as(node, "DefineStmt");
  if (defined) return [schemaIn(nameParts(defined.defnames))];
  const moved = as(node, "AlterObjectSchemaStmt");
  if (moved) return [moved.newschema];
  const altered = as(node, "AlterFunctionStmt");
  if (altered) return [schemaIn(nameParts(altered.func?.objname))];
  const made = as(node, "CreateStmt");
  if (made) return [made.relation?.schemaname];
  return (as(node, "DropStmt")?.objects ?? []).map((object) => {
    const list = as(object, "List")?.items ?? as(object, "ObjectWithArgs")?.objname ?? [];
    const names = list.flatMap((item) => stringOf(item) ?? []);
    return schemaIn(names);
  });
}

function schemaIn(parts: readonly string[]): string | undefined {
  return parts.length > 1 ? parts[0] : undefined;
}
