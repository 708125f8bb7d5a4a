import type { CreateForeignTableStmt, CreateStmt } from "../../sql/nodes.ts";
import type { Account } from "../account.ts";
import { createTable } from "./create-table.ts";
import { failsOnTaken } from "./relation-names.ts";

export function createForeignTable(account: Account, statement: CreateForeignTableStmt): void {
  const base = statement.base as CreateStmt | undefined;
  if (!base?.relation) return;
  if (base.partbound || base.inhRelations) {
    createTable(account, base);
    return;
  }
  if (failsOnTaken(account, base.relation, base.if_not_exists === true, "CREATE FOREIGN TABLE")) return;
  account.act("CREATE FOREIGN TABLE", []);
}
