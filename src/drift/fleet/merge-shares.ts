/** The shares of a run, joined into the report that one machine would have written. */
import { UsageError } from "../../migrations/failure.ts";
import { type DriftResult, driftResult } from "../drift-result.ts";
import { worst } from "../outcome.ts";
import { driftReport } from "../outcomes-report.ts";
import { type CheckedShare, joinedTargets } from "./joined-targets.ts";
import type { ShareReport } from "./read-share.ts";
import { placeInFleet, type Shard, sizeOfShare } from "./shard.ts";

export interface GivenShare {
  /** How the user knows it: the name of its file. */
  readonly by: string;
  readonly report: ShareReport;
}

/**
 * Joins shares in whatever order they come. One that was given twice counts once: the worse, where the two differ. Each that
 * is missing stands among the databases as an error.
 *
 * @param given at least one.
 * @throws {UsageError} for shares of different runs.
 */
export function mergeShares(given: readonly GivenShare[]): DriftResult {
  refuseStrangers(given);
  const byIndex = onePerIndex(given);
  const shares = [...byIndex.values()].filter(isChecked).sort((a, b) => a.shard.index - b.shard.index);
  const databases = shares
    .flatMap(({ shard, databases }) =>
      databases.map((database, at) => ({ ...database, place: placeInFleet(shard, at) })),
    )
    .sort((a, b) => a.place - b.place);
  const lacking = lackingOf(given, byIndex);
  const report = driftReport(joinedTargets(shares, databases), [...databases, ...lacking]);
  return driftResult(
    report,
    lacking.map(({ name, reason }) => `${name}: ${reason}`),
  );
}

function isChecked(report: ShareReport): report is CheckedShare {
  return report.fleet !== undefined;
}

const STRANGERS = {
  databases: "another list of databases",
  list: "another list of databases",
  migrations: "other migrations",
  settings: "another config, other options or another version of lockgate",
} as const;

function refuseStrangers(given: readonly GivenShare[]): void {
  const [first] = given;
  const known = given.find(({ report }) => report.fleet !== undefined);
  for (const { by, report } of given) {
    const { of } = report.shard;
    if (first !== undefined && of !== first.report.shard.of)
      throw new UsageError(
        `${by} is one of ${of} shares, and ${first.by} one of ${first.report.shard.of}`,
        ONE_RUN,
      );
    for (const key of Object.keys(STRANGERS) as (keyof typeof STRANGERS)[]) {
      if (report.fleet === undefined || report.fleet[key] === known?.report.fleet?.[key]) continue;
      throw new UsageError(`${by} is of another run than ${known?.by}: it has ${STRANGERS[key]}`, ONE_RUN);
    }
    if (report.fleet !== undefined && known !== undefined && !sameTargets(report, known.report))
      throw new UsageError(
        `${by} is of another run than ${known.by}: it has ${STRANGERS.migrations}`,
        ONE_RUN,
      );
  }
}

function sameTargets(one: ShareReport, other: ShareReport): boolean {
  const [here, there] = [one, other].map(({ targets }) =>
    JSON.stringify(targets.map(({ name, tool, dir }) => [name, tool, dir])),
  );
  return here === there;
}

const ONE_RUN = "Merge the shares of one run: of one commit, one config and one list of databases.";

/** Of several reports of a share, the worst: which of them came last is not known. */
function onePerIndex(given: readonly GivenShare[]): ReadonlyMap<number, ShareReport> {
  const byIndex = new Map<number, ShareReport>();
  for (const { report } of given) {
    const before = byIndex.get(report.shard.index);
    byIndex.set(report.shard.index, before === undefined ? report : worseOf(before, report));
  }
  return byIndex;
}

function worseOf(one: ShareReport, other: ShareReport): ShareReport {
  // One that broke knows nothing of its databases: what the other found is more.
  if (isChecked(one) !== isChecked(other)) return isChecked(one) ? one : other;
  if (one.verdict !== other.verdict) return worst([one.verdict, other.verdict]) === one.verdict ? one : other;
  // In whatever order they are given, the same.
  return JSON.stringify(one) >= JSON.stringify(other) ? one : other;
}

function lackingOf(given: readonly GivenShare[], byIndex: ReadonlyMap<number, ShareReport>) {
  const [first] = given;
  if (first === undefined) return [];
  const { of } = first.report.shard;
  const fleet = given.find(({ report }) => report.fleet !== undefined)?.report.fleet ?? null;
  return Array.from({ length: of }, (_, at) => ({ index: at + 1, of })).flatMap((shard) => {
    const report = byIndex.get(shard.index);
    if (report !== undefined && isChecked(report)) return [];
    const what = report === undefined ? "its report is missing" : "its run ended with an error";
    const many = fleet === null ? null : sizeOfShare(shard, fleet.databases);
    return { name: shareName(shard), reason: `${what}${many === null ? "" : `: ${databasesIn(many)}`}` };
  });
}

function shareName({ index, of }: Shard): string {
  return `share ${index}/${of}`;
}

function databasesIn(many: number): string {
  return `${many} ${many === 1 ? "database was" : "databases were"} not checked`;
}
