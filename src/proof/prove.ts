/** A rule's README run as its test. */

import type { Finding } from "../judge/finding.ts";
import type { LoadedRule } from "../judge/loaded-rule.ts";
import type { AnyRule, Rule } from "../rule.ts";
import { linesOf } from "./console.ts";
import { judgeParts, onlyLooks, remedied } from "./example.ts";
import { type Example, HEADINGS, type Problem, parseReadme, type Readme } from "./readme.ts";

/** What is wrong with a rule's README, or with the rule, in whole sentences; empty: the README is true. */
export async function prove(
  loaded: LoadedRule,
  text: string,
  all: ReadonlyMap<string, LoadedRule>,
  major: number,
): Promise<string[]> {
  const readme = parseReadme(text);
  const form = [...readme.mistakes, ...formMistakes(loaded, readme)];
  const { id, rule } = loaded;
  const every = new Map([...all].map(([other, { rule: one }]) => [other, one]));
  if (rule.scope === "run") {
    const { runRuleMistakes } = await import("./prove-run-rule.ts");
    return [...form, ...(await runRuleMistakes(id, readme, every, major))];
  }
  const alone = new Map([[id, rule]]);
  const remedies = await remediesOf(readme.problems, alone, major);
  return [
    ...form,
    ...(await eachOf(readme.problems, (problem) => problemMistakes(problem, alone, major))),
    ...remedyMistakes(readme, remedies),
    ...(await saferMistakes(remedies, alone, every, major)),
    ...(await eachOf(readme.fine, (example) => silenceMistakes("fine", example, alone, major))),
  ];
}

function formMistakes({ id, rule }: LoadedRule, readme: Readme): string[] {
  const { title, summary, headings, problems, fine } = readme;
  const fixed = headings.filter((heading) => heading !== "Versions");
  return [
    ...(title === id ? [] : [`the title is "${title}", the folder ${id}`]),
    ...(summary === rule.summary ? [] : [`the first paragraph is not the rule's summary: ${rule.summary}`]),
    ...(fixed.join() === HEADINGS.join() ? [] : [`the headings are not ${HEADINGS.join(", ")}`]),
    ...(problems.length > 0 ? [] : ["there is no sql problem"]),
    ...(fine.length > 0 ? [] : ["there is no sql fine"]),
  ];
}

/** What a problem yields with one rule on, as its console block shows it. */
export async function consoleOf(
  problem: Example,
  rules: ReadonlyMap<string, AnyRule>,
  major: number,
): Promise<string> {
  return linesOf(await judgeParts(problem, [problem], rules, major)).join("\n");
}

/** One after the other, since an example may need a database. */
async function eachOf<In, Out>(
  all: readonly In[],
  make: (one: In) => Promise<readonly Out[]>,
): Promise<Out[]> {
  const made: Out[] = [];
  for (const one of all) made.push(...(await make(one)));
  return made;
}

async function problemMistakes(
  problem: Problem,
  rules: ReadonlyMap<string, Rule>,
  major: number,
): Promise<string[]> {
  const judged = await judgeParts(problem, [problem], rules, major);
  const said = linesOf(judged).join("\n");
  if (judged.unanalyzed.length > 0) return [`line ${problem.line}: the problem is not understood\n${said}`];
  if (said === "") return [`line ${problem.line}: the problem yields nothing`];
  if (problem.console === null) return [`line ${problem.line}: the problem has no console block`];
  return said === problem.console.text
    ? []
    : [`line ${problem.console.line}: the problem yields\n${said}\nand not\n${problem.console.text}`];
}

/** The remedies of the problems that can be written as SQL are the Safer blocks, in order. */
function remedyMistakes({ safer }: Readme, found: readonly FoundRemedy[]): string[] {
  const remedies = found.map(({ sql }) => sql);
  const shown = JSON.stringify(remedies) === JSON.stringify(safer);
  return shown
    ? []
    : [`the remedies are\n${remedies.join("\n\n")}\nand the Safer blocks\n${safer.join("\n\n")}`];
}

export interface FoundRemedy {
  readonly problem: Problem;
  readonly finding: Finding;
  readonly sql: string;
}

/** The remedies with SQL, each with the problem that it stands for. */
export async function remediesOf(
  problems: readonly Problem[],
  rules: ReadonlyMap<string, Rule>,
  major: number,
): Promise<FoundRemedy[]> {
  return eachOf(problems, async (problem) =>
    (await judgeParts(problem, [problem], rules, major)).findings.flatMap((finding) =>
      finding.remedy === null || finding.remedy.sql === ""
        ? []
        : [{ problem, finding, sql: finding.remedy.sql }],
    ),
  );
}

/** No rule warns of the advice, and a rule that only ever notes is silent on its own. */
async function saferMistakes(
  remedies: readonly FoundRemedy[],

  alone: ReadonlyMap<string, Rule>,
  every: ReadonlyMap<string, AnyRule>,
  major: number,
): Promise<string[]> {
  return eachOf(remedies, async ({ problem, finding, sql }) => {
    if (onlyLooks(sql)) return [];
    const judged = await judgeParts(problem, remedied(problem, finding, sql), every, major);
    // What is said of the repository as a whole is not said of the advice.
    const spoken = judged.findings.filter(
      ({ rule, level, path }) => path !== null && (level !== "note" || alone.get(rule)?.level === "note"),
    );
    return [
      ...judged.unanalyzed.map(({ path, line, reason }) => `safer: ${path}:${line} unanalyzed: ${reason}`),
      ...spoken.map(({ path, line, rule, message }) => `safer: ${path}:${line} ${rule}: ${message}\n${sql}`),
    ];
  });
}

async function silenceMistakes(
  what: string,
  example: Example,
  rules: ReadonlyMap<string, Rule>,
  major: number,
): Promise<string[]> {
  const said = await consoleOf(example, rules, major);
  return said === "" ? [] : [`line ${example.line}: the ${what} example yields\n${said}`];
}
