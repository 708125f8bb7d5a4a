import { basename } from "../../tree.ts";
import { codeFirstTool } from "../not-read.ts";
import { rowHistory, withoutExtension } from "../row-history.ts";

const MIGRATE = "npx db-migrate up";

export const dbMigrate = codeFirstTool({
  id: "db-migrate",
  name: "db-migrate",
  file: /\.[cm]?[jt]s$/,
  sign: /\boptions\.dbmigrate\b/,
  packages: ["db-migrate"],
  command: MIGRATE,
  runs: /\bdb-migrate\b.*\bup\b/,
  history: rowHistory({
    tables: ["migrations"],
    columns: ["name", "run_on"],
    moments: ["run_on"],
    order: "run_on, id",
    advice: { apply: MIGRATE },
    // "/20260101090000-name", behind the scope's name where there is one.
    recorded: ({ name }) => (name ?? "").replace(/^.*\//, ""),
  }),
  rowNames: (path) => [[`/${withoutExtension(basename(path))}`]],
  // Its table is called "migrations", as anybody's may be.
  ownTables: [],
});
