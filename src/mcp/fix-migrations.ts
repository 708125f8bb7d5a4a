import * as v from "valibot";
import { fix } from "../fix.ts";
import { renderFixJson } from "../report/json.ts";
import { answer } from "./answer.ts";
import { confine } from "./confine.ts";
import { defineTool, paths, READ_ONLY, schemaOf } from "./tool.ts";

const step = v.looseObject({
  path: v.pipe(v.nullable(v.string()), v.description("Null: it is run beside the migration tool.")),
  sql: v.string(),
  phase: v.pipe(
    v.picklist(["this release", "next release", "outside"]),
    v.description("Only those of this release are written."),
  ),
});

const output = v.looseObject({
  migrations: v.array(v.looseObject({ path: v.string(), steps: v.array(step) })),
  left: v.pipe(
    v.array(v.looseObject({ rule: v.string(), reason: v.string() })),
    v.description("Findings for which nothing is written, and why: these need an author."),
  ),
  remarks: v.array(v.string()),
  written: v.pipe(v.array(v.string()), v.description("Files that were written: none without `write`.")),
});

export const fixMigrations = defineTool({
  name: "fix_migrations",
  title: "Fix migrations",
  description:
    "Turns the findings of check_migrations into safe migrations that reach the same schema, each proven by running it on a " +
    "throwaway PostgreSQL. Without `write` it only shows the plan. With it, the new migrations of this branch are changed and " +
    "split in the migration tool's own layout; migrations that are merged are never touched. Call check_migrations afterwards. " +
    "The answer is that of `lockgate fix --format json`.",
  input: schemaOf(
    v.strictObject({
      paths,
      write: v.optional(
        v.pipe(v.boolean(), v.description("Write the files of this release; default: false.")),
      ),
    }),
  ),
  output: schemaOf(output),
  annotations: { ...READ_ONLY, readOnlyHint: false },
  async call({ paths: given = [], write = false }, { confines, ...run }) {
    const paths = given.map((path) => confine(confines, path));
    const { report } = await fix({ ...run, paths, write });
    return answer(JSON.parse(renderFixJson(report)));
  },
});
