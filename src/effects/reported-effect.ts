/** Effects as JSON has them. */
import * as v from "valibot";
import { LOCK_MODES } from "../postgres/lock-mode.ts";
import { count, described, line, type Published, text } from "../published.ts";
import { BREAK_WORDS } from "./breaks.ts";
import { DESTROYED_OBJECTS, LOCK_ROLES } from "./effect.ts";

const relation = described(text, "schema.name as in pg_class, unquoted");

const known = {
  isNew: described(v.boolean(), "The relation did not exist before the change."),
  evidence: described(
    v.picklist(["catalogue", "rehearsal", "both", "assumed"]),
    "Measured beforehand, observed on the shadow, both, or the worst possible where the schema does not say.",
  ),
};

const range = v.pipe(v.array(v.number()), v.length(2));

const cost = {
  seconds: v.exactOptional(
    described(range, "How long the work takes at production's size, from low to high."),
  ),
  walBytes: v.exactOptional(
    described(range, "How much WAL it writes at production's size, from low to high."),
  ),
};

const usedBy = v.exactOptional(
  described(
    v.strictObject({
      queries: described(
        v.nullable(count),
        "Live queries that fail or get another result; null: none were given.",
      ),
      failing: v.exactOptional(
        described(count, "How many of those fail whatever their values are; left out: none."),
      ),
      unchecked: v.exactOptional(
        described(count, "How many live queries name it that could not be checked; left out: none."),
      ),
      callsPerSecond: described(v.nullable(v.number()), "Of those queries together; null: not known."),
      first: described(v.array(text), "The texts of the most called ones, without literals; three at most."),
      code: described(v.array(v.strictObject({ path: text, line })), "Where the running release names it."),
      declared: described(
        v.nullable(v.boolean()),
        "Whether the running release's schema declares it; null: there is none that was read, or it does not surely say.",
      ),
      model: v.exactOptional(described(text, "How that schema calls it: Order.legacyTotal.")),
    }),
    "Who still uses it, by the facts that were given.",
  ),
);

export const EffectSchema = v.variant("kind", [
  v.strictObject({
    kind: v.literal("lock"),
    relation,
    mode: v.picklist(LOCK_MODES),
    role: v.picklist(LOCK_ROLES),
    ...known,
  }),
  v.strictObject({ kind: v.literal("rewrite"), relation, ...known, ...cost }),
  v.strictObject({ kind: v.literal("scan"), relation, why: text, ...known, ...cost }),
  v.strictObject({ kind: v.literal("build"), relation, index: text, ...known, ...cost }),
  v.strictObject({
    kind: v.literal("destroy"),
    what: v.picklist(DESTROYED_OBJECTS),
    relation: v.nullable(relation),
    name: text,
    cascade: described(v.boolean(), "Not named by the statement: it goes with what it depends on."),
    ...known,
    usedBy,
  }),
  v.strictObject({
    kind: v.literal("break"),
    what: v.picklist(BREAK_WORDS),
    relation: v.nullable(relation),
    name: text,
    ...known,
    usedBy,
  }),
  v.strictObject({
    kind: v.literal("fail"),
    when: v.picklist(["always", "on existing rows"]),
    relation: v.nullable(relation),
    reason: text,
    sqlstate: v.nullable(text),
    ...known,
  }),
  v.strictObject({ kind: v.literal("wait"), relation: v.null(), why: v.literal("sleeps"), ...known }),
  v.strictObject({
    kind: v.literal("change"),
    relation,
    command: v.picklist(["INSERT", "UPDATE", "DELETE", "MERGE", "COPY"]),
    rows: v.picklist(["all", "some"]),
    ...known,
    ...cost,
  }),
  v.strictObject({
    kind: v.literal("unplan"),
    relation,
    index: described(text, "schema.name of the index that the query used."),
    query: described(text, "The live query, without literals."),
    rowsPerCall: described(v.number(), "Rows that each call reads from then on."),
    callsPerSecond: v.nullable(v.number()),
    ...known,
  }),
]);

/** An effect in the words of a report. */
export type ReportedEffect = Published<typeof EffectSchema>;
