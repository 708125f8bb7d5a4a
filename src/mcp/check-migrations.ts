import * as v from "valibot";
import { check } from "../check.ts";
import { renderJson } from "../report/json.ts";
import { answer } from "./answer.ts";
import { confine } from "./confine.ts";
import { shortReport } from "./short-report.ts";
import { defineTool, paths, READ_ONLY, schemaOf } from "./tool.ts";

const output = v.looseObject({
  verdict: v.pipe(
    v.picklist(["pass", "fail", "incomplete"]),
    v.description(
      "Only `pass` may be merged. `incomplete`: something could not be analyzed, as `unanalyzed` says.",
    ),
  ),
  remarks: v.array(v.string()),
  summary: v.looseObject({ error: v.number(), warning: v.number(), note: v.number() }),
  findings: v.array(
    v.looseObject({
      rule: v.pipe(v.string(), v.description("explain_rule has more on it.")),
      level: v.picklist(["error", "warning", "note"]),
      path: v.nullable(v.string()),
      line: v.nullable(v.number()),
      message: v.string(),
      remedy: v.pipe(
        v.nullable(v.object({ summary: v.string(), sql: v.string() })),
        v.description("What to write instead."),
      ),
    }),
  ),
  unanalyzed: v.array(v.object({ path: v.string(), line: v.nullable(v.number()), reason: v.string() })),
});

export const checkMigrations = defineTool({
  name: "check_migrations",
  title: "Check migrations",
  description:
    "Judges PostgreSQL migrations as the gate does before a merge: locks, table rewrites, lost data, running code that breaks, " +
    "migrations that fail, each with the line and what to write instead. Call it after every change of a migration, until the " +
    "verdict is `pass`. The answer is the report of `lockgate check --format json`, with the statements that a finding is about.",
  input: schemaOf(v.strictObject({ paths })),
  output: schemaOf(output),
  annotations: READ_ONLY,
  async call({ paths: given = [] }, { confines, ...run }) {
    const paths = given.map((path) => confine(confines, path));
    const { report } = await check({ ...run, paths });
    return answer(JSON.parse(renderJson(shortReport(report))));
  },
});
