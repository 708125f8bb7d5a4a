/** What a run finds, what it could not analyze and what was suppressed, as JSON has them. */
import * as v from "valibot";
import { EffectSchema } from "../effects/reported-effect.ts";
import { count, described, line, type Published, text } from "../published.ts";

const FactSchema = v.strictObject({
  kind: described(
    v.picklist(["queries", "code", "prepared", "time"]),
    "Live queries that fail; where the running release names it; the proof that it does without; how long it takes.",
  ),
  text: text,
  query: v.exactOptional(described(text, "The most called of the queries, without literals.")),
});

export const FindingSchema = v.strictObject({
  rule: text,
  level: v.picklist(["error", "warning", "note"]),
  migration: described(
    v.nullable(text),
    "Null, like path, statement and lines, for one on the whole repository.",
  ),
  /** Relative to the repository's root, with `/`. */
  path: v.nullable(text),
  statement: described(v.nullable(count), "Index of the statement in its migration."),
  line: v.nullable(line),
  endLine: v.nullable(line),
  message: described(text, "One line; where there are facts, it ends with them."),
  facts: v.exactOptional(
    described(v.array(FactSchema), "What facts add, a line each; left out where there are none."),
  ),
  because: v.nullable(EffectSchema),
  remedy: v.nullable(
    v.strictObject({
      summary: text,
      sql: described(text, "Empty where no SQL does it."),
      inPlace: v.exactOptional(
        described(
          v.literal(true),
          "It is right in the place of the statement, with no other file or work beside it; left out otherwise.",
        ),
      ),
    }),
  ),
  fixable: v.exactOptional(
    described(
      v.literal(true),
      "`lockgate fix` has a safe form to prove and write, for code to print; left out otherwise.",
    ),
  ),
  also: described(
    v.array(v.strictObject({ rule: text, message: text })),
    "What weaker rules say of the same cause in the same statement.",
  ),
  fingerprint: described(text, "The same when lines move; unique in a report."),
});

export const UnanalyzedSchema = v.strictObject({ path: text, line: v.nullable(line), reason: text });

export const SuppressedSchema = v.strictObject({
  rule: text,
  path: text,
  line,
  reason: text,
  /** The last valid day (YYYY-MM-DD, UTC). */
  until: v.nullable(text),
});

export type Fact = Published<typeof FactSchema>;

/** A fact on one line. */
export function factLine({ text, query }: Fact): string {
  return query === undefined ? text : `${text}, first: ${query}`;
}

/** What a rule says of a statement, or of the whole repository. */
export type Finding = Published<typeof FindingSchema>;

/** What could not be read, parsed, rehearsed or judged, and why. */
export type Unanalyzed = Published<typeof UnanalyzedSchema>;

/** A finding that a comment, the configuration or the baseline takes out, with the reason given there. */
export type Suppressed = Published<typeof SuppressedSchema>;
