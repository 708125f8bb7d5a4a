import { nameOnlyHistory, withoutExtension } from "../name-only-history.ts";
import { codeFirstTool } from "../not-read.ts";

export const mikroOrm = codeFirstTool({
  id: "mikro-orm",
  name: "MikroORM",
  file: /\.[cm]?[jt]s$/,
  sign: /@mikro-orm\/migrations/,
  packages: ["@mikro-orm/migrations", "@mikro-orm/cli"],
  history: nameOnlyHistory({
    tables: ["mikro_orm_migrations"],
    columns: ["name", "executed_at"],
    order: "id",
    advice: { apply: "npx mikro-orm migration:up", passesMissing: "npx mikro-orm migration:check" },
    recorded: ({ name }) => withoutExtension(name ?? ""),
  }),
});
