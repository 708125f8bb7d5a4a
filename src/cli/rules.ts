import { resolve } from "node:path";
import type { Command } from "commander";
import picocolors from "picocolors";
import { loadConfig } from "../config/config.ts";
import { UsageError } from "../migrations/failure.ts";
import { NEWEST } from "../postgres/majors.ts";
import { visible, visibleLines } from "../report/visible.ts";
import type { Finish } from "./command.ts";
import { EXIT } from "./exit.ts";
import { writeOut } from "./output.ts";
import { viewOf } from "./terminal.ts";

export function addRules(program: Command, finish: Finish): void {
  program
    .command("rules")
    .description("your own rules")
    .command("test")
    .description("run the README of each of your rules as its test")
    .argument("[folder]", "a folder of rules; default: the config's userRules")
    .option("--config <file>", "the config file")
    .action(async (folder: string | undefined, flags: { config?: string }) => {
      finish(await runRulesTest(folder, flags.config ?? null));
    });
}

async function runRulesTest(folder: string | undefined, named: string | null): Promise<number> {
  const cwd = process.cwd();
  const folders =
    folder === undefined ? (await loadConfig(cwd, named, null)).userRules : [resolve(cwd, folder)];
  if (folders.length === 0) {
    throw new UsageError("no folder of rules is given", 'Name one, or set "userRules" in the config.');
  }
  const [{ loadRules, readmeOf }, { prove }, { loadParser }] = await Promise.all([
    import("../judge/load-rules.ts"),
    import("../proof/prove.ts"),
    import("../sql/parse.ts"),
  ]);
  const [rules] = await Promise.all([loadRules(folders), loadParser()]);
  const { colour } = viewOf(process.stdout, process.env);
  const c = picocolors.createColors(colour);
  const lines: string[] = [];
  let failed = 0;
  const own = [...rules.values()].filter(({ builtIn }) => !builtIn);
  for (const rule of own) {
    const mistakes = await prove(rule, await readmeOf(rule), rules, NEWEST);
    if (mistakes.length > 0) failed++;
    lines.push(`${mistakes.length === 0 ? c.green("ok") : c.red("failed")}  ${c.bold(visible(rule.id))}`);
    for (const mistake of mistakes) lines.push(...visibleLines(mistake).map((line) => `    ${line}`));
  }
  lines.push(`${own.length - failed} passed, ${failed} failed`, "");
  const written = await writeOut(lines.join("\n"));
  return written && failed === 0 ? EXIT.ok : EXIT.unable;
}
