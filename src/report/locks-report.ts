import * as v from "valibot";
import type { Effect } from "../effects/effect.ts";
import { EffectSchema } from "../effects/reported-effect.ts";
import { count, described, line, type Published, text } from "../published.ts";

const Statement = v.strictObject({
  index: count,
  line,
  endLine: line,
  sql: text,
  command: described(text, "PostgreSQL's command tag."),
  effects: v.array(EffectSchema),
  unanalyzed: described(v.nullable(text), "Why what it does cannot be told."),
  error: described(v.nullable(text), "Why it is no statement."),
});

/** The JSON of `locks`. schema/locks.schema.json is generated from it. */
export const LocksSchema = v.strictObject({
  schema: v.literal("lockgate/locks@1"),
  postgres: described(count, "The major version that was asked about."),
  judgedAs: v.optional(
    described(count, "The newest version that was measured, by which a newer one is judged."),
  ),
  statements: v.array(Statement),
});

/** The outcome of `lockgate locks`: its JSON (schema/locks.schema.json, which describes each key) and a little more. */
export interface Locks extends Omit<Published<typeof LocksSchema>, "statements"> {
  readonly statements: readonly LockedStatement[];
}

export interface LockedStatement extends Omit<Published<typeof Statement>, "effects"> {
  readonly effects: readonly Effect[];
  /** PostgreSQL refuses it in a transaction; not in the JSON. */
  readonly refusedInTransaction: boolean;
}
