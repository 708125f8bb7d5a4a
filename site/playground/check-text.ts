/**
 * `lockgate check migrations/002_migration.sql`, of a folder that is in memory: the stages of src/check.ts that need neither
 * git nor a live database, in its order.
 */
import { analyzeAll } from "../../src/analysis/analyze-all.ts";
import { assemble, reportedTarget } from "../../src/analysis/assemble.ts";
import { conclude } from "../../src/analysis/conclude.ts";
import { postgresOf } from "../../src/analysis/production.ts";
import { NO_PRODUCTION } from "../../src/judge/change.ts";
import { verdictOf } from "../../src/judge/verdict.ts";
import { selectFiles } from "../../src/migrations/find/select-given.ts";
import type { Report } from "../../src/report/report.ts";
import type { Progress } from "../../src/shadow/rehearse/rehearsal.ts";
import { loadParser } from "../../src/sql/parse.ts";
import { MIGRATION, type Script, treeOf } from "./folder.ts";
import { RULES } from "./rules.ts";
import { CONFIG, settingsFor } from "./unconfigured.ts";

export interface CheckTextOptions extends Script {
  /** PostgreSQL's major version, one of those that were measured. */
  readonly major: number;
  /** Run it on the embedded PostgreSQL, too; only in the worker. */
  readonly rehearse: boolean;
  readonly onProgress?: (progress: Progress) => void;
}

export async function checkText(options: CheckTextOptions): Promise<Report> {
  await loadParser();
  const settings = settingsFor(options);
  const given = { files: [MIGRATION], folders: [], bad: [] };
  const selected = await selectFiles(treeOf(options), [], given, false);
  const known = {
    production: NO_PRODUCTION,
    postgres: postgresOf(options.major, "flag"),
    relations: new Set<string>(),
    queries: null,
    unanalyzed: [],
    remarks: [],
  };
  const analysis = await analyzeAll(
    { kind: "selected", root: CONFIG.root, excluded: [], edits: [], base: null, ...selected },
    known,
    { cwd: CONFIG.root, env: {}, config: CONFIG, settings },
    { noCache: true, release: null, onProgress: options.onProgress },
  );
  const concluded = await conclude({
    changes: analysis.changes,
    unanalyzed: [...selected.unreadable, ...analysis.unanalyzed],
    edits: [],
    neverRun: selected.neverRun,
    config: CONFIG,
    rules: RULES,
    production: NO_PRODUCTION,
    isProposed: false,
    today: new Date().toISOString().slice(0, 10),
    updateBaseline: false,
  });
  return assemble({
    ...concluded,
    postgres: analysis.postgres,
    verdict: verdictOf({ ...concluded, drift: null }, settings.failOn),
    drift: null,
    targets: selected.targets.map((target) =>
      reportedTarget(target, selected.selections, analysis.remarks.get(target)),
    ),
    analyzed: analysis.changes.flat(),
    remarks: selected.remarks.map(({ path, reason }) => `${path} ${reason}`),
    weakens: false,
  });
}
