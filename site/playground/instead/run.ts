/** What holds in a page, where there is no config file and no environment: what the caller says, and the defaults. */
import type { Config } from "../../../src/config/config.ts";
import type { Run, RunOptions } from "../../../src/config/run.ts";
import { THRESHOLDS } from "../../../src/judge/weight.ts";

function unconfigured(root: string): Config {
  return {
    root,
    path: null,
    file: {},
    targets: [],
    weighing: { levels: [], sizings: [], thresholds: THRESHOLDS, assume: "large" },
    userRules: [],
    lockTimeout: null,
    migrationRole: null,
    baseline: `${root}/lockgate.baseline.json`,
    excused: [],
    overrideLabel: null,
    drift: { requireSchema: false, include: [], ignore: [], schemas: null },
  };
}

export async function prepareRun({ cwd = "/", settings = {} }: RunOptions): Promise<Run> {
  const { pgVersion } = settings;
  return {
    cwd,
    env: {},
    config: unconfigured(cwd),
    settings: {
      base: null,
      failOn: "error",
      pgVersion: pgVersion === undefined ? null : { major: Number(pgVersion), from: "flag" },
      shadow: "pglite",
      static: settings.static ?? false,
      stats: null,
      queries: null,
      databaseUrl: null,
    },
  };
}
