import * as v from "valibot";
import { DriftSchema } from "../drift/drift-report.ts";
import { EffectSchema } from "../effects/reported-effect.ts";
import { FindingSchema, SuppressedSchema, UnanalyzedSchema } from "../judge/finding.ts";
import { ROLLBACKS } from "../judge/rollback.ts";
import { VERDICTS } from "../judge/verdict.ts";
import { TRANSACTIONS } from "../migrations/tools/tool.ts";
import { TOOL_IDS } from "../migrations/tools/tools.ts";
import { count, described, line, type Published, text } from "../published.ts";
import { SchemaDiffSchema } from "../schema-diff/schema-diff.ts";
import { LiveQueriesSchema } from "./live-queries.ts";

const Statement = v.strictObject({
  index: count,
  line,
  endLine: line,
  sql: text,
  command: described(text, "PostgreSQL's command tag."),
  transaction: described(
    v.nullable(count),
    "The number of the transaction that it runs in, also across migrations, or null when it commits by itself.",
  ),
  effects: v.array(EffectSchema),
});

const Migration = v.strictObject({
  id: text,
  tool: v.picklist(TOOL_IDS),
  /** Relative to the repository's root, with `/`. */
  path: text,
  transaction: v.picklist(TRANSACTIONS),
  rehearsed: v.boolean(),
  captured: v.exactOptional(
    described(
      v.literal(true),
      "The statements are what a run of the tool's own command sent; left out otherwise.",
    ),
  ),
  rollback: v.exactOptional(
    described(
      v.picklist(ROLLBACKS),
      "Where its way back leads, and from there the way up again: to the same catalog, to another one, nowhere since PostgreSQL or the tool refuses it; none: it has no way back. Left out where that was not looked at.",
    ),
  ),
  rollbackDetail: v.exactOptional(
    described(v.array(text), "What differs, or why it fails in PostgreSQL's words, a line each."),
  ),
  remarks: described(v.array(text), "What a reader must know of how it was judged."),
  statements: v.array(Statement),
});

const Target = v.strictObject({
  name: text,
  tool: v.picklist(TOOL_IDS),
  dir: text,
  migrations: described(count, "All migrations of the folder."),
  new: described(count, "Those judged in this run."),
  skipped: described(v.nullable(text), "Why the folder is not judged."),
  remarks: described(v.array(text), "What was assumed or seen of the folder and its runner."),
});

/** Counts: findings by level, the rest by their names. */
const Summary = v.strictObject({
  error: count,
  warning: count,
  note: count,
  suppressed: count,
  unanalyzed: count,
  migrations: count,
  statements: count,
});

/** The JSON of `check`. schema/report.schema.json is generated from it; a report that is read back is checked with it. */
export const ReportSchema = v.strictObject({
  schema: v.literal("lockgate/report@1"),
  lockgate: described(v.pipe(text, v.regex(/^\d+\.\d+\.\d+(-[\w.-]+)?$/)), "The version of lockgate."),
  postgres: v.strictObject({
    major: count,
    from: v.picklist(["flag", "config", "database", "shadow", "default"]),
    judgedAs: v.optional(
      described(
        count,
        "The newest version that was measured, by which a newer one is judged; left out otherwise.",
      ),
    ),
  }),
  verdict: v.picklist(VERDICTS),
  remarks: described(v.array(text), "What a reader must know of the whole run."),
  weakens: v.optional(
    described(
      v.literal(true),
      "The change takes something away from the gate that judges it, as remarks say; left out otherwise.",
    ),
  ),
  targets: v.array(Target),
  summary: Summary,
  migrations: v.array(Migration),
  findings: v.array(FindingSchema),
  fix: v.exactOptional(
    described(
      v.strictObject({
        command: described(text, "Typed in a shell, it prints the plan; with --write it writes it."),
        directory: v.exactOptional(
          described(
            text,
            "Where it is typed, relative to the repository's root; left out for the root itself.",
          ),
        ),
      }),
      "What to run about the findings that are `fixable`; left out where none is.",
    ),
  ),
  unanalyzed: v.array(UnanalyzedSchema),
  suppressed: v.array(SuppressedSchema),
  liveQueries: v.exactOptional(LiveQueriesSchema),
  schemaDiff: v.exactOptional(
    described(
      SchemaDiffSchema,
      "The schema before the change against the schema after it, as the rehearsal has seen both; [] where nothing changes. Left out where nothing was rehearsed, and with --all.",
    ),
  ),
  drift: described(
    v.nullable(DriftSchema),
    "Null where nothing was compared: no live database and no `schemaCheck`.",
  ),
});

/** The outcome of `lockgate check`, in the shape of its JSON (schema/report.schema.json, which describes each key). */
export type Report = Published<typeof ReportSchema>;
export type ReportedTarget = Published<typeof Target>;
export type Summary = Published<typeof Summary>;
export type ReportedMigration = Published<typeof Migration>;
export type ReportedStatement = Published<typeof Statement>;
