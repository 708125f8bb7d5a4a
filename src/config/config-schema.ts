import * as v from "valibot";
import { FAIL_ON } from "../judge/verdict.ts";
import { THRESHOLDS } from "../judge/weight.ts";
import { needed, said } from "./key-words.ts";
import { major, TargetSchema, text } from "./target-schema.ts";

const size = v.pipe(v.number(), v.minValue(0, "is negative"));

const day = v.pipe(v.string(), v.isoDate("is not a date: write it as 2027-01-31"));

const Rules = v.record(text, v.picklist(["off", "error", "warning", "note"]));

const limit = (fallback: number, words: string) =>
  said(size, { words, fallback: String(fallback), example: fallback * 10 });

const Tables = v.strictObject({
  assume: said(v.picklist(["small", "large"]), {
    words: "What an existing table counts as where no statistics are known.",
    fallback: "large",
    example: "small",
  }),
  small: said(
    v.strictObject({
      rows: limit(THRESHOLDS.small.rows, "Rows that a small table has at most."),
      bytes: limit(THRESHOLDS.small.bytes, "Bytes that a small table has at most."),
    }),
    {
      words: "A table with at most these rows and bytes is small: what blocks it is a note.",
      example: { rows: 5000 },
    },
  ),
  big: said(
    v.strictObject({
      rows: limit(THRESHOLDS.big.rows, "Rows from which a table is big."),
      bytes: limit(THRESHOLDS.big.bytes, "Bytes from which a table is big."),
    }),
    {
      words: "A table with as many rows or bytes is big: what blocks it weighs more.",
      example: { rows: 50_000_000 },
    },
  ),
  hot: said(
    v.strictObject({
      writesPerSecond: limit(THRESHOLDS.hot.writesPerSecond, "Rows written in a second."),
      readsPerSecond: limit(THRESHOLDS.hot.readsPerSecond, "Scans in a second."),
    }),
    {
      words: "A table with as much traffic is hot: what blocks it weighs more.",
      example: { writesPerSecond: 50 },
    },
  ),
});

const Override = v.strictObject({
  paths: said(v.array(text), {
    words: "Patterns of migration files, relative to this file.",
    fallback: "every file",
    example: ["db/legacy/**"],
  }),
  tables: said(v.array(text), {
    words: "Patterns of table names, with their schema.",
    fallback: "every table",
    example: ["public.audit_*"],
  }),
  rules: said(Rules, { words: "Levels of rules there.", example: { "rewrites-table": "warning" } }),
  size: said(Tables, {
    words: "How the size of these tables weighs, where it differs from `tables`.",
    example: { assume: "small" },
  }),
});

const Excused = v.strictObject({
  path: needed(text, {
    words: "The migration file, or a pattern, relative to this file.",
    example: "db/migrations/0042_backfill.sql",
  }),
  line: said(v.pipe(v.number(), v.integer(), v.minValue(1)), {
    words: "Only the statement on this line.",
    fallback: "every one of the file",
    example: 12,
  }),
  reason: needed(text, {
    words: "Why it is safe; it stands in the report.",
    example: "runs on an empty table, see the runbook",
  }),
  until: said(day, { words: "The last valid day.", fallback: "valid for ever", example: "2027-01-31" }),
});

const Drift = v.strictObject({
  requireSchema: said(v.boolean(), {
    words:
      "A schema file that cannot be compared makes the drift check incomplete. Drizzle's is code, which is run only then.",
    fallback: "false",
    example: true,
  }),
  include: said(v.array(v.picklist(["comments", "grants", "owners", "storage"])), {
    words: "What else counts as drift.",
    fallback: "none of them",
    example: ["grants"],
  }),
  ignore: said(v.array(text), {
    words: "Patterns of objects that are no drift.",
    example: ["public.spatial_ref_sys"],
  }),
  schemas: said(v.array(text), {
    words: "The only schemas whose objects are compared.",
    fallback: "all that are the project's own",
    example: ["public", "billing"],
  }),
});

/** lockgate.config.json or .yaml. schema/config.schema.json and docs/config.md are generated from it. */
export const ConfigSchema = v.strictObject({
  $schema: said(v.string(), {
    words: "For editors.",
    example: "./node_modules/lockgate/schema/config.schema.json",
  }),
  base: said(text, {
    words: "The branch that migrations are new against.",
    fallback: "the CI's variables, then origin/HEAD",
    example: "develop",
  }),
  failOn: said(v.picklist(FAIL_ON), {
    words: "The level from which findings fail the check.",
    fallback: "error",
    example: "warning",
  }),
  pgVersion: said(major, {
    words: "PostgreSQL's major version in production.",
    fallback: "the live database's or the shadow's, else the newest that was measured",
    example: 16,
  }),
  shadow: said(
    v.pipe(
      v.string(),
      v.regex(
        /^(pglite|docker:\S+)$/,
        'is neither "pglite" nor "docker:<image>"; an address of a server belongs in LOCKGATE_SHADOW, out of the repository',
      ),
    ),
    {
      words: "Where migrations are rehearsed: `pglite`, embedded, or `docker:<image>`.",
      fallback: "pglite",
      example: "docker:postgres:16",
    },
  ),
  static: said(v.boolean(), { words: "Judge without rehearsal.", fallback: "false", example: true }),
  targets: said(v.array(TargetSchema), {
    words: "Folders of migrations that are not detected, or detected wrongly.",
    fallback: "those that are detected",
    example: [{ dir: "db/sql" }],
  }),
  rules: said(Rules, {
    words: "Levels of rules by id: `off`, `note`, `warning` or `error`.",
    fallback: "each rule's own",
    example: { "is-not-atomic": "off" },
  }),
  overrides: said(v.array(Override), {
    words: "Levels of rules and limits of size for some files or tables; the last that fits counts.",
    example: [{ tables: ["public.audit_*"], rules: { "rewrites-table": "warning" } }],
  }),
  tables: said(Tables, { words: "How the size of a table weighs.", example: { assume: "small" } }),
  lockTimeout: said(
    v.pipe(v.string(), v.regex(/^\d+\s*(ms|s|min)$/, 'is not a duration: write it as "5s"')),
    {
      words: "The lock_timeout that migrations run with, set by the role, the URL or the runner.",
      example: "5s",
    },
  ),
  migrationRole: said(text, {
    words: "The role that runs the migrations in production, by whose settings and rights they are judged.",
    fallback: "the one that took the snapshot, or that reads the live database",
    example: "deploy",
  }),
  userRules: said(v.array(text), {
    words: "Folders of your own rules, relative to this file.",
    example: ["db/rules"],
  }),
  stats: said(text, {
    words: "A snapshot made by `lockgate stats`, relative to this file.",
    example: "db/production.json",
  }),
  queries: said(text, {
    words:
      'A file of queries that production runs, relative to this file: statements, or JSON lines of {"sql", "calls"}.',
    example: "db/queries.jsonl",
  }),
  databaseUrlEnv: said(
    v.pipe(v.string(), v.regex(/^[A-Za-z_]\w*$/, "is not the name of an environment variable")),
    {
      words: "The environment variable with the live database's URL.",
      fallback: "LOCKGATE_DATABASE_URL",
      example: "PRODUCTION_URL",
    },
  ),
  baseline: said(text, {
    words: "The baseline file, relative to this file.",
    fallback: "lockgate.baseline.json",
    example: "db/baseline.json",
  }),
  overrideLabel: said(text, {
    words: "A label on the pull request that turns errors into warnings.",
    fallback: "there is none",
    example: "migration-approved",
  }),
  unanalyzed: said(v.array(Excused), {
    words: "What cannot be analysed and is known to be safe, with the reason.",
    example: [{ path: "db/migrations/0042_backfill.sql", reason: "runs on an empty table" }],
  }),
  drift: said(Drift, { words: "The drift check.", example: { include: ["grants"] } }),
});

/** The config as it stands in a file. */
export type ConfigFile = v.InferOutput<typeof ConfigSchema>;
