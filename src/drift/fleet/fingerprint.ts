/** By what the shares of one run know each other: nothing in it is secret, and nothing depends on when it ran. */
import { createHash } from "node:crypto";
import type { Surveyed } from "../../migrations/survey.ts";
import { VERSION } from "../../version.ts";
import type { OptionalFacts } from "../catalog/optional-facts.ts";
import type { DriftedFleet } from "../drift-report.ts";

/** The options that decide what is found. */
interface Settings {
  readonly shadow: string;
  readonly schemas: readonly string[] | null;
  readonly ignore: readonly string[];
  readonly include: readonly OptionalFacts[];
  readonly requireSchema: boolean;
  readonly git?: boolean;
}

/** @param names of all databases, in the order of the list. */
export function fleetOf(
  names: readonly string[],
  targets: readonly Surveyed[],
  settings: Settings,
): DriftedFleet {
  return {
    databases: names.length,
    list: digest(names),
    migrations: digest(targets.map(migrationsOf)),
    settings: digest(settingsOf(settings)),
  };
}

function migrationsOf({ target, entries, added, edits }: Surveyed): unknown {
  const { name, tool, dir, history, prelude, extensions } = target;
  return [
    { name, tool, dir, history, prelude, extensions },
    entries.map(({ id, path, content }) => [id, path, content && digest(content.toString("base64"))]),
    [...added],
    edits.map(({ kind, path }) => [kind, path]),
  ];
}

function settingsOf({ shadow, schemas, ignore, include, requireSchema, git = true }: Settings): unknown {
  // Each share may have a server of its own, and its URL a password.
  const replayedOn = /^\w+:\/\//.test(shadow) ? "a server" : shadow;
  return { version: VERSION, replayedOn, schemas, ignore, include, requireSchema, git };
}

function digest(value: unknown): string {
  return createHash("sha256").update(JSON.stringify(value)).digest("hex");
}
