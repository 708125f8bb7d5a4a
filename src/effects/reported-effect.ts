/** Effects as JSON has them. */
import * as v from "valibot";
import { LOCK_MODES } from "../postgres/lock-mode.ts";
import { described, type Published, text } from "../published.ts";
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

export const EffectSchema = v.variant("kind", [
  v.strictObject({
    kind: v.literal("lock"),
    relation,
    mode: v.picklist(LOCK_MODES),
    role: v.picklist(LOCK_ROLES),
    ...known,
  }),
  v.strictObject({ kind: v.literal("rewrite"), relation, ...known }),
  v.strictObject({ kind: v.literal("scan"), relation, why: text, ...known }),
  v.strictObject({ kind: v.literal("build"), relation, index: text, ...known }),
  v.strictObject({
    kind: v.literal("destroy"),
    what: v.picklist(DESTROYED_OBJECTS),
    relation: v.nullable(relation),
    name: text,
    cascade: described(v.boolean(), "Not named by the statement: it goes with what it depends on."),
    ...known,
  }),
  v.strictObject({
    kind: v.literal("break"),
    what: v.picklist(BREAK_WORDS),
    relation: v.nullable(relation),
    name: text,
    ...known,
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
  }),
]);

/** An effect in the words of a report. */
export type ReportedEffect = Published<typeof EffectSchema>;
