import { check } from "../../src/check.ts";
import type { Report } from "../../src/report/report.ts";
import type { Progress } from "../../src/shadow/rehearse/rehearsal.ts";
import { MIGRATION, type Script, withFolder } from "./folder.ts";

export interface CheckTextOptions extends Script {
  /** PostgreSQL's major version, one of those that were measured. */
  readonly major: number;
  /** Run it on the embedded PostgreSQL, too; only in the worker. */
  readonly rehearse: boolean;
  readonly onProgress?: (progress: Progress) => void;
}

/** The report of `lockgate check --pg-version <major> migrations/002_migration.sql`, with `--static` where it is not rehearsed. */
export function checkText({ major, rehearse, onProgress, ...script }: CheckTextOptions): Promise<Report> {
  return withFolder(script, async (cwd) => {
    const settings = { pgVersion: major, static: !rehearse };
    const { report } = await check({ cwd, paths: [MIGRATION], noCache: true, settings, onProgress });
    return report;
  });
}
