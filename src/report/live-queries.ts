import * as v from "valibot";
import { count, described, type Published, text } from "../published.ts";

const query = {
  id: text,
  sql: described(text, "Without literals."),
  callsPerSecond: described(v.nullable(v.number()), "Null: not known."),
  migration: described(text, "The id of the migration through which it is so."),
  statement: described(count, "The first statement there after which it is so, 0-based."),
};

/** Queries of production that were prepared on the shadow, before the change and after it. */
export const LiveQueriesSchema = v.strictObject({
  checked: described(count, "Queries that fail by nothing but the change, if at all."),
  notChecked: v.array(v.strictObject({ reason: described(text, "Why nothing is known of them."), count })),
  hidden: described(count, "Queries of other roles whose text may not be read."),
  left: described(count, "Queries that the server threw away for want of room."),
  broken: described(
    v.array(v.strictObject({ ...query, error: described(text, "In PostgreSQL's words.") })),
    "Those that fail after the change, or whose values may: the most called first, then by id.",
  ),
  otherResult: described(
    v.array(v.strictObject(query)),
    "Those whose result has other columns: who holds one prepared has to prepare it again.",
  ),
});

export type ReportedLiveQueries = Published<typeof LiveQueriesSchema>;
