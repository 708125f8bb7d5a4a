import { as } from "../../sql/nodes.ts";
import type { Statement } from "../../sql/statement.ts";
import type { Shadow } from "../engines/shadow.ts";

/** Why a statement is not run on any shadow, or on one that shares its server with other databases; or null. */
export function refusalOf(
  { node, command }: Statement,
  { ownServer, ownRoles }: Pick<Shadow, "ownServer" | "ownRoles">,
): string | null {
  if (as(node, "CopyStmt")?.is_program) return "it runs a program on the server";
  if (as(node, "LoadStmt")) return "it loads a library into the server";
  if (!ownServer && SERVER_WIDE.has(command)) return "it changes more than a database of the shadow's server";
  if (!ownRoles && ON_ROLES.has(command))
    return "it changes roles that other databases of the shadow's server share";
  return null;
}

const SERVER_WIDE: ReadonlySet<string> = new Set([
  "ALTER DATABASE",
  "ALTER SYSTEM",
  "ALTER TABLESPACE",
  "CREATE DATABASE",
  "CREATE SUBSCRIPTION",
  "CREATE TABLESPACE",
  "DROP DATABASE",
  "DROP TABLESPACE",
]);

const ON_ROLES: ReadonlySet<string> = new Set([
  "ALTER ROLE",
  "CREATE ROLE",
  "DROP ROLE",
  "DROP OWNED",
  "GRANT ROLE",
  "REASSIGN OWNED",
  "REVOKE ROLE",
]);
