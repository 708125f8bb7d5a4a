import * as v from "valibot";
import { prepareRun } from "../config/run.ts";
import { locks } from "../locks.ts";
import { NEWEST } from "../postgres/majors.ts";
import { renderLocksJson } from "../report/json.ts";
import { answer } from "./answer.ts";
import { defineTool, READ_ONLY, schemaOf } from "./tool.ts";

/** Characters: far more than anybody asks about, and bounded. */
const MAX_SQL = 1_000_000;

const output = v.looseObject({
  postgres: v.pipe(v.number(), v.description("The major version that was asked about.")),
  statements: v.array(
    v.looseObject({
      line: v.number(),
      command: v.string(),
      effects: v.array(v.looseObject({ kind: v.string() })),
      unanalyzed: v.nullable(v.string()),
      error: v.nullable(v.string()),
    }),
  ),
});

export const statementLocks = defineTool({
  name: "statement_locks",
  title: "What statements lock",
  description:
    "Tells of each SQL statement, on its own, which locks PostgreSQL takes, which tables it rewrites or scans, which indexes it " +
    "builds and what it destroys. Nothing is run. Call it before a statement goes into a migration. A table that an earlier " +
    "statement of the same text creates is known; others are taken for existing, large tables. The answer is that of " +
    "`lockgate locks --format json`.",
  input: schemaOf(
    v.strictObject({
      sql: v.pipe(v.string(), v.maxLength(MAX_SQL), v.description("One or more statements of PostgreSQL.")),
    }),
  ),
  output: schemaOf(output),
  annotations: READ_ONLY,
  async call({ sql }, { cwd, env }) {
    const { settings } = await prepareRun({ cwd, env });
    return answer(
      JSON.parse(renderLocksJson(await locks({ sql, major: settings.pgVersion?.major ?? NEWEST }))),
    );
  },
});
