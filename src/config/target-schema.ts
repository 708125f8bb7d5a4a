import * as v from "valibot";
import { TRANSACTIONS } from "../migrations/tools/tool.ts";
import { TOOL_IDS } from "../migrations/tools/tools.ts";
import { MAJORS } from "../postgres/majors.ts";
import { needed, said } from "./key-words.ts";

export const text = v.pipe(v.string(), v.minLength(1, "is empty"));

export const major = v.pipe(
  v.number(),
  v.integer(),
  v.minValue(MAJORS[0], `is not ${MAJORS[0]} or newer`),
  v.maxValue(999),
);

const Command = v.union([text, v.pipe(v.array(v.string()), v.minLength(1, "is empty"))]);

/** A folder of migrations, as the config declares it. */
export const TargetSchema = v.strictObject({
  name: said(text, { words: "The name in reports.", fallback: "the folder's path", example: "billing" }),
  tool: said(v.picklist(TOOL_IDS), {
    words: "The tool that runs the migrations.",
    fallback: "detected",
    example: "flyway",
  }),
  dir: needed(text, {
    words: "The folder of the migrations, relative to this file.",
    example: "db/migrations",
  }),
  postgres: said(major, {
    words: "PostgreSQL's major version of this database.",
    fallback: "`pgVersion`",
    example: 16,
  }),
  extensions: said(v.array(text), {
    words: "Extensions that the database has before the first migration.",
    example: ["citext", "vector"],
  }),
  prelude: said(text, {
    words:
      "An SQL file that makes what the database has before the first migration, or `supabase` for what that host makes.",
    example: "db/roles.sql",
  }),
  transaction: said(v.picklist(TRANSACTIONS), {
    words:
      "For plain SQL: what runs in one transaction, each statement, each file, or all files that are pending.",
    fallback: "`statement`, as psql runs a file",
    example: "file",
  }),
  placeholders: said(v.record(text, v.string()), {
    words: "Values of Flyway's placeholders.",
    example: { schema: "billing" },
  }),
  command: said(Command, {
    words:
      "For migrations in code: what runs all that are pending, as in a deploy. What it sends to a throwaway PostgreSQL is judged. A list of words, or a text that is split like a shell splits it; no shell runs it.",
    example: "npx knex migrate:latest",
  }),
  schemaCheck: said(Command, {
    words:
      "Run after `command`, on what the migrations made: what ends other than with 0 where the models say something else. That is drift of the schema.",
    example: "python manage.py makemigrations --check",
  }),
  setup: said(Command, {
    words: "Run before `command` in a fresh checkout of the base: a build.",
    example: "npm run build",
  }),
  cwd: said(text, {
    words: "The folder in which `command` runs, relative to this file.",
    fallback: "this file's",
    example: "packages/api",
  }),
  env: said(v.record(text, v.string()), {
    words: "Variables of `command`; {url} {host} {port} {user} {password} {database} are filled in.",
    example: { DATABASE_URL: "{url}" },
  }),
  passEnv: said(v.array(text), {
    words: "Names of variables that `command` gets from lockgate's own environment.",
    example: ["NPM_CONFIG_REGISTRY"],
  }),
  historyTable: said(
    v.pipe(text, v.regex(/^[^.]+(\.[^.]+)?$/, "is not the name of a table, with or without its schema")),
    {
      words:
        "The table in which the tool notes what it applied. Needed only where that is neither the tool's usual one nor one whose rows name migrations.",
      fallback: "the tool's own",
      example: "ops.applied_migrations",
    },
  ),
  timeout: said(v.pipe(v.number(), v.minValue(1)), {
    words: "Seconds that one run of `command` may take.",
    fallback: "120",
    example: 300,
  }),
});
