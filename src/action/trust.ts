/** What a run may do when a stranger may have written what is checked out. */

import type { Event } from "../comment/github-event.ts";
import type { Config } from "../config/config.ts";
import { configBefore } from "../config/config-before.ts";
import { firstChanged } from "../config/judged-by.ts";
import type { Settings } from "../config/settings.ts";
import { askGit, fetchFromOrigin } from "../migrations/compare-with-base/git.ts";
import { UsageError } from "../migrations/failure.ts";

export interface Allowed {
  readonly config: Config;
  readonly settings: Settings;
  /** Why nothing that the checkout has installed may be run, or null: it may. */
  readonly noInstalledCode: string | null;
  /** What was refused, in whole sentences for the report. */
  readonly remarks: readonly string[];
}

/**
 * Takes away what would let a stranger's branch use the run's secrets: rules are code, and a server runs the migrations.
 * That is the case under `pull_request_target` and the like, and for a fork's pull request.
 */
export function restrict(config: Config, settings: Settings, event: Event): Allowed {
  const why = strangersCode(event);
  if (why === null) return { config, settings, noInstalledCode: null, remarks: [] };
  const remarks: string[] = [];
  if (config.userRules.length > 0) {
    remarks.push(`The repository's own rules are not loaded: they are code, and ${why}.`);
  }
  const embedded = settings.shadow === "pglite";
  if (!embedded) {
    remarks.push(
      `The migrations are rehearsed on the embedded PostgreSQL, not on the one that was named: ${why}.`,
    );
  }
  return {
    config: { ...config, userRules: [] },
    settings: embedded ? settings : { ...settings, shadow: "pglite" },
    noInstalledCode: why,
    remarks,
  };
}

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
  config: Config,
  cwd: string,
  event: Event,
  sha: string | undefined,
): Promise<void> {
  if (!event.privileged || sha === undefined) return;
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
