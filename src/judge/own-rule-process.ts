/** The program of the child process in which one rule of the user's runs: it may end, loop or bend what it likes here. */

import type { Analyzed, Judgment, Rule } from "../rule.ts";
import { loadParser } from "../sql/parse.ts";
import { analyze, productionFrom } from "./change.ts";
import type { OwnOpinion, RuleAnswer, RuleCall } from "./own-rule.ts";
import { readRule } from "./rule-folder.ts";

const send = process.send?.bind(process);
let loaded: Rule | null = null;

process.on("message", (call: RuleCall) => {
  answer(call)
    .then((said) => send?.(said))
    // Also what cannot be sent: a function among the judgments.
    .catch((error) => send?.({ kind: "failed", reason: reasonOf(error) } satisfies RuleAnswer));
});

async function answer(call: RuleCall): Promise<RuleAnswer> {
  if (call.op === "load") {
    const { rule } = await readRule(call.folder, call.id);
    if (rule.scope === "run") throw new Error("its scope is none that a rule of your own can have");
    loaded = rule;
    const { level, summary, scope } = rule;
    return { kind: "described", rule: { level, summary, scope } };
  }
  const production = productionFrom(call.snapshot, call.lockTimeout, call.role);
  await loadParser();
  const hot = new Map(call.hot);
  const isHot = (path: string, relation: string) => hot.get(path)?.includes(relation) === true;
  const statements = call.changes
    .flatMap((change) => analyze(change, production, isHot))
    .flatMap((migration) => migration.statements);
  return { kind: "opinions", opinions: statements.map(opinionOn) };
}

function opinionOn(analyzed: Analyzed, statement: number): OwnOpinion {
  try {
    const said = [loaded?.judge(analyzed) ?? []].flat() as Judgment[];
    const judgments = said.map((judgment) => ({ judgment, remedy: loaded?.remedy?.(judgment, analyzed) }));
    return { statement, judgments, failed: null };
  } catch (error) {
    return { statement, judgments: [], failed: reasonOf(error) };
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
