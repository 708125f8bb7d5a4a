import { as } from "../sql/nodes.ts";
import type { Statement } from "../sql/statement.ts";

/** Why a statement is not run on any shadow, or on one that shares its server with other databases; or null. */
export function refusalOf({ node, command }: Statement, ownServer: boolean): string | null {
  if (as(node, "CopyStmt")?.is_program) return "it runs a program on the server";
  if (as(node, "LoadStmt")) return "it loads a library into the server";
  return !ownServer && SERVER_WIDE.has(command)
    ? "it changes more than a database of the shadow's server"
    : null;
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
