import { refuseLinkOut } from "../config/own-files.ts";
import type { Run } from "../config/run.ts";
import { isUrl, type Settings } from "../config/settings.ts";
import { type Production, productionFrom } from "../judge/change.ts";
import type { Unanalyzed } from "../judge/finding.ts";
import { milliseconds } from "../judge/lock-timeout.ts";
import { UsageError } from "../migrations/failure.ts";
import { DatabaseUrlError, parseDatabaseUrl } from "../postgres/database-url.ts";
import { MAJORS, measuredFor, NEWEST } from "../postgres/majors.ts";
import { settingsIn } from "../postgres/session-options.ts";
import { actingRole } from "../production/acting-role.ts";
import { type KnownQueries, knownQueries } from "../production/live-queries.ts";
import { lockTimeoutOfRole } from "../production/role-settings.ts";
import type { Snapshot } from "../production/snapshot.ts";
import type { Report } from "../report/report.ts";
import { shownPath } from "./shown-path.ts";

export interface KnownProduction {
  readonly production: Production;
  readonly postgres: Report["postgres"];
  /** `schema.name` of the tables that it has; none where nothing is known. */
  readonly relations: ReadonlySet<string>;
  /** What it runs, without literals; null: no source of queries was given. */
  readonly queries: KnownQueries | null;
  /** A snapshot, a list of queries or the live database that was given and could not be read. */
  readonly unanalyzed: readonly Unanalyzed[];
  /** Whole sentences on how far the facts are to be believed. */
  readonly remarks: readonly string[];
}

/**
 * What is known of production: from `--stats` if given, else from the live database, and the queries of `--queries`. A
 * source that cannot be read is a result.
 *
 * @throws {UsageError} for a file that is a link out of the repository, and for a mistake in a URL.
 */
export async function productionOf(run: Run): Promise<KnownProduction> {
  const { settings, config } = run;
  const from = settings.stats ?? settings.databaseUrl;
  const { snapshot, ...source } = from === null ? NOTHING : await sourceOf(from, run);
  const listed = settings.queries === null ? null : await listOf(settings.queries, run);
  const said = config.lockTimeout === null ? null : milliseconds(config.lockTimeout);
  const ofRole = snapshot === null ? null : lockTimeoutOfRole(snapshot, config.migrationRole);
  const isLive = from !== null && isDatabase(from);
  return {
    production: productionFrom(
      snapshot,
      said ?? timeoutInUrl(settings.databaseUrl, run.env) ?? ofRole,
      actingRole(snapshot, config.migrationRole),
    ),
    postgres: majorOf(settings, isLive ? (snapshot?.postgres ?? null) : null),
    relations: new Set(snapshot?.tables.map(({ relation }) => relation)),
    queries: knownQueries(snapshot, listed !== null && "list" in listed ? listed : null),
    unanalyzed: [source.failure, listed !== null && "list" in listed ? null : listed].flatMap(
      (one) => one ?? [],
    ),
    remarks: source.remarks,
  };
}

interface Source {
  readonly snapshot: Snapshot | null;
  readonly failure: Unanalyzed | null;
  readonly remarks: readonly string[];
}

const NOTHING: Source = { snapshot: null, failure: null, remarks: [] };

function isDatabase(from: string): boolean {
  return isUrl(from) && !/^https?:/i.test(from);
}

function sourceOf(from: string, run: Run): Promise<Source> {
  return isDatabase(from) ? liveSource(from, run) : snapshotSource(from, run);
}

async function snapshotSource(from: string, { config }: Run): Promise<Source> {
  const { readSnapshot, fetchSnapshot, SnapshotFailure } = await import("../production/read-snapshot.ts");
  const isServed = isUrl(from);
  if (!isServed) refuseLinkOut(config.root, from);
  // The rest of an address may be a secret.
  const shown = isServed ? `the snapshot at ${new URL(from).host}` : shownPath(config.root, from);
  try {
    const snapshot = await (isServed ? fetchSnapshot(from) : readSnapshot(from));
    return { snapshot, failure: null, remarks: oldRemark(snapshot, shown) };
  } catch (error) {
    if (!(error instanceof SnapshotFailure)) throw error;
    const reason = `${isServed ? shown : "the snapshot of production"} ${error.message}: write one with lockgate stats`;
    return { ...NOTHING, failure: { path: isServed ? "." : shown, line: null, reason } };
  }
}

const OLD_DAYS = 30;

function oldRemark({ date }: Snapshot, shown: string): string[] {
  const days = date === undefined ? 0 : (Date.now() - Date.parse(date)) / 86_400_000;
  // The day of the snapshot began before it was taken.
  if (!(days > OLD_DAYS + 1)) return [];
  return [
    `${shown} is of ${date}, more than ${OLD_DAYS} days old: sizes, traffic and queries may have changed; write it anew with lockgate stats.`,
  ];
}

async function liveSource(from: string, { env }: Run): Promise<Source> {
  const [{ takeSnapshot }, { LiveFailure }] = await Promise.all([
    import("../stats.ts"),
    import("../production/live.ts"),
  ]);
  try {
    const { snapshot } = await takeSnapshot(from, env, { queries: true, columns: true, probe: false });
    return { ...NOTHING, snapshot };
  } catch (error) {
    if (error instanceof DatabaseUrlError) throw new UsageError(error.message);
    if (!(error instanceof LiveFailure)) throw error;
    return { ...NOTHING, failure: failed(`the live database cannot be read: ${error.message}`) };
  }
}

function failed(reason: string): Unanalyzed {
  return { path: ".", line: null, reason };
}

async function listOf(path: string, { config }: Run) {
  const { readQueryList } = await import("./query-file.ts");
  refuseLinkOut(config.root, path);
  return readQueryList(path, shownPath(config.root, path));
}

/** The lock_timeout in the options of the live database's URL, in milliseconds; null: there is none. */
function timeoutInUrl(url: string | null, env: Run["env"]): number | null {
  const options = url === null ? null : parseDatabaseUrl(url, env).options;
  const [, value] = settingsIn(options ?? "").findLast(([name]) => name === "lock_timeout") ?? [];
  return value === undefined ? null : milliseconds(value);
}

/** Production's version: as the user says, else the live database's. */
function majorOf({ pgVersion }: Settings, live: number | null): Report["postgres"] {
  if (pgVersion !== null) return postgresOf(pgVersion.major, pgVersion.from);
  return live !== null && live >= MAJORS[0] ? postgresOf(live, "database") : postgresOf(NEWEST, "default");
}

/** A version as the report says it: one that is newer than all that were measured with the one that it is judged as. */
export function postgresOf(major: number, from: Report["postgres"]["from"]): Report["postgres"] {
  const judgedAs = measuredFor(major);
  return judgedAs === major ? { major, from } : { major, from, judgedAs };
}
