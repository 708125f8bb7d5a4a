import * as v from "valibot";
import { FAIL_ON } from "../judge/verdict.ts";
import { THRESHOLDS } from "../judge/weight.ts";
import { TRANSACTIONS } from "../migrations/tools/tool.ts";
import { TOOL_IDS } from "../migrations/tools/tools.ts";
import { MAJORS } from "../postgres/majors.ts";

const said = <T extends v.GenericSchema>(schema: T, description: string) =>
  v.exactOptional(v.pipe(schema, v.description(description)));

const text = v.pipe(v.string(), v.minLength(1, "is empty"));
const size = v.pipe(v.number(), v.minValue(0, "is negative"));

const major = v.pipe(
  v.number(),
  v.integer(),
  v.minValue(MAJORS[0], `is not ${MAJORS[0]} or newer`),
  v.maxValue(999),
);
const day = v.pipe(v.string(), v.isoDate("is not a date: write it as 2027-01-31"));

const Rules = v.record(text, v.picklist(["off", "error", "warning", "note"]));

const Command = v.union([text, v.pipe(v.array(v.string()), v.minLength(1, "is empty"))]);

const Target = v.strictObject({
  name: said(text, "The name in reports. Default: the folder's path."),
  tool: said(v.picklist(TOOL_IDS), "The tool that runs the migrations. Default: detected."),
  dir: v.pipe(text, v.description("The folder of the migrations, relative to this file.")),
  postgres: said(major, "PostgreSQL's major version of this database."),
  extensions: said(v.array(text), "Extensions that the database has before the first migration."),
  prelude: said(text, "An SQL file that makes what the database has before the first migration."),
  transaction: said(v.picklist(TRANSACTIONS), "For plain SQL: what runs in one transaction."),
  placeholders: said(v.record(text, v.string()), "Values of Flyway's placeholders."),
  command: said(
    Command,
    "For migrations in code: what runs all that are pending, as in a deploy. What it sends to a throwaway PostgreSQL is judged.",
  ),
  schemaCheck: said(
    Command,
    "Run after `command`, on what the migrations made: what ends other than with 0 where the models say something else. That is drift of the schema.",
  ),
  setup: said(Command, "Run before `command` in a fresh checkout of the base: a build."),
  cwd: said(text, "The folder in which `command` runs, relative to this file. Default: this file's."),
  env: said(
    v.record(text, v.string()),
    "Variables of `command`; {url} {host} {port} {user} {password} {database} are filled in.",
  ),
  passEnv: said(v.array(text), "Names of variables that `command` gets from lockgate's own environment."),
  historyTable: said(
    v.pipe(text, v.regex(/^[^.]+(\.[^.]+)?$/, "is not the name of a table, with or without its schema")),
    "The table in which the tool notes what it applied. Needed only where that is neither the tool's usual one nor one whose rows name migrations.",
  ),
  timeout: said(
    v.pipe(v.number(), v.minValue(1)),
    "Seconds that one run of `command` may take. Default: 120.",
  ),
});

const Tables = v.strictObject({
  assume: said(
    v.picklist(["small", "large"]),
    "What an existing table counts as where no statistics are known. Default: large.",
  ),
  small: said(
    v.strictObject({
      rows: said(size, `Default: ${THRESHOLDS.small.rows}.`),
      bytes: said(size, `Default: ${THRESHOLDS.small.bytes}.`),
    }),
    "A table with at most these rows and bytes is small: what blocks it is a note.",
  ),
  big: said(
    v.strictObject({
      rows: said(size, `Default: ${THRESHOLDS.big.rows}.`),
      bytes: said(size, `Default: ${THRESHOLDS.big.bytes}.`),
    }),
    "A table with as many rows or bytes is big: what blocks it weighs more.",
  ),
  hot: said(
    v.strictObject({
      writesPerSecond: said(size, `Default: ${THRESHOLDS.hot.writesPerSecond}.`),
      readsPerSecond: said(size, `Default: ${THRESHOLDS.hot.readsPerSecond}.`),
    }),
    "A table with as much traffic is hot: what blocks it weighs more.",
  ),
});

const Override = v.strictObject({
  paths: said(v.array(text), "Patterns of migration files, relative to this file."),
  tables: said(v.array(text), 'Patterns of table names: "public.audit_*".'),
  rules: said(Rules, "Levels of rules there."),
  size: said(Tables, "How the size of these tables weighs, where it differs from `tables`."),
});

const Excused = v.strictObject({
  path: v.pipe(text, v.description("The migration file, or a pattern, relative to this file.")),
  line: said(v.pipe(v.number(), v.integer(), v.minValue(1)), "Only the statement on this line."),
  reason: v.pipe(text, v.description("Why it is safe; it stands in the report.")),
  until: said(day, "The last valid day."),
});

const Drift = v.strictObject({
  requireSchema: said(
    v.boolean(),
    "A schema file that cannot be compared makes the drift check incomplete. Drizzle's is code, which is run only then.",
  ),
  include: said(
    v.array(v.picklist(["comments", "grants", "owners", "storage"])),
    "What else counts as drift.",
  ),
  ignore: said(v.array(text), 'Patterns of objects that are no drift: "public.spatial_ref_sys".'),
  schemas: said(
    v.array(text),
    "The only schemas whose objects are compared. Default: all that are the project's own.",
  ),
});

/** lockgate.config.json or .yaml. schema/config.schema.json is generated from it. */
export const ConfigSchema = v.strictObject({
  $schema: said(v.string(), "For editors."),
  base: said(
    text,
    "The branch that migrations are new against. Default: the CI's variables, then origin/HEAD.",
  ),
  failOn: said(v.picklist(FAIL_ON), "The level from which findings fail the check. Default: error."),
  pgVersion: said(major, "PostgreSQL's major version in production."),
  shadow: said(
    v.pipe(
      v.string(),
      v.regex(
        /^(pglite|docker:\S+)$/,
        'is neither "pglite" nor "docker:<image>"; an address of a server belongs in LOCKGATE_SHADOW, out of the repository',
      ),
    ),
    'Where migrations are rehearsed: "pglite" (default) or "docker:<image>".',
  ),
  static: said(v.boolean(), "Judge without rehearsal."),
  targets: said(v.array(Target), "Folders of migrations that are not detected, or detected wrongly."),
  rules: said(Rules, "Levels of rules by id."),
  overrides: said(
    v.array(Override),
    "Levels of rules and limits of size for some files or tables; the last that fits counts.",
  ),
  tables: said(Tables, "How the size of a table weighs."),
  lockTimeout: said(
    v.pipe(v.string(), v.regex(/^\d+\s*(ms|s|min)$/, 'is not a duration: write it as "5s"')),
    "The lock_timeout that migrations run with, set by the role, the URL or the runner.",
  ),
  migrationRole: said(
    text,
    "The role that runs the migrations in production, by whose settings and rights they are judged. Default: the one that took the snapshot, or that reads the live database.",
  ),
  userRules: said(v.array(text), "Folders of your own rules, relative to this file."),
  stats: said(text, "A snapshot made by `lockgate stats`, relative to this file."),
  queries: said(
    text,
    'A file of queries that production runs, relative to this file: statements, or JSON lines of {"sql", "calls"}.',
  ),
  databaseUrlEnv: said(
    v.pipe(v.string(), v.regex(/^[A-Za-z_]\w*$/, "is not the name of an environment variable")),
    "The environment variable with the live database's URL. Default: LOCKGATE_DATABASE_URL.",
  ),
  baseline: said(text, "The baseline file, relative to this file. Default: lockgate.baseline.json."),
  overrideLabel: said(text, "A label on the pull request that turns errors into warnings."),
  unanalyzed: said(v.array(Excused), "What cannot be analysed and is known to be safe, with the reason."),
  drift: said(Drift, "The drift check."),
});

/** The config as it stands in a file. */
export type ConfigFile = v.InferOutput<typeof ConfigSchema>;
