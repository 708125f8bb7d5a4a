import { beforeAll, expect, test } from "vitest";
import { loadRules, readmeOf } from "../src/judge/load-rules.ts";
import { judgeParts } from "../src/proof/example.ts";
import { parseReadme } from "../src/proof/readme.ts";
import { reasonLeft } from "../src/rule.ts";
import { loadParser } from "../src/sql/parse.ts";

beforeAll(() => loadParser());

const judging = [...(await loadRules()).values()].filter(({ rule }) => rule.scope !== "run");

test.each(judging)(
  "each finding of $id has steps, commits apart, or has its reason why nothing is written",
  async (loaded) => {
    const { problems } = parseReadme(await readmeOf(loaded));
    for (const problem of problems) {
      const { findings, forms } = await judgeParts(
        problem,
        [problem],
        new Map([[loaded.id, loaded.rule]]),
        18,
      );
      for (const { fingerprint, message, remedy } of findings) {
        const form = forms.get(fingerprint) ?? {};
        const answers = [form.steps, form.apart, form.left].filter((one) => one !== undefined);
        expect(answers, message).toHaveLength(1);
        if (form.steps !== undefined) expect(remedy?.sql, message).not.toBe("");
        else if (form.left !== "rows") expect(remedy?.sql ?? "", message).toBe("");
        expect(reasonLeft(form) === null, message).toBe(form.left === undefined && form.plan === undefined);
      }
    }
  },
  60_000,
);
