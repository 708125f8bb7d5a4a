/** What PostgreSQL does on a statement, told from its parse tree, the measured catalogue and the schema. */
import type { Node } from "../sql/nodes.ts";
import { type Account, openAccount } from "./account.ts";
import { tellDeprived } from "./deprived.ts";
import type { DeriveContext, Derived } from "./derive-context.ts";
import { tellEnumUse } from "./enum-use.ts";
import { tellPendingTriggers } from "./pending-triggers.ts";
import type { SchemaModel } from "./schema/model.ts";
import { tellServerFunctions } from "./server-functions.ts";
import { applyStatement, tellStatement } from "./statements/statements.ts";
import { tellSystemCatalogs } from "./system-catalogs.ts";
import { tellVersion } from "./version/tell-version.ts";

export type { DeriveContext, Derived } from "./derive-context.ts";

/**
 * The effects of one statement on the schema as it is before it. The model is not changed: the caller applies the
 * statement (`applyStatement`) afterwards.
 */
export function derive(node: Node, model: SchemaModel, context: DeriveContext): Derived {
  const { account, close } = openAccount(model, context, {
    derive,
    tell: tellStatement,
    apply: applyStatement,
  });
  if (!tellVersion(account, node)) {
    tellStatement(account, node);
    tellSystemCatalogs(account, node);
    tellEnumUse(account, node);
    tellDeprived(account, node);
    tellServerFunctions(account, node);
    tellPendingTriggers(account, node);
    tellRefusal(account);
  }
  return close();
}

/** What PostgreSQL refuses for its place among the transactions: a savepoint without BEGIN, LOCK TABLE by itself. */
function tellRefusal({ context, fails }: Account): void {
  if (context.refused) fails({ when: "always", relation: null, ...context.refused, isNew: false });
}
