import { refuseLinkOut } from "../config/own-files.ts";
import type { Run } from "../config/run.ts";
import { isUrl, type Settings } from "../config/settings.ts";
import { type Production, productionFrom } from "../judge/change.ts";
import type { Unanalyzed } from "../judge/finding.ts";
import { milliseconds } from "../judge/lock-timeout.ts";
import { UsageError } from "../migrations/failure.ts";
import { MAJORS, measuredFor, NEWEST } from "../postgres/majors.ts";
import type { Snapshot } from "../production/snapshot.ts";
import type { Report } from "../report/report.ts";

export interface KnownProduction {
  readonly production: Production;
  readonly postgres: Report["postgres"];
  /** `schema.name` of the tables that it has; none where nothing is known. */
  readonly relations: ReadonlySet<string>;
  /** The live database could not be read. */
  readonly unanalyzed: readonly Unanalyzed[];
}

/**
 * What is known of production: from `--stats` if given, else from the live database. A live database that cannot be
 * read is a result.
 *
 * @throws {UsageError} for a snapshot that cannot be read.
 */
export async function productionOf({ settings, config, env }: Run): Promise<KnownProduction> {
  const from = settings.stats ?? settings.databaseUrl;
  const known = (snapshot: Snapshot | null, major: number | null): KnownProduction => {
    const own = config.lockTimeout === null ? null : milliseconds(config.lockTimeout);
    return {
      production: productionFrom(snapshot, own ?? snapshot?.settings.lockTimeout ?? null),
      postgres: majorOf(settings, major),
      relations: new Set(snapshot?.tables.map(({ relation }) => relation)),
      unanalyzed: [],
    };
  };
  if (from === null) return known(null, null);
  const { readSnapshot, readStats, SnapshotFailure } = await import("../production/stats.ts");
  if (!isUrl(from)) {
    refuseLinkOut(config.root, from);
    try {
      return known(await readSnapshot(from), null);
    } catch (error) {
      if (error instanceof SnapshotFailure)
        throw new UsageError(error.message, "write one with: lockgate stats");
      throw error;
    }
  }
  const [{ readLive, LiveFailure }, { DatabaseUrlError }] = await Promise.all([
    import("../production/live.ts"),
    import("../postgres/database-url.ts"),
  ]);
  try {
    const snapshot = await readLive(from, env, readStats);
    return known(snapshot, snapshot.postgres);
  } catch (error) {
    if (error instanceof DatabaseUrlError) throw new UsageError(error.message);
    if (!(error instanceof LiveFailure)) throw error;
    const reason = `the live database cannot be read: ${error.message}`;
    return { ...known(null, null), unanalyzed: [{ path: ".", line: null, reason }] };
  }
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
