/** What a run may do when a stranger may have written what is checked out. */

import type { Event } from "../comment/github-event.ts";
import { loadConfig } from "../config/config.ts";
import { configBefore } from "../config/config-before.ts";
import { firstChanged } from "../config/judged-by.ts";
import { askGit, fetchFromOrigin } from "../migrations/compare-with-base/git.ts";
import { UsageError } from "../migrations/failure.ts";
import type { Inputs } from "./inputs.ts";

/** Why no code of the checkout is run, or null. The event decides it alone: a config of the checkout could say anything. */
export function strangersCode(event: Event): string | null {
  if (event.privileged)
    return `under ${event.name} whoever opens a pull request would run it with your secrets`;
  return event.pull?.fork ? "the pull request comes from a fork" : null;
}

/**
 * Under `pull_request_target` the config that counts is the base branch's, with its baseline, preludes and table sizes, and
 * they are only read where they are the same.
 *
 * @throws {UsageError} when the pull request changes one of them, or is not what was checked out.
 */
export async function guardCheckout(
  { cwd, config: named }: Inputs,
  event: Event,
  sha: string | undefined,
): Promise<void> {
  if (!event.privileged || sha === undefined) return;
  const config = await loadConfig(cwd, named, null);
  const { root } = config;
  const head = await askGit(root, ["rev-parse", "HEAD"]);
  if (head === sha && event.pull !== null) {
    throw new UsageError(
      `under ${event.name} the base branch is checked out, so the pull request would not be judged`,
      "Run lockgate on pull_request; lockgate's comment action posts the comment of a fork's run.",
    );
  }
  if (head === sha) return;
  if ((await askGit(root, ["cat-file", "-e", sha])) === null) await fetchFromOrigin(root, sha, true);
  const path = await firstChanged(await configBefore(config, cwd, sha), config, sha);
  if (path === null) return;
  throw new UsageError(
    `${path} differs from the base branch's, and under ${event.name} a pull request's own is not read`,
    "Change it in a pull request of its own, or run lockgate on pull_request.",
  );
}
