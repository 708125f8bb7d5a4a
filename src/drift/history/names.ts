/** The tools that record names or versions and no checksum. */
import { basename } from "../../migrations/tree.ts";
import { byName, leadingNumber, withoutExtension } from "./by-name.ts";
import type { HistoryReader, LocalMigration } from "./reader.ts";
import type { Advice } from "./sides.ts";

const BRING_BACK = "bring its file back from the branch that was deployed";
const OTHER_ORDER = "the database will run them in another order than a new one does";

function advice(
  apply: string,
  outOfOrder: Advice["outOfOrder"],
  missing: string,
  passesMissing: string | null,
): Advice {
  return { apply, outOfOrder, missing: () => missing, passesMissing };
}

/** For tools that run whatever is not applied. */
function runsLate(apply: string): Advice["outOfOrder"] {
  return {
    means: OTHER_ORDER,
    next: `rename it so that it sorts last, or check that the order does not matter and run \`${apply}\``,
  };
}

function refusesLate(what: string): Advice["outOfOrder"] {
  return { means: what, next: "rename it so that it sorts last" };
}

const fileName = ({ path }: LocalMigration) => basename(path);
const stem = ({ path }: LocalMigration) => withoutExtension(basename(path));

export const dbmate: HistoryReader = byName({
  tables: ["schema_migrations"],
  columns: ["version"],
  order: "version",
  advice: advice("dbmate migrate", runsLate("dbmate migrate"), BRING_BACK, "dbmate status"),
  // dbmate compares versions as text.
  recorded: ({ version }) => version ?? null,
  key: (migration) => /^\d+/.exec(fileName(migration))?.[0] ?? null,
  twice: "dbmate applies one of them and passes over the other",
});

export const rails: HistoryReader = byName({
  tables: ["schema_migrations"],
  columns: ["version"],
  order: "version",
  advice: advice(
    "bin/rails db:migrate",
    runsLate("bin/rails db:migrate"),
    BRING_BACK,
    "bin/rails db:abort_if_pending_migrations",
  ),
  recorded: ({ version }) => leadingNumber(version ?? ""),
  key: (migration) => leadingNumber(fileName(migration)),
  twice: "Rails stops at it",
});

export const nodePgMigrate: HistoryReader = byName({
  tables: ["pgmigrations"],
  columns: ["name", "run_on"],
  order: "run_on, id",
  advice: advice(
    "npx node-pg-migrate up",
    refusesLate("node-pg-migrate stops at it (checkOrder)"),
    `${BRING_BACK}: node-pg-migrate stops without it`,
    null,
  ),
  recorded: ({ name }) => name ?? null,
  key: stem,
  twice: null,
});

export const knex: HistoryReader = byName({
  tables: ["knex_migrations"],
  columns: ["name", "batch", "migration_time"],
  order: "id",
  advice: advice(
    "npx knex migrate:latest",
    runsLate("npx knex migrate:latest"),
    `${BRING_BACK}: knex stops without it`,
    null,
  ),
  recorded: ({ name }) => withoutExtension(name ?? ""),
  key: stem,
  twice: null,
});

export const sequelize: HistoryReader = byName({
  tables: ["SequelizeMeta"],
  columns: ["name"],
  order: "name",
  advice: advice(
    "npx sequelize-cli db:migrate",
    runsLate("npx sequelize-cli db:migrate"),
    BRING_BACK,
    "npx sequelize-cli db:migrate:status",
  ),
  recorded: ({ name }) => withoutExtension(name ?? ""),
  key: stem,
  twice: null,
});

export const mikroOrm: HistoryReader = byName({
  tables: ["mikro_orm_migrations"],
  columns: ["name", "executed_at"],
  order: "id",
  advice: advice(
    "npx mikro-orm migration:up",
    runsLate("npx mikro-orm migration:up"),
    BRING_BACK,
    "npx mikro-orm migration:check",
  ),
  recorded: ({ name }) => withoutExtension(name ?? ""),
  key: stem,
  twice: null,
});

export const kysely: HistoryReader = byName({
  tables: ["kysely_migration"],
  columns: ["name", "timestamp"],
  order: '"timestamp", name',
  advice: advice(
    "npx kysely migrate:latest",
    refusesLate("Kysely stops at it, unless allowUnorderedMigrations is set"),
    `${BRING_BACK}: Kysely stops without it`,
    null,
  ),
  recorded: ({ name }) => name ?? null,
  key: stem,
  twice: null,
});

/** The name is that of the class in the file; its last 13 digits are the time that TypeORM sorts by. */
export const typeorm: HistoryReader = byName({
  tables: ["migrations"],
  columns: ["timestamp", "name"],
  order: '"timestamp", id',
  advice: advice(
    "npx typeorm migration:run -d <data-source>",
    runsLate("npx typeorm migration:run -d <data-source>"),
    BRING_BACK,
    "npx typeorm migration:show",
  ),
  recorded: ({ name }) => name ?? null,
  key: ({ content }) => {
    const text = content?.toString("utf8") ?? "";
    // `name = "..."` in the class wins over the class's own name.
    const given = /^\s*(?:public\s+|readonly\s+)*name\s*(?::\s*string\s*)?=\s*["'`]([^"'`]+)["'`]/m.exec(
      text,
    )?.[1];
    return given ?? /\bclass\s+(\w*\d{13})\b/.exec(text)?.[1] ?? null;
  },
  twice: "TypeORM runs one of them",
});

/** `app/migrations/0001_name.py`: an app that is not in this checkout comes with a package and brings its own. */
export const django: HistoryReader = {
  tables: ["django_migrations"],
  columns: ["app", "name", "applied"],
  order: "id",
  read(question) {
    const appOf = ({ path }: LocalMigration) => path.split("/").at(-3) ?? "";
    const apps = new Set(question.local.map(appOf));
    return byName({
      ...django,
      advice: advice(
        "python manage.py migrate",
        runsLate("python manage.py migrate"),
        BRING_BACK,
        "python manage.py migrate --check",
      ),
      recorded: ({ app, name }) => (apps.has(app ?? "") ? `${app}.${name}` : null),
      key: (migration) => `${appOf(migration)}.${stem(migration)}`,
      twice: null,
    }).read(question);
  },
};
