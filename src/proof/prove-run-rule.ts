/** The README of a rule on files, comments or databases run as its test: SQL, a small repository, or a live database. */
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { compareCatalogs } from "../drift/catalog/compare-catalogs.ts";
import { extractFacts } from "../drift/catalog/extract.ts";
import { check } from "../index.ts";
import type { AnyRule } from "../rule.ts";
import { startPglite } from "../shadow/engines/pglite.ts";
import { linesOf } from "./console.ts";
import { judgeParts } from "./example.ts";
import type { Example, ExampleRepository, Readme } from "./readme.ts";

type Rules = ReadonlyMap<string, AnyRule>;

/** What is not so as the README's examples say. All rules are on, and what this one says is looked at. */
export async function runRuleMistakes(
  id: string,
  { problems, fine, safer }: Readme,
  rules: Rules,
  major: number,
): Promise<string[]> {
  const mistakes: string[] = [];
  for (const problem of problems) {
    const said = await consoleOfRun(id, problem, rules, major);
    if (said === "") mistakes.push(`line ${problem.line}: the problem yields nothing`);
    else if (said !== problem.console?.text) {
      mistakes.push(`line ${problem.line}: the problem yields\n${said}\nand not\n${problem.console?.text}`);
    }
  }
  for (const example of fine) {
    const said = await consoleOfRun(id, example, rules, major);
    if (said !== "") mistakes.push(`line ${example.line}: the fine example yields\n${said}`);
  }
  // No rule of a run can write SQL for its reader, so there is nothing that a Safer block could be compared with.
  return safer.length === 0 ? mistakes : [...mistakes, "a rule of the run has no sql safer"];
}

/** What the rule says of an example, as the console block shows it. */
export async function consoleOfRun(
  id: string,
  example: Example,
  rules: Rules,
  major: number,
): Promise<string> {
  if (example.live) return driftOf(example);
  const report =
    example.repository === null
      ? await judgeParts(example, [example], rules, major)
      : await reportOf(example.repository);
  return linesOf({
    findings: report.findings.filter(({ rule }) => rule === id),
    unanalyzed: id === "unanalyzed" ? report.unanalyzed : [],
  }).join("\n");
}

/** What `lockgate check` reports in a repository whose branch makes the change. */
async function reportOf({ merged, changed }: ExampleRepository) {
  const root = mkdtempSync(join(tmpdir(), "lockgate-example-"));
  const git = (...args: string[]) => {
    const who = ["-c", "user.name=example", "-c", "user.email=example@example.org"];
    execFileSync("git", [...who, "-c", "commit.gpgsign=false", ...args], { cwd: root, stdio: "pipe" });
  };
  const commit = (files: Readonly<Record<string, string>>) => {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
    git("add", "-A");
    git("commit", "-q", "--allow-empty", "-m", "example");
  };
  try {
    git("init", "-q", "-b", "main");
    commit(merged);
    git("checkout", "-q", "-b", "change");
    commit(changed);
    const { report } = await check({ cwd: root, env: {}, settings: { base: "main" } });
    return report;
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

/** How a database differs from its migrations once somebody has run SQL on it by hand. */
async function driftOf({ given, sql }: Example): Promise<string> {
  const database = await startPglite({ dataDir: null, extensions: [] });
  try {
    await run(`${given}; SET search_path = ''`);
    const expected = await extractFacts(database);
    await run("BEGIN");
    await run(`SET LOCAL search_path = public; ${sql}; SET LOCAL search_path = ''`);
    const actual = await extractFacts(database);
    await run("ROLLBACK");
    const scope = { schemas: null, ignore: [], platform: [], unavailable: [], history: null };
    const differences = await compareCatalogs(expected, actual, { ...scope, mark: "" }, database);
    return differences.map(({ message }) => message).join("\n");
  } finally {
    database.close();
  }

  async function run(text: string): Promise<void> {
    const { error } = await database.exec(text);
    if (error) throw new Error(`${error.message}: ${text}`);
  }
}
