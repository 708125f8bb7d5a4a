/** What a run may do when a stranger may have written what is checked out. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Config } from "../config/config.ts";
import type { Settings } from "../config/settings.ts";
import { UsageError } from "../migrations/failure.ts";
import { askGit } from "../migrations/git.ts";
import type { Event } from "./event.ts";

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
 * That is the case under `pull_request_target` and the like, and for a fork's pull request that is given secrets.
 */
export function restrict(config: Config, settings: Settings, event: Event): Allowed {
  const why = reasonFor(settings, event);
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

function reasonFor(settings: Settings, event: Event): string | null {
  if (event.privileged)
    return `under ${event.name} whoever opens a pull request would run it with your secrets`;
  const secrets = settings.databaseUrl !== null || /^postgres/.test(settings.shadow);
  return event.pull?.fork && secrets ? "the pull request comes from a fork and the run has secrets" : null;
}

/**
 * Under `pull_request_target` the config that counts is the base branch's, and it is only read where it is the same one.
 *
 * @throws {UsageError} when the pull request changes the config, or is not what was checked out.
 */
export async function guardCheckout(config: Config, event: Event, sha: string | undefined): Promise<void> {
  if (!event.privileged || sha === undefined) return;
  const { root, path } = config;
  const head = await askGit(root, ["rev-parse", "HEAD"]);
  if (head === sha && event.pull !== null) {
    throw new UsageError(
      `under ${event.name} the base branch is checked out, so the pull request would not be judged`,
      "Run lockgate on pull_request; lockgate's comment action posts the comment of a fork's run.",
    );
  }
  if (head === sha || path === null) return;
  if ((await askGit(root, ["cat-file", "-e", sha])) === null) {
    await askGit(root, [
      "fetch",
      "--quiet",
      "--no-tags",
      "--no-recurse-submodules",
      "--depth=1",
      "origin",
      sha,
    ]);
  }
  const trusted = await askGit(root, ["show", `${sha}:${path}`]);
  if (trusted !== readFileSync(join(root, path), "utf8").trimEnd()) {
    throw new UsageError(
      `${path} differs from the base branch's, and under ${event.name} a pull request's own config is not read`,
      "Change the config in a pull request of its own, or run lockgate on pull_request.",
    );
  }
}
