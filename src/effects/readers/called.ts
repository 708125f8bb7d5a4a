import type { Account } from "../account.ts";
import type { QueryReading } from "../schema/query.ts";
import { unseenFunction } from "../schema/routine.ts";

/** What a function does that the query calls is only known of PostgreSQL's own, and of those that touch no rows. */
export function calls({ model, context, unread }: Account, { functions }: QueryReading): void {
  const called = unseenFunction(model, context.major, functions);
  if (called !== null) unread(`runs the function ${called}`);
}
