import * as v from "valibot";
import { drift as runDrift } from "../drift.ts";
import { renderDriftJson } from "../report/json.ts";
import { answer } from "./answer.ts";
import { shortDrift } from "./short-report.ts";
import { defineTool, READ_ONLY, schemaOf } from "./tool.ts";

const STATES = ["clean", "drifted", "error", "not-checked"] as const;
const part = v.looseObject({ state: v.picklist(STATES), reason: v.nullable(v.string()) });

const output = v.looseObject({
  verdict: v.pipe(v.picklist(STATES), v.description("Only `clean` is good.")),
  targets: v.array(v.looseObject({ name: v.string(), history: part, catalog: part, schema: part })),
});

export const drift = defineTool({
  name: "drift",
  title: "Drift",
  description:
    "Whether the migrations, the live database's history and catalog, and the ORM's schema file still agree. The live database is " +
    "the one of the config or of LOCKGATE_DATABASE_URL, read only; without one, what git shows. The answer is that of " +
    "`lockgate drift --format json`.",
  input: schemaOf(v.strictObject({})),
  output: schemaOf(output),
  annotations: READ_ONLY,
  async call(_, { confines: _confines, ...run }) {
    const { report } = await runDrift(run);
    return answer(JSON.parse(renderDriftJson(shortDrift(report))));
  },
});
