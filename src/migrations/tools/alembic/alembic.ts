import { codeFirstTool } from "../not-read.ts";
import { alembicHistory } from "./history.ts";

export const alembic = codeFirstTool({
  id: "alembic",
  name: "Alembic",
  file: /\.py$/,
  sign: /^down_revision\b/m,
  packages: [],
  history: alembicHistory,
  markApplied: "run `alembic stamp <revision>`",
});
