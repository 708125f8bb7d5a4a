/** Public incidents as small repositories: fixtures/museum/<year>-<name>/. */
import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type CheckResult, check } from "../../src/index.ts";

const MUSEUM = join(import.meta.dirname, "../../fixtures/museum");

/** What a pull request brings: the migration that did it, or its safe twin. */
export type PullRequest = "incident" | "safe";

export interface Incident {
  readonly id: string;
  readonly dir: string;
  readonly readme: string;
  /** There is a `stats.json`: what `lockgate stats` would have said of production. */
  readonly hasFacts: boolean;
  /** Its facts are objects or queries, which show only on a shadow. */
  readonly isRehearsed: boolean;
}

export interface JudgeOptions {
  /** Judge with the facts about production. */
  readonly facts: boolean;
  readonly static: boolean;
}

/** All of them, by year and name. */
export function incidents(): Incident[] {
  return readdirSync(MUSEUM, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => {
      const dir = join(MUSEUM, name);
      const readme = readFileSync(join(dir, "README.md"), "utf8");
      const stats = join(dir, "stats.json");
      const facts: object | null = existsSync(stats) ? JSON.parse(readFileSync(stats, "utf8")) : null;
      const isRehearsed = facts !== null && ("objects" in facts || "queries" in facts);
      return { id: name, dir, readme, hasFacts: facts !== null, isRehearsed };
    })
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** `check` of a pull request against a main branch that holds what was there before. */
export async function judgeIncident(
  { dir }: Incident,
  pullRequest: PullRequest,
  options: JudgeOptions,
): Promise<CheckResult> {
  const root = mkdtempSync(join(tmpdir(), "lockgate-museum-"));
  try {
    cpSync(join(dir, "base"), root, { recursive: true });
    git(root, "init", "-q", "-b", "main");
    commit(root);
    git(root, "checkout", "-q", "-b", "change");
    cpSync(join(dir, pullRequest), root, { recursive: true });
    commit(root);
    const facts = options.facts ? { stats: join(dir, "stats.json") } : {};
    const settings = { base: "main", static: options.static, ...facts };
    return await check({ cwd: root, env: {}, settings, noCache: true });
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

function commit(root: string): void {
  git(root, "add", "-A");
  git(root, "commit", "-q", "-m", "work");
}

function git(root: string, ...args: string[]): void {
  const identity = ["-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"];
  execFileSync("git", [...identity, ...args], { cwd: root, stdio: "pipe" });
}
