/**
 * What a snapshot of a base is found by: all that decides what the base's command leaves, so that another base is never taken
 * for it. The command may read any file, so the base is known by its whole tree, not by its migrations alone. What is installed
 * counts by the names and times of packages: one whose files are edited in place is not seen.
 */
import { createHash } from "node:crypto";
import { relative } from "node:path";
import { askGit } from "../migrations/compare-with-base/git.ts";
import { buildOf } from "../shadow/engines/pglite-assets.ts";
import { VERSION } from "../version.ts";
import type { Attempt, CaptureOptions } from "./attempt.ts";
import { lockfilesOf } from "./base-checkout.ts";
import { passedOn } from "./environment.ts";
import { filesBelow } from "./files-on-disk.ts";
import type { MigrationFile } from "./history.ts";
import { installedPackages, isInstalled, programs } from "./installed.ts";
import { canIsolate } from "./isolation.ts";

export interface SnapshotPlace {
  readonly folder: string;
  readonly key: string;
}

export interface BasePlaces {
  /** Of a run in the base's checkout; null: there is no commit to check out. */
  readonly checkout: SnapshotPlace | null;
  /** Of a run of all migrations in the working tree as it is now. */
  readonly replay: () => SnapshotPlace;
}

// Of the way in which a base is run and cut into migrations: a snapshot of another one is no use.
const FORMAT = 3;

/** @param base the migrations of the base, as they stand in the working tree. */
export async function basePlaces(
  { root, dir, tool, historyTable, command, setup, env, isIsolated = canIsolate(), base: commit }: Attempt,
  base: readonly MigrationFile[],
  { folder, database }: NonNullable<CaptureOptions["snapshots"]>,
): Promise<BasePlaces> {
  const tree = commit && (await askGit(root, ["rev-parse", "--verify", `${commit}^{tree}`]));
  const commands = setup === null ? [command] : [command, setup];
  const start = digest([
    FORMAT,
    [VERSION, buildOf(), process.platform, process.arch, isIsolated],
    [root, dir, tool, historyTable, database],
    commands.map(({ argv, cwd, env: own }) => [argv, relative(root, cwd), Object.entries(own).sort()]),
    Object.entries(passedOn(command.passEnv, env)).sort(),
    base.map(({ id, path, source, keys }) => [id, path, source, keys]),
    programs(commands, env.PATH),
    installedPackages(command.cwd, root),
    lockfilesOf(command.cwd, root),
    tree,
  ]);
  const place = (...rest: unknown[]): SnapshotPlace => ({ folder, key: digest([start, ...rest]) });
  return {
    checkout: tree === null ? null : place("checkout"),
    replay: () => place("replay", filesBelow(root, isInstalled)),
  };
}

function digest(value: unknown): string {
  return createHash("sha256").update(JSON.stringify(value)).digest("hex");
}
