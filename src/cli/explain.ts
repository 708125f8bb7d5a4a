import type { Command } from "commander";
import { loadConfig } from "../config/config.ts";
import { didYouMean } from "../config/suggest.ts";
import { listRules } from "../judge/rule-docs.ts";
import { UsageError } from "../migrations/failure.ts";
import { renderExplanation, renderRules } from "../report/explain.ts";
import type { View } from "../report/view.ts";
import type { Finish } from "./command.ts";
import { EXIT } from "./exit.ts";
import { writeOut } from "./output.ts";
import { viewOf } from "./terminal.ts";

export function addExplain(program: Command, finish: Finish): void {
  program
    .command("explain")
    .description("a rule's README in the terminal; without a rule, the list of rules")
    .argument("[rule]", "the rule's id")
    .option("--config <file>", "the config file")
    .action(async (rule: string | undefined, flags: { config?: string }) => {
      const config = await loadConfig(process.cwd(), flags.config ?? null, null);
      const text = await explain(rule, config.userRules, viewOf(process.stdout, process.env));
      finish((await writeOut(text)) ? EXIT.ok : EXIT.unable);
    });
}

/**
 * `lockgate explain [rule]`: a rule's README, or the list of rules.
 *
 * @throws {UsageError} for a rule that does not exist.
 */
export async function explain(
  id: string | undefined,
  userRules: readonly string[],
  view: View,
): Promise<string> {
  const rules = await listRules(userRules);
  if (id === undefined) return renderRules([...rules.values()], view);
  const rule = rules.get(id);
  if (rule === undefined) {
    throw new UsageError(
      `there is no rule "${id}"${didYouMean(id, [...rules.keys()])}`,
      "`lockgate explain` lists the rules.",
    );
  }
  return renderExplanation(rule, view);
}
