/** Rewrites the console blocks in the READMEs of the rules with what their problems yield: `npm run generate`. */
import { writeFileSync } from "node:fs";
import { loadRules, readmeOf } from "../src/judge/load-rules.ts";
import { consoleOf } from "../src/proof/prove.ts";
import { consoleOfRun } from "../src/proof/prove-run-rule.ts";
import { type Block, parseReadme, withConsoles } from "../src/proof/readme.ts";
import { loadParser } from "../src/sql/parse.ts";

const MAJOR = 18;

await loadParser();
const rules = await loadRules();
const every = new Map([...rules].map(([id, { rule }]) => [id, rule]));
for (const loaded of rules.values()) {
  const text = await readmeOf(loaded);
  const { id, rule } = loaded;
  const consoles = new Map<Block, string>();
  for (const problem of parseReadme(text).problems) {
    if (problem.console === null) continue;
    const said =
      rule.scope === "run"
        ? await consoleOfRun(id, problem, every, MAJOR)
        : await consoleOf(problem, new Map([[id, rule]]), MAJOR);
    consoles.set(problem.console, said);
  }
  const updated = withConsoles(text, consoles);
  if (updated === text) continue;
  writeFileSync(loaded.readme, updated);
  process.stdout.write(`${loaded.id}: console blocks rewritten\n`);
}
