/** Rewrites the console blocks in the READMEs of the rules with what their problems yield: `npm run generate`. */
import { writeFileSync } from "node:fs";
import { loadRules, readmeOf } from "../src/judge/load-rules.ts";
import { consoleOf } from "../src/proof/prove.ts";
import { type Block, parseReadme, withConsoles } from "../src/proof/readme.ts";
import { loadParser } from "../src/sql/parse.ts";

const MAJOR = 18;

await loadParser();
for (const loaded of (await loadRules()).values()) {
  const text = await readmeOf(loaded);
  const rules = new Map([[loaded.id, loaded.rule]]);
  const consoles = new Map<Block, string>();
  for (const problem of parseReadme(text).problems) {
    if (problem.console) consoles.set(problem.console, consoleOf(problem, rules, MAJOR));
  }
  const updated = withConsoles(text, consoles);
  if (updated === text) continue;
  writeFileSync(loaded.readme, updated);
  process.stdout.write(`${loaded.id}: console blocks rewritten\n`);
}
