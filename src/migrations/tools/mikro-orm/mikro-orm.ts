import { codeFirstTool } from "../not-read.ts";
import { rowHistory, withoutExtension } from "../row-history.ts";

const MIGRATE = "npx mikro-orm migration:up";

export const mikroOrm = codeFirstTool({
  id: "mikro-orm",
  name: "MikroORM",
  howToSetLockTimeout: "add `driverOptions: { connection: { lock_timeout: 5000 } }` to MikroORM's config",
  file: /\.[cm]?[jt]s$/,
  sign: /@mikro-orm\/migrations/,
  packages: ["@mikro-orm/migrations", "@mikro-orm/cli"],
  command: MIGRATE,
  runs: /\bmikro-orm\b.*\bmigration:up\b/,
  history: rowHistory({
    tables: ["mikro_orm_migrations"],
    columns: ["name", "executed_at"],
    moments: ["executed_at"],
    order: "id",
    advice: { apply: MIGRATE, passesMissing: "npx mikro-orm migration:check" },
    recorded: ({ name }) => withoutExtension(name ?? ""),
  }),
});
