import { codeFirstTool } from "../not-read.ts";
import { timeoutInUrl } from "../tool.ts";
import { alembicHistory, MIGRATE, revisionIn } from "./history.ts";

export const alembic = codeFirstTool({
  id: "alembic",
  name: "Alembic",
  howToSetLockTimeout: timeoutInUrl("sqlalchemy.url"),
  file: /\.py$/,
  sign: /^down_revision\b/m,
  packages: [],
  command: MIGRATE,
  runs: /\balembic\b.*\bupgrade\b/,
  history: alembicHistory,
  rowNames(_, source) {
    const revision = revisionIn(source);
    return revision === null ? [] : [[revision]];
  },
  markApplied: "run `alembic stamp <revision>`",
});
