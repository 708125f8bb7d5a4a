/** CREATE and ALTER FUNCTION and PROCEDURE. Only the body of one in SQL is looked at. */

import { functionVolatility } from "../../postgres/volatility.ts";
import { commandTag } from "../../sql/command-tag.ts";
import { type AlterFunctionStmt, type CreateFunctionStmt, nameParts } from "../../sql/nodes.ts";
import type { Account } from "../account.ts";
import { creationSchema } from "../schema/model.ts";
import { argumentsOf, routinesOf, sqlBody } from "../schema/routine.ts";
import { tellWithoutLocks } from "./command.ts";
import { analyzed } from "./rows/planned-query.ts";

export function createFunction(account: Account, statement: CreateFunctionStmt): void {
  const refusal = refused(account, statement);
  if (refusal) {
    account.fails({ ...refusal, when: "always", relation: null, isNew: false });
    return;
  }
  tellWithoutLocks(account, commandTag({ CreateFunctionStmt: statement }));
  // A body that is not a text is always parsed.
  if (!account.model.checksBodies && !statement.sql_body) return;
  for (const node of sqlBody(statement)) analyzed(account, "CREATE FUNCTION in SQL", node);
}

/** What CREATE OR REPLACE cannot replace. */
function refused({ model }: Account, statement: CreateFunctionStmt) {
  const parts = nameParts(statement.funcname);
  const name = parts.at(-1) ?? "";
  const overloads = model.routines.get(`${parts.at(-2) ?? creationSchema(model)}.${name}`) ?? [];
  const args = argumentsOf(model, statement.parameters);
  const before = overloads.find((routine) => routine.arguments === args);
  if (!before) return null;
  if (!statement.replace) {
    return { reason: `function "${name}" already exists with same argument types`, sqlstate: "42723" };
  }
  const returns = nameParts(statement.returnType?.names).at(-1) ?? null;
  if (before.returns === null || returns === null || before.returns === returns) return null;
  return { reason: "cannot change return type of existing function", sqlstate: "42P13" };
}

/** A function of that name could only be the user's: no extension, no platform, no PostgreSQL has brought it. */
function isSeenThrough({ model, context }: Account, parts: readonly string[]): boolean {
  const [name = "", schema = "public"] = parts.toReversed();
  if (!model.complete || model.opaque || model.extensions.size > 0) return false;
  return model.schemas.has(schema) && functionVolatility(name, context.major) === null;
}

export function alterFunction(account: Account, statement: AlterFunctionStmt): void {
  const { model } = account;
  const words = commandTag({ AlterFunctionStmt: statement });
  const parts = nameParts(statement.func?.objname);
  if (statement.func && isSeenThrough(account, parts) && routinesOf(model, statement.func).length === 0) {
    const name = parts.join(".");
    const reason = `could not find a ${words.slice("ALTER ".length).toLowerCase()} named "${name}"`;
    account.fails({ when: "always", relation: null, reason, sqlstate: "42883", isNew: false });
    return;
  }
  tellWithoutLocks(account, words);
}
