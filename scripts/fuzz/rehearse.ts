/** A target of a fuzzer, derived and rehearsed without a repository around it. */
import type { Major } from "../../postgres-servers/servers.ts";
import { type AnalyzeResult, analyze } from "../../src/analysis/analyze.ts";
import { pastOf } from "../../src/analysis/past.ts";
import { rehearseSelection } from "../../src/analysis/rehearse-selection.ts";
import { scheduleSelection } from "../../src/analysis/schedule.ts";
import { targetOf } from "../../src/migrations/find/discover.testing.ts";
import type { Selection } from "../../src/migrations/selection.ts";
import type { Rehearsal } from "../../src/shadow/rehearse/rehearsal.ts";
import { loadParser } from "../../src/sql/parse.ts";

/** Where statements run: the embedded PostgreSQL, or a server of another version. */
export interface Shadow {
  readonly url: string;
  readonly major: Major;
}

export interface Rehearsed {
  readonly analysis: AnalyzeResult;
  readonly rehearsal: Rehearsal;
}

/** Judges all migrations of a target but the first, which makes the schema. Throws where there is no shadow. */
export async function rehearsed(
  files: Readonly<Record<string, string>>,
  grouping: Selection["grouping"],
  shadow: Shadow | null,
): Promise<Rehearsed> {
  await loadParser();
  const target = await targetOf(files);
  const [, ...judged] = target.migrations;
  const selection: Selection = {
    target,
    migrations: target.migrations,
    judged: new Set(judged.map(({ id }) => id)),
    grouping,
    early: [],
  };
  const scheduled = scheduleSelection(selection);
  const elsewhere = new Set<string>();
  // The first migration makes all there is, which a folder of plain SQL is not trusted to do.
  const past = {
    ...pastOf(selection, scheduled, { elsewhere, platform: null }),
    wholeBefore: new Set(judged.map(({ id }) => id)),
    isMissing: false,
  };
  const options = { platform: null, shadow: shadow?.url ?? "pglite", live: null, cache: null };
  const { rehearsal } = await rehearseSelection(selection, scheduled, past, options);
  if (typeof rehearsal === "string") throw new Error(rehearsal);
  const major = shadow?.major ?? rehearsal.postgres;
  const judging = { selection, scheduled, major, past, rehearsal };
  return { analysis: analyze(judging), rehearsal };
}
