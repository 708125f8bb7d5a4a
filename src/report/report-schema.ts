import * as v from "valibot";
import { BREAK_WORDS } from "../effects/breaks.ts";
import { DESTROYED_OBJECTS, LOCK_ROLES } from "../effects/effect.ts";
import { TOOL_IDS } from "../migrations/migration.ts";
import { LOCK_MODES } from "../postgres/lock-mode.ts";
import { DriftSchema } from "./drift/drift-schema.ts";

const text = v.string();
const said = <T extends v.GenericSchema>(schema: T, description: string) =>
  v.pipe(schema, v.description(description));
const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const line = v.pipe(v.number(), v.integer(), v.minValue(1));
const relation = said(text, "schema.name as in pg_class, unquoted");

const known = {
  isNew: said(v.boolean(), "The relation did not exist before the change."),
  evidence: said(
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
    cascade: said(v.boolean(), "Not named by the statement: it goes with what it depends on."),
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
export type ReportedEffect = Readonly<v.InferOutput<typeof EffectSchema>>;

const Statement = v.strictObject({
  index: count,
  line,
  endLine: line,
  sql: text,
  command: said(text, "PostgreSQL's command tag."),
  transaction: said(
    v.nullable(count),
    "The number of the transaction that it runs in, also across migrations, or null when it commits by itself.",
  ),
  effects: v.array(EffectSchema),
});

const Migration = v.strictObject({
  id: text,
  tool: v.picklist(TOOL_IDS),
  path: text,
  transaction: v.picklist(["file", "statement", "all-pending"]),
  rehearsed: v.boolean(),
  remarks: said(v.array(text), "What a reader must know of how it was judged."),
  statements: v.array(Statement),
});

const Finding = v.strictObject({
  rule: text,
  level: v.picklist(["error", "warning", "note"]),
  migration: said(v.nullable(text), "Null, like path, statement and lines, for one on the whole repository."),
  path: v.nullable(text),
  statement: said(v.nullable(count), "Index of the statement in its migration."),
  line: v.nullable(line),
  endLine: v.nullable(line),
  message: text,
  because: v.nullable(EffectSchema),
  remedy: v.nullable(v.strictObject({ summary: text, sql: said(text, "Empty where no SQL does it.") })),
  also: said(
    v.array(v.strictObject({ rule: text, message: text })),
    "What weaker rules say of the same cause in the same statement.",
  ),
  fingerprint: said(text, "The same when lines move; unique in a report."),
});

/** The JSON of `check`. schema/report.schema.json is generated from it; a report that is read back is checked with it. */
export const ReportSchema = v.strictObject({
  schema: v.literal("lockgate/report@1"),
  lockgate: said(v.pipe(text, v.regex(/^\d+\.\d+\.\d+(-[\w.-]+)?$/)), "The version of lockgate."),
  postgres: v.strictObject({
    major: count,
    from: v.picklist(["flag", "config", "database", "shadow", "default"]),
    judgedAs: v.optional(
      said(
        count,
        "The newest version that was measured, by which a newer one is judged; left out otherwise.",
      ),
    ),
  }),
  verdict: v.picklist(["pass", "fail", "incomplete"]),
  remarks: said(v.array(text), "What a reader must know of the whole run."),
  targets: v.array(
    v.strictObject({
      name: text,
      tool: v.picklist(TOOL_IDS),
      dir: text,
      migrations: said(count, "All migrations of the folder."),
      new: said(count, "Those judged in this run."),
      skipped: said(v.nullable(text), "Why the folder is not judged."),
      remarks: said(v.array(text), "What was assumed or seen of the folder and its runner."),
    }),
  ),
  summary: v.strictObject({
    error: count,
    warning: count,
    note: count,
    suppressed: count,
    unanalyzed: count,
    migrations: count,
    statements: count,
  }),
  migrations: v.array(Migration),
  findings: v.array(Finding),
  unanalyzed: v.array(v.strictObject({ path: text, line: v.nullable(line), reason: text })),
  suppressed: v.array(
    v.strictObject({ rule: text, path: text, line, reason: text, until: v.nullable(text) }),
  ),
  drift: said(v.nullable(DriftSchema), "Null where no live database was asked."),
});
