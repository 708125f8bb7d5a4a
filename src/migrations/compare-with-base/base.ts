import { UsageError } from "../failure.ts";
import type { Base, ConfiguredBase } from "../selection.ts";
import { askGit, fetchFromOrigin, findCommits, type Repository } from "./git.ts";
import { ObjectReader } from "./object-reader.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** A name for the base, and the references that it may stand for, best first. */
interface Candidate {
  readonly name: string;
  readonly references: readonly string[];
  /** The user or the CI named it: not to find it is an error, not a reason to try the next. */
  readonly named: boolean;
}

// Each CI's variable for the branch that a pull or merge request goes to. Empty outside of requests.
const TARGET_BRANCH = [
  "GITHUB_BASE_REF",
  "CI_MERGE_REQUEST_TARGET_BRANCH_NAME",
  "BITBUCKET_PR_DESTINATION_BRANCH",
  "SYSTEM_PULLREQUEST_TARGETBRANCH",
  "CHANGE_TARGET",
  "BUILDKITE_PULL_REQUEST_BASE_BRANCH",
] as const;

// `git hash-object -t tree /dev/null`: git knows it without having it.
const EMPTY_TREE = "4b825dc642cb6eb9a060e54bf8d69288fbee4904";

/** What a user, a CI or a repository says of the base. */
export interface Naming {
  /** By flag, or null. */
  readonly named: string | null;
  readonly configured?: ConfiguredBase | undefined;
  readonly env: Environment;
}

/**
 * What new migrations are compared with: what is named by flag, else by the CI's variables, else by the config as it stands
 * on the default branch (`origin/HEAD`, `main`, `master`), else that branch. A shallow clone is asked for one commit more,
 * never for its history.
 *
 * @param staged without any base, the last commit serves: a hook must work in every repository.
 * @throws {UsageError} when there is none.
 */
export async function resolveBase(
  repository: Repository,
  { named, configured, env }: Naming,
  staged: boolean,
): Promise<Base> {
  if (repository.head === null) {
    if (staged) return { ref: "no commit yet", mergeBase: EMPTY_TREE, tip: EMPTY_TREE, exact: true };
    throw new UsageError("nothing is committed yet, so there is no base", "use --all, or name the files");
  }
  const merge = await mergedRequest(repository, named, env);
  if (merge !== null) return merge;
  const candidates = candidatesFor(named, env);
  const found = await firstCommit(repository, candidates);
  if (!candidates.some((candidate) => candidate.named)) {
    const base = await baseOfConfig(repository, configured, found, env);
    if (base !== null) return base;
  }
  if (found !== null) return compare(repository, found.name, found.commit, env);
  const wanted = candidates.find((candidate) => candidate.named);
  if (wanted !== undefined) {
    const fetched = await fetchCommit(repository, wanted.name, env);
    if (fetched !== null) return compare(repository, wanted.name, fetched, env);
    throw new UsageError(`the base ${wanted.name} is not in this clone`, howToFetch(repository, wanted.name));
  }
  if (staged) return compare(repository, "HEAD", repository.head, env);
  throw new UsageError(
    "no base branch: neither origin/HEAD nor main nor master exists",
    "name it with --base <branch>, or use --all",
  );
}

/**
 * The base of the config, as the config of the default branch has it. In a clone that has no default branch nobody else
 * names a base.
 */
async function baseOfConfig(
  repository: Repository,
  configured: ConfiguredBase | undefined,
  byDefault: { readonly name: string; readonly commit: string } | null,
  env: Environment,
): Promise<Base | null> {
  const here = configured?.here ?? null;
  if (configured === undefined || here === null) return null;
  const counts = byDefault === null ? here : await configured.at(byDefault.commit);
  const ignored = here === counts ? {} : { ignored: here };
  if (counts !== null) return { ...(await baseOnBranch(repository, counts, env)), ...ignored };
  if (byDefault === null) return null;
  return { ...(await compare(repository, byDefault.name, byDefault.commit, env)), ...ignored };
}

/** A branch that the config names: an expression like HEAD would compare a change with itself. */
async function baseOnBranch(repository: Repository, name: string, env: Environment): Promise<Base> {
  const references = [`refs/remotes/origin/${name}`, `refs/heads/${name}`, `refs/remotes/${name}`];
  const found = await firstCommit(repository, [{ name, references, named: true }]);
  const commit = found?.commit ?? (await fetchCommit(repository, name, env));
  if (commit !== null) return compare(repository, name, commit, env);
  throw new UsageError(
    `the base ${name} of the config is not a branch of this clone`,
    howToFetch(repository, name),
  );
}

function candidatesFor(named: string | null, env: Environment): Candidate[] {
  if (named !== null) {
    return [{ name: named, references: [named, `refs/remotes/origin/${named}`], named: true }];
  }
  const branch = targetBranch(env);
  if (branch !== null) return [branchNamed(branch, true)];
  return [
    { name: "origin/HEAD", references: ["refs/remotes/origin/HEAD"], named: false },
    branchNamed("main", false),
    branchNamed("master", false),
  ];
}

function branchNamed(name: string, named: boolean): Candidate {
  return { name, references: [`refs/remotes/origin/${name}`, `refs/heads/${name}`], named };
}

function targetBranch(env: Environment): string | null {
  for (const variable of TARGET_BRANCH) {
    // Jenkins and Buildkite write "false" or nothing outside of requests; Azure writes the whole reference.
    const value = env[variable]?.replace(/^refs\/heads\//, "");
    if (value !== undefined && value !== "" && value !== "false") return value;
  }
  return null;
}

async function firstCommit(repository: Repository, candidates: readonly Candidate[]) {
  const names = candidates.flatMap(({ name, references }) =>
    references.map((reference) => ({ name, reference })),
  );
  const references = names.map(({ reference }) => reference);
  const commits = await findCommits(repository.root, references);
  for (const [index, { name }] of names.entries()) {
    const commit = commits[index];
    if (commit != null) return { name, commit };
  }
  return null;
}

/**
 * A CI that checks out the request merged into its target: the first parent is the base, and in a clone of depth 2 it is
 * there. In one of depth 1 only its id is known, and it is fetched.
 */
async function mergedRequest(repository: Repository, named: string | null, env: Environment) {
  const branch = targetBranch(env);
  if (!repository.shallow || branch === null || (named !== null && named !== branch)) return null;
  const ref = env.GITHUB_REF ?? env.BUILD_SOURCEBRANCH ?? "refs/pull/0/merge";
  if (!/^refs\/pull\/\d+\/merge$/.test(ref) || (env.GITHUB_SHA ?? repository.head) !== repository.head)
    return null;
  const objects = new ObjectReader(repository.root);
  try {
    // The parents as the commit names them: a shallow clone hides them from `HEAD^1`.
    const commit = (await objects.read("HEAD"))?.content.toString() ?? "";
    const [header = ""] = commit.split("\n\n", 1);
    const [first, second] = [...header.matchAll(/^parent ([0-9a-f]+)$/gm)].map(([, id = ""]) => id);
    if (first === undefined || second === undefined) return null;
    const present = await objects.read(first);
    const tip = present?.type === "commit" ? present.id : await fetchCommit(repository, first, env);
    return tip === null ? null : { ref: branch, mergeBase: tip, tip, exact: true };
  } finally {
    objects.close();
  }
}

async function compare(repository: Repository, ref: string, tip: string, env: Environment): Promise<Base> {
  const head = repository.head ?? tip;
  const known = await askGit(repository.root, ["merge-base", tip, head]);
  if (known !== null) return { ref, mergeBase: known, tip, exact: true };
  const told = env.CI_MERGE_REQUEST_DIFF_BASE_SHA;
  if (told !== undefined && ref === targetBranch(env)) {
    const [present] = await findCommits(repository.root, [told]);
    const mergeBase = present ?? (await fetchCommit(repository, told, env));
    if (mergeBase !== null) return { ref, mergeBase, tip, exact: true };
  }
  if (repository.shallow) return { ref, mergeBase: tip, tip, exact: false };
  throw new UsageError(`${ref} and HEAD have no commit in common`, "name another base with --base");
}

/**
 * One commit from `origin`, without its history, or null. Only where it can be missing by design, in a shallow clone or
 * in CI: on a laptop a misspelt base must not wait for the network.
 */
async function fetchCommit(repository: Repository, name: string, env: Environment): Promise<string | null> {
  if (!repository.shallow && env.CI === undefined) return null;
  if (name.startsWith("-") || /[\s:+^~?*[\\]/.test(name)) return null;
  return fetchFromOrigin(repository.root, name.replace(/^origin\//, ""), repository.shallow);
}

function howToFetch(repository: Repository, name: string): string {
  const fetch = `git fetch ${repository.shallow ? "--depth=1 " : ""}origin ${name}`;
  return repository.shallow
    ? `check out with fetch-depth: 0, or run ${fetch} first`
    : `run ${fetch}, or name another with --base`;
}
