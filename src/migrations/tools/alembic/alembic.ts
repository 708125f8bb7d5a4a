import { codeFirstTool } from "../not-read.ts";
import { alembicHistory, MIGRATE } from "./history.ts";

export const alembic = codeFirstTool({
  id: "alembic",
  name: "Alembic",
  file: /\.py$/,
  sign: /^down_revision\b/m,
  packages: [],
  command: MIGRATE,
  runs: /\balembic\b.*\bupgrade\b/,
  history: alembicHistory,
  markApplied: "run `alembic stamp <revision>`",
});
