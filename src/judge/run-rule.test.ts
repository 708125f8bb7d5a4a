import { expect, test } from "vitest";
import { loadConfig } from "../config/config.ts";
import { folder } from "../migrations/temporary-repository.testing.ts";
import { loadRules, readmeOf } from "./load-rules.ts";
import { mergedEditFindings } from "./merged-edit.ts";
import { ruleDocs } from "./rule-docs.ts";
import { staleBaseline } from "./run-finding.ts";
import { RUN_RULES, runLevel } from "./run-rule.ts";
import { DEFAULT_WEIGHING } from "./weight.ts";

const loaded = await loadRules();
const rules = new Map([...loaded].map(([id, { rule }]) => [id, rule]));
const docs = ruleDocs(loaded);

// A finding's id is by its type one of these or that of a loaded rule: there is no third kind that could be written.
test("every id that lockgate's own code reports is a rule of the run, and the other way round", () => {
  const ofRun = [...loaded.values()].filter(({ rule }) => rule.scope === "run").map(({ id }) => id);
  expect(ofRun).toEqual([...RUN_RULES].sort());
});

test.each(RUN_RULES)("%s has a README, which SARIF and explain show", async (id) => {
  const rule = loaded.get(id);
  expect(rule && (await readmeOf(rule))).toContain(`# ${id}\n`);
  expect(docs.get(id)).toMatchObject({ level: rule?.rule.level, summary: rule?.rule.summary });
});

const EDIT = { target: "migrations", id: "1", path: "migrations/1.sql", to: null, after: null } as const;

test("they have the level of their folder, or the one that the configuration gives them", () => {
  const weighing = {
    ...DEFAULT_WEIGHING,
    levels: [
      { rule: "stale-baseline", level: "off", where: null },
      {
        rule: "edits-merged-migration",
        level: "warning",
        where: (path: string) => path.startsWith("migrations/"),
      },
    ] as const,
  };
  const entry = { path: "m.sql", rule: "drops-column", fingerprint: "1", message: "", reason: null };
  const standard = { rules, weighing: DEFAULT_WEIGHING };
  expect(staleBaseline([entry], "b.json", standard)).toMatchObject([{ level: "warning" }]);
  expect(staleBaseline([entry], "b.json", { rules, weighing })).toEqual([]);
  const edits = [{ ...EDIT, kind: "deleted", before: "SELECT 1;" }] as const;
  expect(mergedEditFindings(edits, standard)).toMatchObject([{ level: "error" }]);
  expect(mergedEditFindings(edits, { rules, weighing })).toMatchObject([{ level: "warning" }]);
  expect(runLevel("unused-ignore", "m.sql", { rules: new Map(), weighing })).toBe("off");
});

test("what has a verdict of its own has no level that could be set", async () => {
  const known = async () => [...loaded.keys()];
  const written = (rule: string) =>
    folder({ "lockgate.config.yaml": `rules:\n  ${rule}: off\n`, ".git/HEAD": "" });
  await expect(loadConfig(written("unanalyzed"), null, known)).rejects.toThrow('"unanalyzed" has no level');
  await expect(loadConfig(written("drift"), null, known)).rejects.toThrow('"drift" has no level');
  await expect(loadConfig(written("stale-baseline"), null, known)).resolves.toBeDefined();
});
