/** What PostgreSQL does on a statement, derived from its parse tree, the measured catalogue and the schema. */
import type { Node } from "../sql/nodes.ts";
import type { DeriveContext, DeriveResult } from "./derive-context.ts";
import { createDeriver, type Deriver } from "./deriver.ts";
import { reportEnumUse, reportEnumWrite } from "./enum-use.ts";
import { reportIndirectBreaks } from "./indirect-breaks.ts";
import { reportPendingTriggers } from "./pending-triggers.ts";
import type { SchemaModel } from "./schema/model.ts";
import { reportServerFunctions } from "./server-functions.ts";
import { applyStatement, tellStatement } from "./statements/statements.ts";
import { reportSystemCatalogs } from "./system-catalogs.ts";
import { reportVersion } from "./version/report-version.ts";

export type { DeriveContext, DeriveResult } from "./derive-context.ts";

/**
 * The effects of one statement on the schema as it is before it. The model is not changed: the caller applies the
 * statement (`applyStatement`) afterwards.
 */
export function derive(node: Node, model: SchemaModel, context: DeriveContext): DeriveResult {
  const { deriver, close } = createDeriver(model, context, {
    derive,
    tell: tellStatement,
    apply: applyStatement,
  });
  if (!reportVersion(deriver, node)) {
    tellStatement(deriver, node);
    reportSystemCatalogs(deriver, node);
    reportEnumUse(deriver, node);
    reportEnumWrite(deriver, node);
    reportIndirectBreaks(deriver, node);
    reportServerFunctions(deriver, node);
    reportPendingTriggers(deriver, node);
    reportRefusal(deriver);
  }
  return close();
}

/** What PostgreSQL refuses for its place among the transactions: a savepoint without BEGIN, LOCK TABLE by itself. */
function reportRefusal({ context, fails }: Deriver): void {
  if (context.refused) fails({ when: "always", relation: null, ...context.refused, isNew: false });
}
