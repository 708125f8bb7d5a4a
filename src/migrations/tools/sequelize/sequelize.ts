import { codeFirstTool } from "../not-read.ts";
import { rowHistory, withoutExtension } from "../row-history.ts";

export const sequelize = codeFirstTool({
  id: "sequelize",
  name: "Sequelize",
  file: /\.[cm]?[jt]s$/,
  sign: /\bqueryInterface\b/,
  packages: ["sequelize", "sequelize-cli", "umzug"],
  history: rowHistory({
    tables: ["SequelizeMeta"],
    columns: ["name"],
    order: "name",
    advice: { apply: "npx sequelize-cli db:migrate", passesMissing: "npx sequelize-cli db:migrate:status" },
    recorded: ({ name }) => withoutExtension(name ?? ""),
  }),
});
