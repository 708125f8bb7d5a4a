/** Repositories on disk: one commit fetched into a folder of its own, or a checkout that is there. */
import { execFileSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

export interface CheckedOut {
  /** Absolute. */
  readonly dir: string;
  readonly commit: string;
  /** Removes what was made for it; a checkout that was given stays. */
  remove(): Promise<void>;
}

export function checkoutOf(folder: string): CheckedOut {
  const dir = resolve(folder);
  return { dir, commit: git(dir, "rev-parse", "HEAD").trim(), remove: async () => {} };
}

/** `mirror`: a folder of clones `<owner>+<name>`. */
export async function fetchCommit(
  repository: string,
  commit: string,
  mirror: string | undefined,
): Promise<CheckedOut> {
  const source =
    mirror === undefined
      ? `https://github.com/${repository}.git`
      : join(resolve(mirror), repository.replace("/", "+"));
  const dir = await mkdtemp(join(tmpdir(), "lockgate-corpus-"));
  git(dir, "init", "--quiet");
  // A clone on disk gives away the tips of branches only, unless it is told otherwise.
  const anyCommit = "--upload-pack=git -c uploadpack.allowAnySHA1InWant=true upload-pack";
  git(dir, "fetch", "--quiet", "--depth=1", ...(mirror === undefined ? [] : [anyCommit]), source, commit);
  git(dir, "-c", "advice.detachedHead=false", "checkout", "--quiet", "FETCH_HEAD");
  return { dir, commit, remove: () => rm(dir, { recursive: true, force: true }) };
}

/** @throws with git's own message */
function git(dir: string, ...args: string[]): string {
  return execFileSync("git", ["-C", dir, ...args], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
  });
}
