import type { LocalMigration } from "../history.ts";
import { codeFirstTool } from "../not-read.ts";
import { rowHistory, stemOf } from "../row-history.ts";

/** `app/migrations/0001_name.py`. */
const MIGRATE = "python manage.py migrate";

export const django = codeFirstTool({
  id: "django",
  name: "Django",
  file: /\.py$/,
  sign: /\bmigrations\.Migration\b/,
  packages: [],
  command: MIGRATE,
  runs: /\bmanage\.py\b.*\bmigrate\b|\bdjango-admin\b.*\bmigrate\b/,
  history: rowHistory({
    tables: ["django_migrations"],
    columns: ["app", "name", "applied"],
    order: "id",
    advice: { apply: MIGRATE, passesMissing: "python manage.py migrate --check" },
    // An app that is not in this checkout comes with a package and brings its own.
    recorded: ({ app, name }, local) =>
      local.some((migration) => appOf(migration) === app) ? `${app}.${name}` : null,
    key: (migration) => `${appOf(migration)}.${stemOf(migration)}`,
  }),
  markApplied: "run `python manage.py migrate --fake <app> <migration>`",
});

function appOf({ path }: LocalMigration): string {
  return path.split("/").at(-3) ?? "";
}
