import { basename } from "../../tree.ts";
import type { LocalMigration } from "../history.ts";
import { codeFirstTool } from "../not-read.ts";
import { rowHistory, stemOf, withoutExtension } from "../row-history.ts";

const MIGRATE = "python manage.py migrate";
const SIGN = /\bmigrations\.Migration\b/;

/** `app/migrations/0001_name.py`. */
export const django = codeFirstTool({
  id: "django",
  name: "Django",
  howToSetLockTimeout: 'add `"OPTIONS": {"options": "-c lock_timeout=5s"}` to DATABASES',
  file: /\.py$/,
  sign: SIGN,
  packages: [],
  command: MIGRATE,
  runs: /\bmanage\.py\b.*\bmigrate\b|\bdjango-admin\b.*\bmigrate\b/,
  history: rowHistory({
    tables: ["django_migrations"],
    columns: ["app", "name", "applied"],
    moments: ["applied"],
    order: "id",
    advice: { apply: MIGRATE, passesMissing: "python manage.py migrate --check" },
    // An app that is not in this checkout comes with a package and brings its own.
    recorded: ({ app, name }, local) =>
      local.some((migration) => appOf(migration) === app) ? `${app}.${name}` : null,
    key: (migration) => `${appOf(migration)}.${stemOf(migration)}`,
  }),
  // The app tells its 0001_initial from all others; an app that goes by another name than its folder leaves the name alone.
  rowNames: (path, source) => (SIGN.test(source) ? [[appAt(path), withoutExtension(basename(path))]] : []),
  markApplied: "run `python manage.py migrate --fake <app> <migration>`",
});

function appOf({ path }: LocalMigration): string {
  return appAt(path);
}

function appAt(path: string): string {
  return path.split("/").at(-3) ?? "";
}
