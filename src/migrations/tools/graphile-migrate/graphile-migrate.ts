import { ownFormatTool } from "../not-read.ts";
import { graphileMigrateHistory } from "./history.ts";

export const graphileMigrate = ownFormatTool({
  id: "graphile-migrate",
  name: "graphile-migrate",
  file: /\.sql$/,
  sign: /^--! Previous:/m,
  folder: (dir) => dir.replace(/\/?committed$/, ""),
  noTransaction: "--! no-transaction",
  history: graphileMigrateHistory,
  // Its table is called "migrations", as anybody's may be.
  ownTables: [],
  markApplied: "write it so that it may run where it was done already (IF NOT EXISTS)",
});
