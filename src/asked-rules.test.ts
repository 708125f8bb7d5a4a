import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { examine } from "./check.ts";
import type { EffectKind } from "./effects/effect.ts";
import { NO_PRODUCTION } from "./judge/change.ts";
import { type JudgeResult, judge } from "./judge/judge.ts";
import { loadRules } from "./judge/load-rules.ts";
import { DEFAULT_WEIGHING } from "./judge/weight.ts";
import type { AnyRule } from "./rule.ts";

const root = join(import.meta.dirname, "..");

/** All that is written in SQL in this repository: as cases of a user's, and as incidents. */
const folders = ["fixtures", "fixtures/museum"].flatMap((folder) =>
  readdirSync(join(root, folder), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== "museum")
    .map(({ name }) => `${folder}/${name}`),
);

const rules = new Map([...(await loadRules()).values()].map(({ id, rule }) => [id, rule]));
const askedOfAll = new Map([...rules].map(([id, rule]) => [id, ofAll(rule)]));

function ofAll(rule: AnyRule): AnyRule {
  if (rule.scope === "run") return rule;
  const { judges: _, ...rest } = rule;
  return rest;
}

test("a rule has nothing to say of statements that it is not asked of", async () => {
  const told = new Set<string>();
  const kinds = new Set<EffectKind>();
  for (const path of folders) {
    const settings = { static: true };
    const { changes } = await examine({ cwd: root, paths: [path], all: true, env: {}, settings });
    const judgedBy = (by: ReadonlyMap<string, AnyRule>): JudgeResult =>
      judge(changes, [], {
        rules: by,
        weighing: DEFAULT_WEIGHING,
        production: NO_PRODUCTION,
        today: "2026-01-01",
      });
    const asked = judgedBy(rules);
    expect({ path, ...asked }).toEqual({ path, ...judgedBy(askedOfAll) });
    for (const { rule } of asked.findings) told.add(rule);
    for (const { effects } of changes.flat().flatMap(({ statements }) => statements))
      for (const { kind } of effects) kinds.add(kind);
  }
  // It compared something: most rules spoke, and of each kind of effect but those that only live queries show.
  expect(told.size).toBeGreaterThan(15);
  expect(kinds.size).toBeGreaterThan(7);
});
