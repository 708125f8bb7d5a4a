import { BRING_BACK } from "../compare-histories.ts";
import { codeFirstTool } from "../not-read.ts";
import { rowHistory } from "../row-history.ts";

const MIGRATE = "npx kysely migrate:latest";

export const kysely = codeFirstTool({
  id: "kysely",
  name: "Kysely",
  howToSetLockTimeout: "add `lock_timeout: 5000` to the options of the Pool that migrates",
  file: /\.[cm]?[jt]s$/,
  sign: /\bKysely</,
  packages: ["kysely", "kysely-ctl"],
  command: MIGRATE,
  runs: /\bkysely\b.*\bmigrate(?:[: ]latest|[: ]up)\b|\bmigrat\w*\.[cm]?[jt]s\b.*\blatest\b/,
  history: rowHistory({
    tables: ["kysely_migration"],
    columns: ["name", "timestamp"],
    moments: ["timestamp"],
    order: '"timestamp", name',
    advice: {
      apply: MIGRATE,
      outOfOrder: {
        means: "Kysely stops at it, unless allowUnorderedMigrations is set",
        next: "rename it so that it sorts last",
      },
      missing: () => `${BRING_BACK}: Kysely stops without it`,
    },
    recorded: ({ name }) => name ?? null,
  }),
  lockTables: ["kysely_migration_lock"],
});
