/** Statements that change or lock PostgreSQL's own catalogs: what anything does after them is not known. */

import { allOf, as, type Node, nameParts, optionNamed, type RangeVar, stringOf } from "../sql/nodes.ts";
import type { Deriver } from "./deriver.ts";
import { isSystem, relationAt, resolveName } from "./schema/find-relation.ts";
import { qualifiedName } from "./schema/relation.ts";

export function reportSystemCatalogs(deriver: Deriver, node: Node): void {
  const setting = as(node, "VariableSetStmt");
  const isSetting =
    setting?.name?.toLowerCase() === "allow_system_table_mods" && setting.kind === "VAR_SET_VALUE";
  if (isSetting) deriver.unanalyzed("lets the catalogs of PostgreSQL be changed", "nothing");
  if (schemasOf(node).includes("pg_catalog"))
    deriver.unanalyzed(
      "makes or changes an object of pg_catalog, by which PostgreSQL itself works",
      "nothing",
    );
  for (const range of targetsOf(node)) reportCatalog(deriver, range);
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

/** The relations that a statement changes, locks or rewrites. */
function targetsOf(node: Node): RangeVar[] {
  const one =
    as(node, "InsertStmt") ??
    as(node, "UpdateStmt") ??
    as(node, "DeleteStmt") ??
    as(node, "MergeStmt") ??
    as(node, "AlterTableStmt") ??
    as(node, "RenameStmt") ??
    as(node, "IndexStmt") ??
    as(node, "ReindexStmt") ??
    as(node, "ClusterStmt");
  if (one) return one.relation ? [one.relation] : [];
  const vacuum = as(node, "VacuumStmt");
  if (vacuum) {
    const full = optionNamed(vacuum.options, "full") !== undefined;
    return full ? allOf(vacuum.rels, "VacuumRelation").flatMap(({ relation }) => relation ?? []) : [];
  }
  return allOf((as(node, "LockStmt") ?? as(node, "TruncateStmt"))?.relations, "RangeVar");
}

function reportCatalog(deriver: Deriver, range: RangeVar): void {
  const name = resolveName(deriver.model, range);
  const isOwn = relationAt(deriver.model, qualifiedName(name)) !== undefined;
  if (isOwn || !isSystem(name) || name.schema === "pg_temp") return;
  deriver.unanalyzed(
    `changes or locks the system catalog ${name.name}, on which everything depends`,
    "nothing",
  );
}
