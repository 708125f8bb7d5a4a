/** CREATE and ALTER FUNCTION and PROCEDURE. Only the body of one in SQL is looked at. */

import { functionVolatility } from "../../postgres/volatility.ts";
import { commandTag } from "../../sql/command-tag.ts";
import { type CreateFunctionStmt, nameParts, optionNamed, stringOf } from "../../sql/nodes.ts";
import type { Deriver } from "../deriver.ts";
import { type Refusal, refusal, refuse, refuseWith } from "../refusals.ts";
import { creationSchema } from "../schema/find-relation.ts";
import {
  argumentsOf,
  asVolatility,
  overloadsOf,
  putRoutine,
  routineFrom,
  routinesOf,
  sqlBody,
} from "../schema/routine.ts";
import { type Command, reportWithoutLocks } from "./command.ts";
import { reportPlanned } from "./rows/planned-query.ts";

export const createFunction: Command<"CreateFunctionStmt"> = {
  tell(deriver, statement, node) {
    const refused = refusedReplacement(deriver, statement);
    if (refused) return refuseWith(deriver, null, refused);
    reportWithoutLocks(deriver, commandTag(node));
    // A body that is not a text is always parsed.
    if (!deriver.model.checksBodies && !statement.sql_body) return;
    for (const inner of sqlBody(statement)) reportPlanned(deriver, "CREATE FUNCTION in SQL", inner);
  },
  apply(model, statement) {
    const routine = routineFrom(model, statement);
    const before = overloadsOf(model, routine).find((it) => it.arguments === routine.arguments);
    putRoutine(model, before, { ...routine, born: before?.born ?? routine.born });
  },
};

/** What CREATE OR REPLACE cannot replace. */
function refusedReplacement({ model }: Deriver, statement: CreateFunctionStmt): Refusal | null {
  const [name = "", schema = creationSchema(model)] = nameParts(statement.funcname).toReversed();
  const args = argumentsOf(model, statement.parameters);
  const before = overloadsOf(model, { schema, name }).find((routine) => routine.arguments === args);
  if (!before) return null;
  if (!statement.replace) return refusal('function "%s" already exists with same argument types', name);
  const returns = nameParts(statement.returnType?.names).at(-1) ?? null;
  if (before.returns === null || returns === null || before.returns === returns) return null;
  return refusal("cannot change return type of existing function");
}

/** A function of that name could only be the user's: no extension, no platform, no PostgreSQL has brought it. */
function isSeenThrough({ model, context }: Deriver, parts: readonly string[]): boolean {
  const [name = "", schema = "public"] = parts.toReversed();
  if (!model.complete || model.opaque || model.extensions.size > 0) return false;
  return model.schemas.has(schema) && functionVolatility(name, context.major) === null;
}

export const alterFunction: Command<"AlterFunctionStmt"> = {
  tell(deriver, { func }, node) {
    const words = commandTag(node);
    const parts = nameParts(func?.objname);
    if (func && isSeenThrough(deriver, parts) && routinesOf(deriver.model, func).length === 0) {
      const kind = words.slice("ALTER ".length).toLowerCase();
      return refuse(deriver, null, 'could not find a %s named "%s"', kind, parts.join("."));
    }
    reportWithoutLocks(deriver, words);
  },
  apply(model, { func, actions }) {
    const volatility = asVolatility(stringOf(optionNamed(actions, "volatility")?.arg));
    if (!func || volatility === null) return;
    for (const routine of routinesOf(model, func)) putRoutine(model, routine, { ...routine, volatility });
  },
};
