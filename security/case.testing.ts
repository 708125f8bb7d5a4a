/**
 * One change against the gate: a repository with a base on main and a change on a branch, judged as `lockgate check`
 * judges it. A case is data; what files cannot say is done by `setUp`.
 */
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { type CheckOptions, check, renderJson, UsageError } from "../src/index.ts";

/** Content by path, relative to the repository's root. */
export type Files = Readonly<Record<string, string | Buffer>>;

export interface Case {
  /** What would go wrong, in a sentence that begins in lower case: the test's name. */
  readonly why: string;
  /** Committed on main; default: {@link SHOP}. */
  readonly base?: Files;
  /** Committed on the branch that is judged. A text alone is the second migration. */
  readonly change: Files | string;
  /** After both commits; what it leaves changed is committed, too. */
  readonly setUp?: (place: Place) => void | Promise<void>;
  /** `stopped`: findings that fail or something that is not analysed. `refused`: a usage error. */
  readonly gate: "stopped" | "passes" | "refused";
  /** Must occur in the report's JSON, or in the message of the refusal. */
  readonly says?: RegExp;
  /** Must not occur there. */
  readonly never?: RegExp;
  /** What the run has left behind and should not have, or null. */
  readonly after?: (root: string) => string | null;
  /** Default: against main, without cache. */
  readonly input?: Omit<CheckOptions, "cwd">;
  /** The folder to judge from, relative to the root. */
  readonly from?: string;
}

export interface Place {
  readonly root: string;
  git(...args: readonly string[]): string;
  write(files: Files): void;
}

/** The base of most cases: two tables with rows in production. */
export const SHOP: Files = {
  "migrations/0001_shop.sql": `CREATE TABLE customer (id bigint PRIMARY KEY, mail text NOT NULL, region int NOT NULL DEFAULT 1);
CREATE TABLE invoice (id bigint PRIMARY KEY, customer_id bigint NOT NULL, total int NOT NULL, paid boolean);
`,
};

/** Where the second migration of a case stands. */
export const SECOND = "migrations/0002_change.sql";

const made: string[] = [];

/** Declares the tests of a theme: one a case. */
export function holds(theme: string, cases: readonly Case[]): void {
  describe(theme, () => {
    test.each(cases)("$why", async (one) => expect(await mistakesIn(one)).toEqual([]));
  });
  afterAll(() => {
    for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true });
  });
}

/** What the gate does otherwise than the case says; nothing when it holds. */
async function mistakesIn(one: Case): Promise<string[]> {
  const root = await repositoryOf(one);
  const { gate, text } = await judged(one, root);
  const short = text.length > 3_000 ? `${text.slice(0, 3_000)}...` : text;
  const left = one.after?.(root) ?? null;
  return [
    ...(left === null ? [] : [left]),
    ...(gate === one.gate ? [] : [`it ${gate}, where it should have ${one.gate}: ${short}`]),
    ...(one.says === undefined || one.says.test(text) ? [] : [`it does not say ${one.says}: ${short}`]),
    ...(one.never?.test(text) ? [`it says ${one.never}: ${short}`] : []),
  ];
}

async function judged(one: Case, root: string): Promise<{ gate: Case["gate"] | "broke"; text: string }> {
  const settings = { base: "main" };
  const input = { noCache: true, env: {}, settings, ...one.input, cwd: join(root, one.from ?? "") };
  try {
    const { report, exit } = await check(input);
    const text = await renderJson(report);
    if (exit === 0 && report.unanalyzed.length === 0) return { gate: "passes", text };
    return { gate: exit === 1 || exit === 4 ? "stopped" : "broke", text };
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return { gate: "refused", text: `${error.message} ${error.hint ?? ""}` };
  }
}

async function repositoryOf({ base = SHOP, change, setUp }: Case): Promise<string> {
  const root = join(realpathSync(mkdtempSync(join(tmpdir(), "lockgate-security-"))), "repository");
  made.push(dirname(root));
  mkdirSync(root);
  const place: Place = {
    root,
    git: (...args) =>
      execFileSync("git", args, { cwd: root, encoding: "utf8", stdio: "pipe", env: GIT }).trim(),
    write: (files) => write(root, files),
  };
  const commit = (message: string): void => {
    place.git("add", "-A", "-f");
    place.git("commit", "-q", "--allow-empty", "-m", message);
  };
  place.git("init", "-q", "-b", "main");
  place.write(base);
  commit("base");
  place.git("checkout", "-q", "-b", "work");
  place.write(typeof change === "string" ? { [SECOND]: change } : change);
  commit("change");
  await setUp?.(place);
  if (place.git("status", "--porcelain") !== "") commit("set up");
  return root;
}

function write(root: string, files: Files): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
}

const GIT = {
  PATH: process.env.PATH ?? "",
  HOME: tmpdir(),
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_AUTHOR_NAME: "A",
  GIT_AUTHOR_EMAIL: "a@example.org",
  GIT_COMMITTER_NAME: "A",
  GIT_COMMITTER_EMAIL: "a@example.org",
};
