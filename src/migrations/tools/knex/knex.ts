import { BRING_BACK } from "../compare-histories.ts";
import { codeFirstTool } from "../not-read.ts";
import { rowHistory, withoutExtension } from "../row-history.ts";

const MIGRATE = "npx knex migrate:latest";

export const knex = codeFirstTool({
  id: "knex",
  name: "Knex",
  howToSetLockTimeout: "add `lock_timeout: 5000` to connection in the knexfile",
  file: /\.[cm]?[jt]s$/,
  sign: /\bknex\b/i,
  packages: ["knex", "objection"],
  command: MIGRATE,
  runs: /\bknex\b.*\bmigrate:(?:latest|up)\b/,
  history: rowHistory({
    tables: ["knex_migrations"],
    columns: ["name", "batch", "migration_time"],
    moments: ["migration_time"],
    order: "id",
    advice: {
      apply: MIGRATE,
      missing: () => `${BRING_BACK}: knex stops without it`,
    },
    recorded: ({ name }) => withoutExtension(name ?? ""),
  }),
  lockTables: ["knex_migrations_lock"],
});
