import { BRING_BACK } from "../compare-histories.ts";
import { codeFirstTool } from "../not-read.ts";
import { rowHistory } from "../row-history.ts";
import { timeoutInUrl } from "../tool.ts";

const MIGRATE = "npx node-pg-migrate up";

export const nodePgMigrate = codeFirstTool({
  id: "node-pg-migrate",
  name: "node-pg-migrate",
  howToSetLockTimeout: timeoutInUrl("DATABASE_URL"),
  file: /\.([cm]?[jt]s|sql)$/,
  sign: /node-pg-migrate|\bpgm\b|^--\s*Up Migration/m,
  packages: ["node-pg-migrate"],
  command: MIGRATE,
  runs: /\bnode-pg-migrate\b.*\bup\b/,
  history: rowHistory({
    tables: ["pgmigrations"],
    columns: ["name", "run_on"],
    moments: ["run_on"],
    order: "run_on, id",
    advice: {
      apply: MIGRATE,
      outOfOrder: {
        means: "node-pg-migrate stops at it (checkOrder)",
        next: "rename it so that it sorts last",
      },
      missing: () => `${BRING_BACK}: node-pg-migrate stops without it`,
    },
    recorded: ({ name }) => name ?? null,
  }),
  markApplied: "run `npx node-pg-migrate up --fake`",
});
