import * as v from "valibot";
import { EffectSchema } from "./report-schema.ts";

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const line = v.pipe(v.number(), v.integer(), v.minValue(1));

/** The JSON of `locks`. schema/locks.schema.json is generated from it. */
export const LocksSchema = v.strictObject({
  schema: v.literal("lockgate/locks@1"),
  postgres: v.pipe(count, v.description("The major version that was asked about.")),
  judgedAs: v.optional(
    v.pipe(count, v.description("The newest version that was measured, by which a newer one is judged.")),
  ),
  statements: v.array(
    v.strictObject({
      index: count,
      line,
      endLine: line,
      sql: v.string(),
      command: v.pipe(v.string(), v.description("PostgreSQL's command tag.")),
      effects: v.array(EffectSchema),
      unanalyzed: v.pipe(v.nullable(v.string()), v.description("Why what it does cannot be told.")),
      error: v.pipe(v.nullable(v.string()), v.description("Why it is no statement.")),
    }),
  ),
});
