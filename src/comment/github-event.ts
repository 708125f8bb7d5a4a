import { readFileSync } from "node:fs";
import * as v from "valibot";

type Environment = Readonly<Record<string, string | undefined>>;

/** The pull request that a run belongs to. */
export interface PullRequest {
  readonly number: number;
  readonly author: string;
  readonly base: { readonly ref: string; readonly sha: string };
  readonly head: { readonly sha: string };
  /** Its head lies in another repository, or in one that is gone. */
  readonly fork: boolean;
}

/** What started the run, as far as it decides what is judged and what may be done. */
export interface Event {
  /** GitHub's name of the event. */
  readonly name: string;
  readonly pull: PullRequest | null;
  /**
   * The commit or branch that this event names as the older side, or null where it names none. A pull request names none:
   * the merge commit that was checked out knows its base better than the event, which may be older.
   */
  readonly base: string | null;
  /** There is nothing to judge, and why: a branch was deleted. */
  readonly nothing: string | null;
  /**
   * The run has the repository's secrets and a token that can write, whoever wrote what was checked out. What comes from
   * the checkout must then run no code and choose no server.
   */
  readonly privileged: boolean;
}

const Repository = v.object({ id: v.number(), default_branch: v.optional(v.string()) });
const Side = v.object({ sha: v.string(), ref: v.string(), repo: v.nullish(v.object({ id: v.number() })) });
const Payload = v.object({
  repository: v.optional(Repository),
  pull_request: v.optional(
    v.object({
      number: v.number(),
      user: v.nullish(v.object({ login: v.string() })),
      base: Side,
      head: Side,
    }),
  ),
  workflow_run: v.optional(
    v.object({
      head_sha: v.pipe(v.string(), v.regex(/^[0-9a-f]{40,64}$/)),
      head_branch: v.nullable(v.string()),
      head_repository: v.nullish(v.object({ owner: v.object({ login: v.string() }) })),
    }),
  ),
  merge_group: v.optional(v.object({ base_sha: v.string() })),
  before: v.optional(v.string()),
  deleted: v.optional(v.boolean()),
  ref: v.optional(v.nullable(v.string())),
});
type Payload = v.InferOutput<typeof Payload>;

/** Events whose runs see secrets while a stranger may have written what is checked out. */
const PRIVILEGED: readonly string[] = ["pull_request_target", "workflow_run", "issue_comment"];

/** Reads GITHUB_EVENT_NAME and the file at GITHUB_EVENT_PATH. A payload of an unknown shape says nothing. */
export function readEvent(env: Environment): Event {
  const name = env.GITHUB_EVENT_NAME ?? "";
  const payload = readPayload(env.GITHUB_EVENT_PATH);
  const pull = pullOf(payload);
  return {
    name,
    pull,
    base: pull === null ? baseOf(payload) : null,
    nothing: payload.deleted === true ? "the branch was deleted" : null,
    privileged: PRIVILEGED.includes(name),
  };
}

/** The workflow run that a `workflow_run` event tells of. */
export interface JudgedRun {
  readonly commit: string;
  readonly owner: string;
  readonly branch: string;
}

/** Null where the event tells of no run, or of one whose repository is gone. */
export function readJudgedRun(env: Environment): JudgedRun | null {
  const { workflow_run: run } = readPayload(env.GITHUB_EVENT_PATH);
  const owner = run?.head_repository?.owner.login;
  if (run === undefined || owner === undefined || run.head_branch === null) return null;
  return { commit: run.head_sha, owner, branch: run.head_branch };
}

function readPayload(path: string | undefined): Payload {
  if (path === undefined || path === "") return {};
  try {
    const parsed = v.safeParse(Payload, JSON.parse(readFileSync(path, "utf8")));
    return parsed.success ? parsed.output : {};
  } catch {
    return {};
  }
}

function pullOf({ pull_request: pull, repository }: Payload): PullRequest | null {
  if (pull === undefined) return null;
  const home = pull.base.repo?.id ?? repository?.id;
  return {
    number: pull.number,
    author: pull.user?.login ?? "ghost",
    base: { ref: pull.base.ref, sha: pull.base.sha },
    head: { sha: pull.head.sha },
    fork: home === undefined || pull.head.repo?.id !== home,
  };
}

/**
 * A merge group names its base, a push what the branch was before. A new branch was nothing before (zeros): like a run by
 * hand or by the clock, it is compared with the default branch.
 */
function baseOf(payload: Payload): string | null {
  if (payload.merge_group !== undefined) return payload.merge_group.base_sha;
  if (payload.before !== undefined && !/^0+$/.test(payload.before)) return payload.before;
  return payload.repository?.default_branch ?? null;
}
