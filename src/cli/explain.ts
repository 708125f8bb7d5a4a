import type { Command } from "commander";
import { loadConfig } from "../config/config.ts";
import { didYouMean } from "../config/suggest.ts";
import { loadRules, readmeOf } from "../judge/load-rules.ts";
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
  const rules = await loadRules(userRules);
  if (id === undefined) {
    const listed = [...rules].map(([name, { rule }]) => {
      return { id: name, level: rule.level, summary: rule.summary };
    });
    return renderRules(listed, view);
  }
  const loaded = rules.get(id);
  if (loaded === undefined) {
    throw new UsageError(
      `there is no rule "${id}"${didYouMean(id, [...rules.keys()])}`,
      "`lockgate explain` lists the rules.",
    );
  }
  return renderExplanation(
    { id, level: loaded.rule.level, summary: loaded.rule.summary, readme: await readmeOf(loaded) },
    view,
  );
}
