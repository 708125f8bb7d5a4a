/** What holds where no config file and no option says otherwise. */
import type { Config } from "../../src/config/config.ts";
import type { Settings } from "../../src/config/settings.ts";
import { THRESHOLDS } from "../../src/judge/weight.ts";

const ROOT = "/";

export const CONFIG: Config = {
  root: ROOT,
  path: null,
  file: {},
  targets: [],
  weighing: { levels: [], sizings: [], thresholds: THRESHOLDS, assume: "large" },
  userRules: [],
  lockTimeout: null,
  migrationRole: null,
  baseline: `${ROOT}lockgate.baseline.json`,
  excused: [],
  overrideLabel: null,
  drift: { requireSchema: false, include: [], ignore: [], schemas: null },
};

export function settingsFor(options: { readonly major: number; readonly rehearse: boolean }): Settings {
  return {
    base: null,
    failOn: "error",
    pgVersion: { major: options.major, from: "flag" },
    shadow: "pglite",
    static: !options.rehearse,
    stats: null,
    queries: null,
    databaseUrl: null,
  };
}
