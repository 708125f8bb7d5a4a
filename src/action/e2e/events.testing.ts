/** What the runner knows of an event: its name, its payload and the variables that go with it. */
import { payload } from "./runner.testing.ts";
import type { PullRequestCommits } from "./shop.testing.ts";

export interface Trigger {
  readonly event: string;
  readonly payload: object;
  readonly env: Readonly<Record<string, string>>;
}

const REPOSITORY = { id: 1, full_name: "octo/shop", default_branch: "main" };

export function pullRequest(
  commits: PullRequestCommits,
  options: { fork?: boolean; event?: string } = {},
): Trigger {
  const { fork = false, event = "pull_request" } = options;
  const change = {
    number: 7,
    repository: REPOSITORY,
    pull_request: {
      number: 7,
      user: { login: "alice", type: "User" },
      base: { sha: commits.base, ref: "main", repo: REPOSITORY },
      head: { sha: commits.head, ref: "feature", repo: { ...REPOSITORY, id: fork ? 2 : 1 } },
    },
  };
  const isMerge = event === "pull_request";
  return {
    event,
    payload: payload("pull_request", change, "synchronize"),
    env: {
      GITHUB_SHA: isMerge ? commits.merge : commits.base,
      GITHUB_REF: isMerge ? "refs/pull/7/merge" : "refs/heads/main",
      GITHUB_BASE_REF: "main",
      GITHUB_HEAD_REF: "feature",
    },
  };
}

export function mergeGroup(base: string, head: string): Trigger {
  const change = { repository: REPOSITORY, merge_group: { base_sha: base, head_sha: head } };
  return {
    event: "merge_group",
    payload: payload("merge_group", change),
    env: { GITHUB_SHA: head, GITHUB_REF: "refs/heads/gh-readonly-queue/main/pr-7-x" },
  };
}

export function push(before: string, after: string, ref = "refs/heads/main"): Trigger {
  const change = { repository: REPOSITORY, before, after, ref, deleted: /^0+$/.test(after), forced: false };
  return { event: "push", payload: payload("push", change), env: { GITHUB_SHA: after, GITHUB_REF: ref } };
}

export function byHand(commit: string, ref: string): Trigger {
  const change = { repository: REPOSITORY, ref };
  return {
    event: "workflow_dispatch",
    payload: payload("workflow_dispatch", change),
    env: { GITHUB_SHA: commit, GITHUB_REF: ref },
  };
}

/** Of the run that judged a fork's pull request. */
export function workflowRun(head: string, branch = "feature"): Trigger {
  const run = { head_sha: head, head_branch: branch, head_repository: { owner: { login: "mallory" } } };
  return {
    event: "workflow_run",
    payload: payload("workflow_run", { repository: REPOSITORY, workflow_run: run }, "completed"),
    env: { GITHUB_REF: "refs/heads/main" },
  };
}
