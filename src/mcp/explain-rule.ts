import * as v from "valibot";
import { loadConfig } from "../config/config.ts";
import { didYouMean } from "../config/suggest.ts";
import { listRules } from "../judge/rule-docs.ts";
import { UsageError } from "../migrations/failure.ts";
import { answer } from "./answer.ts";
import { defineTool, READ_ONLY, schemaOf } from "./tool.ts";

const output = v.object({
  rule: v.string(),
  level: v.string(),
  summary: v.string(),
  readme: v.pipe(v.string(), v.description("Markdown: the problem, the safe way, what is fine.")),
});

export const explainRule = defineTool({
  name: "explain_rule",
  title: "Explain a rule",
  description:
    "What a rule of lockgate is about: why it is a problem, the safe way with SQL, what is fine, when to ignore it. Call it for " +
    "the `rule` of a finding whose remedy is not clear.",
  input: schemaOf(
    v.strictObject({ rule: v.pipe(v.string(), v.description("Its id, such as rewrites-table.")) }),
  ),
  output: schemaOf(output),
  annotations: READ_ONLY,
  async call({ rule: id }, { cwd }) {
    const { userRules } = await loadConfig(cwd, null, null);
    const rules = await listRules(userRules);
    const rule = rules.get(id);
    if (rule === undefined) {
      const ids = [...rules.keys()];
      throw new UsageError(`there is no rule "${id}"${didYouMean(id, ids)}`, `The rules: ${ids.join(", ")}.`);
    }
    const { level, summary, readme } = rule;
    return answer({ rule: id, level, summary, readme });
  },
});
