import { as, type RoleSpec, walk } from "../../sql/nodes.ts";
import type { Statement } from "../../sql/statement.ts";
import type { Shadow } from "../engines/shadow.ts";

/** A role in a statement's text, also in that of a DO block that creates it. */
const CREATION = /\bcreate\s+(?:role|user|group)\s+(?:"([^"]+)"|([a-z_][\w$]*))/gi;

/** The roles in statements, whoever has them. */
export interface RoleNames {
  /** What they grant to, set or name as owner. */
  readonly named: readonly string[];
  readonly created: readonly string[];
}

/** Roles that statements create, or name without creating them: those that a rehearsal may make. */
export function rolesMade(all: readonly RoleNames[]): string[] {
  const created = all.flatMap((names) => names.created);
  return [...new Set([...created, ...foreignRoles(all)])].filter((name) => !name.startsWith("pg_"));
}

/** Roles that statements grant to, set or name as owner, and that none of them creates; sorted. */
export function foreignRoles(all: readonly RoleNames[]): string[] {
  const created = new Set(all.flatMap((names) => names.created));
  const named = new Set(all.flatMap((names) => names.named));
  return [...named].filter((name) => !created.has(name) && !name.startsWith("pg_")).sort();
}

export function roleNamesIn(statements: readonly Statement[]): RoleNames {
  const named = new Set<string>();
  const created = new Set<string>();
  for (const { node, text } of statements) {
    walk(node, (inner) => {
      const role = as(inner, "RoleSpec");
      if (role) add(named, role);
      return true;
    });
    // Fields of a fixed type are not wrapped as nodes.
    add(named, as(node, "AlterOwnerStmt")?.newowner);
    add(named, as(node, "CreateSchemaStmt")?.authrole);
    add(named, as(node, "AlterRoleStmt")?.role);
    add(named, as(node, "AlterRoleSetStmt")?.role);
    for (const command of as(node, "AlterTableStmt")?.cmds ?? [])
      add(named, as(command, "AlterTableCmd")?.newowner);
    const setting = as(node, "VariableSetStmt");
    if (setting?.name === "role" || setting?.name === "session_authorization") {
      const constant = as(setting.args?.[0], "A_Const");
      if (constant && "sval" in constant && constant.sval?.sval) named.add(constant.sval.sval);
    }
    for (const privilege of as(node, "GrantRoleStmt")?.granted_roles ?? []) {
      const name = as(privilege, "AccessPriv")?.priv_name;
      if (name) named.add(name);
    }
    for (const [, quoted, plain] of text.matchAll(CREATION))
      created.add(quoted ?? plain?.toLowerCase() ?? "");
  }
  return { named: [...named], created: [...created] };
}

function add(names: Set<string>, role: RoleSpec | undefined): void {
  if (role?.roletype === "ROLESPEC_CSTRING" && role.rolename) names.add(role.rolename);
}

/**
 * Creates the roles that statements name and nobody creates, and returns their names: without them the statements fail,
 * which says nothing of the live server, where they are. Not where other databases share the roles.
 */
export async function createRoles(shadow: Shadow, all: readonly RoleNames[]): Promise<string[]> {
  const names = foreignRoles(all);
  if (names.length === 0 || !shadow.ownRoles) return [];
  const missing = await shadow.session.query<{ name: string }>(
    `SELECT name FROM pg_catalog.unnest($1::text[]) AS name
     WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = name)`,
    [names],
  );
  for (const { name } of missing) await shadow.session.exec(`CREATE ROLE "${name.replaceAll('"', '""')}"`);
  return missing.map(({ name }) => name);
}
