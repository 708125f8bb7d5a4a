/** The JSON of `lockgate fix`: schema/fix.schema.json is generated from it. */
import * as v from "valibot";
import { UnanalyzedSchema } from "../judge/finding.ts";
import { count, described, line, type Published, text } from "../published.ts";

export const PHASES = ["this release", "next release", "outside"] as const;

const Proof = v.strictObject({
  schema: described(
    v.picklist(["equal", "differs", "not compared"]),
    "The catalog after all steps against the one after the migration as it was.",
  ),
  findings: described(count, "Errors that a check of the step's file still has."),
});

const Step = v.strictObject({
  path: described(
    v.nullable(text),
    "The file, relative to the repository's root; null for what is run outside the tool, and where the tool has no files.",
  ),
  sql: described(text, "The whole file as it is written; of other steps, the statements."),
  before: v.exactOptional(
    described(text, "The file as it is without the step, where it is a changed one; left out for a new one."),
  ),
  phase: described(
    v.picklist(PHASES),
    "`outside`: run beside the tool, until it changes no row; with --write only this release is written.",
  ),
  when: v.exactOptional(described(text, 'What has to be so before it runs: "once the code writes it".')),
  proof: Proof,
});

const Fixed = v.strictObject({
  rule: text,
  line: v.nullable(line),
  message: text,
  fingerprint: text,
});

const Migration = v.strictObject({
  path: described(text, "The changed migration, relative to the repository's root."),
  planned: v.exactOptional(
    described(
      v.literal(true),
      "The steps are for its author to write, between releases of code or in code: nothing of them is proven, and `left` has the findings and why.",
    ),
  ),
  findings: described(v.array(Fixed), "What the steps resolve."),
  steps: described(v.array(Step), "In the order in which they run."),
  rows: v.exactOptional(
    described(
      v.literal("equal"),
      "On tables with synthetic rows all steps leave the same rows as the migration as it was; left out where that cannot be said.",
    ),
  ),
});

const Left = v.strictObject({
  rule: text,
  path: v.nullable(text),
  line: v.nullable(line),
  reason: described(text, "Why nothing is written for it, or what could not be proven."),
});

export const FixSchema = v.strictObject({
  schema: v.literal("lockgate/fix@1"),
  lockgate: described(text, "The version of lockgate."),
  postgres: v.strictObject({ major: count, judgedAs: v.exactOptional(count) }),
  migrations: v.array(Migration),
  left: v.array(Left),
  remarks: described(v.array(text), "What a reader must know of the whole run."),
  unanalyzed: described(
    v.array(UnanalyzedSchema),
    "What could not be read, parsed or rehearsed: nothing is planned then.",
  ),
  written: described(v.array(text), "Paths of the files that were written: none without --write."),
});

/** What `lockgate fix` would write or wrote, and what it leaves. */
export type FixReport = Published<typeof FixSchema>;
export type FixedMigration = Published<typeof Migration>;
export type FixStep = Published<typeof Step>;
export type LeftFinding = Published<typeof Left>;
