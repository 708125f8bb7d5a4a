import { nameOnlyHistory, withoutExtension } from "../name-only-history.ts";
import { codeFirstTool } from "../not-read.ts";

export const sequelize = codeFirstTool({
  id: "sequelize",
  name: "Sequelize",
  file: /\.[cm]?[jt]s$/,
  sign: /\bqueryInterface\b/,
  packages: ["sequelize", "sequelize-cli", "umzug"],
  history: nameOnlyHistory({
    tables: ["SequelizeMeta"],
    columns: ["name"],
    order: "name",
    advice: { apply: "npx sequelize-cli db:migrate", passesMissing: "npx sequelize-cli db:migrate:status" },
    recorded: ({ name }) => withoutExtension(name ?? ""),
  }),
});
