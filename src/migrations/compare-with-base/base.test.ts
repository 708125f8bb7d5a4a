import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { resolveBase } from "./base.ts";
import { findRepository, type Repository } from "./git.ts";

const home = mkdtempSync(join(tmpdir(), "lockgate-base-"));
afterAll(() => rmSync(home, { recursive: true, force: true }));

function run(cwd: string, ...args: string[]): string {
  const identity = ["-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"];
  return execFileSync("git", [...identity, ...args], { cwd, encoding: "utf8", stdio: "pipe" }).trim();
}

/** A server with main (two commits), a branch from the first, and the request merged as a CI sees it. */
const server = join(home, "server");
run(home, "init", "-q", "-b", "main", server);
const commit = (name: string) => {
  writeFileSync(join(server, name), name);
  run(server, "add", "-A");
  run(server, "commit", "-q", "-m", name);
  return run(server, "rev-parse", "HEAD");
};
const first = commit("first");
run(server, "checkout", "-q", "-b", "feature/x");
const work = commit("work");
run(server, "checkout", "-q", "main");
const tip = commit("second");
run(server, "checkout", "-q", "--detach");
run(server, "merge", "-q", "--no-ff", "-m", "merge", "feature/x");
const merge = run(server, "rev-parse", "HEAD");
run(server, "update-ref", "refs/pull/7/merge", merge);
run(server, "checkout", "-q", "main");
run(server, "config", "uploadpack.allowAnySHA1InWant", "true");

let clones = 0;
/** A checkout of one reference as CIs make it. */
async function checkout(reference: string, depth: number | null): Promise<Repository> {
  clones += 1;
  const clone = join(home, `clone${clones}`);
  run(home, "init", "-q", clone);
  run(clone, "remote", "add", "origin", `file://${server}`);
  const shallow = depth === null ? [] : [`--depth=${depth}`];
  run(clone, "fetch", "-q", "--no-tags", ...shallow, "origin", `+${reference}:refs/remotes/pull/7/merge`);
  run(clone, "checkout", "-q", "--detach", "refs/remotes/pull/7/merge");
  const repository = await findRepository(clone);
  if (repository === null) throw new Error("no repository");
  return repository;
}

const GITHUB = { CI: "true", GITHUB_BASE_REF: "main", GITHUB_REF: "refs/pull/7/merge", GITHUB_SHA: merge };

describe("a request merged by the CI", () => {
  test.each([2, 1])("in a clone of depth %i: the first parent is the base", async (depth) => {
    const base = await resolveBase(
      await checkout("refs/pull/7/merge", depth),
      { named: null, env: GITHUB },
      false,
    );
    expect(base).toEqual({ ref: "main", mergeBase: tip, tip, exact: true });
  });

  test("with the whole history, and the base not fetched", async () => {
    const base = await resolveBase(
      await checkout("refs/pull/7/merge", null),
      { named: null, env: GITHUB },
      false,
    );
    expect(base).toEqual({ ref: "main", mergeBase: tip, tip, exact: true });
  });
});

describe("a branch itself", () => {
  test("in a clone of depth 1: the base's tip, and it is said that it is not exact", async () => {
    const env = { CI: "true", BITBUCKET_PR_DESTINATION_BRANCH: "main" };
    const base = await resolveBase(
      await checkout("refs/heads/feature/x", 1),
      { named: null, env: env },
      false,
    );
    expect(base).toEqual({ ref: "main", mergeBase: tip, tip, exact: false });
  });

  test("GitLab tells the merge base", async () => {
    const env = {
      CI: "true",
      CI_MERGE_REQUEST_TARGET_BRANCH_NAME: "main",
      CI_MERGE_REQUEST_DIFF_BASE_SHA: first,
    };
    const base = await resolveBase(
      await checkout("refs/heads/feature/x", 1),
      { named: null, env: env },
      false,
    );
    expect(base).toEqual({ ref: "main", mergeBase: first, tip, exact: true });
  });

  test("a branch whose head is a merge is not taken for a merged request", async () => {
    const env = { ...GITHUB, GITHUB_SHA: work };
    const base = await resolveBase(await checkout("refs/pull/7/merge", 2), { named: null, env: env }, false);
    expect(base.tip).toBe(tip);
  });
});

describe("which name counts", () => {
  test("the flag before the CI's variable, Azure's whole reference, an empty variable not at all", async () => {
    const repository = await findRepository(server);
    if (repository === null) throw new Error("no repository");
    const ref = async (named: string | null, env: Record<string, string>) =>
      (await resolveBase(repository, { named, env }, false)).ref;
    expect(await ref("feature/x", { GITHUB_BASE_REF: "main" })).toBe("feature/x");
    expect(await ref(null, { SYSTEM_PULLREQUEST_TARGETBRANCH: "refs/heads/feature/x" })).toBe("feature/x");
    expect(await ref(null, { GITHUB_BASE_REF: "", BUILDKITE_PULL_REQUEST_BASE_BRANCH: "false" })).toBe(
      "main",
    );
    expect(await ref("HEAD~1", {})).toBe("HEAD~1");
  });

  test("one that cannot be had says what to do", async () => {
    const repository = await checkout("refs/pull/7/merge", 1);
    const request = resolveBase(repository, { named: "release", env: {} }, false);
    await expect(request).rejects.toMatchObject({
      message: "the base release is not in this clone",
      hint: "check out with fetch-depth: 0, or run git fetch --depth=1 origin release first",
    });
  });
});
