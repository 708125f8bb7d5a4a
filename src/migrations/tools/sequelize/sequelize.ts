import { codeFirstTool } from "../not-read.ts";
import { rowHistory, withoutExtension } from "../row-history.ts";

const MIGRATE = "npx sequelize-cli db:migrate";

export const sequelize = codeFirstTool({
  id: "sequelize",
  name: "Sequelize",
  howToSetLockTimeout: "add `dialectOptions: { lock_timeout: 5000 }` to Sequelize's config",
  file: /\.[cm]?[jt]s$/,
  sign: /\bqueryInterface\b/,
  packages: ["sequelize", "sequelize-cli", "umzug"],
  command: MIGRATE,
  runs: /\bsequelize(?:-cli)?\b.*\bdb:migrate(?![:\w])/,
  history: rowHistory({
    tables: ["SequelizeMeta"],
    columns: ["name"],
    order: "name",
    advice: { apply: MIGRATE, passesMissing: "npx sequelize-cli db:migrate:status" },
    recorded: ({ name }) => withoutExtension(name ?? ""),
  }),
});
