/** How each tool has its files, for scripts that are made at random. */

/** The statements of one migration. */
export type Script = readonly string[];

/** The repository of a tool whose first migration makes the schema; `pick` decides how a file divides its statements. */
export type Layout = (
  schema: string,
  scripts: readonly Script[],
  pick: () => boolean,
) => Record<string, string>;

function files(
  schema: string,
  scripts: readonly Script[],
  path: (at: number) => string,
  text: (script: Script) => string,
): Record<string, string> {
  return Object.fromEntries([[schema], ...scripts].map((script, at) => [path(at), text(script)]));
}

const plain = (script: Script): string => script.map((statement) => `${statement};\n`).join("");

const prisma =
  (version: string): Layout =>
  (schema, scripts) => ({
    "package.json": JSON.stringify({ dependencies: { prisma: version } }),
    "prisma/migrations/migration_lock.toml": 'provider = "postgresql"',
    ...files(schema, scripts, (at) => `prisma/migrations/${20250101000000 + at}_m/migration.sql`, plain),
  });

const supabase =
  (version: string): Layout =>
  (schema, scripts) => ({
    "package.json": JSON.stringify({ devDependencies: { supabase: version } }),
    ...files(schema, scripts, (at) => `supabase/migrations/${20250101000000 + at}_m.sql`, plain),
  });

const name = (at: number): string => String(at).padStart(5, "0");

export const LAYOUTS: Readonly<Record<string, Layout>> = {
  "Prisma, one query": prisma("6.10.0"),
  "Prisma, statements": prisma("7.8.0"),
  Drizzle: (schema, scripts, pick) => ({
    "drizzle/meta/_journal.json": JSON.stringify({
      dialect: "postgresql",
      entries: [schema, ...scripts].map((_, idx) => ({
        idx,
        version: "7",
        when: idx + 1,
        tag: `${name(idx)}_m`,
      })),
    }),
    ...files(
      schema,
      scripts,
      (at) => `drizzle/${name(at)}_m.sql`,
      (script) =>
        script.map((statement) => `${statement};${pick() ? "--> statement-breakpoint" : ""}\n`).join(""),
    ),
  }),
  "golang-migrate": (schema, scripts) =>
    files(schema, scripts, (at) => `migrations/${name(at)}_m.up.sql`, plain),
  dbmate: (schema, scripts, pick) =>
    files(
      schema,
      scripts,
      (at) => `db/migrations/${name(at)}_m.sql`,
      (script) => `-- migrate:up${pick() ? " transaction:false" : ""}\n${plain(script)}-- migrate:down\n`,
    ),
  goose: (schema, scripts, pick) =>
    files(
      schema,
      scripts,
      (at) => `migrations/${name(at)}_m.sql`,
      (script) => {
        const isBlock = pick() || script.some((statement) => statement.includes("\n"));
        const body = isBlock
          ? `-- +goose StatementBegin\n${plain(script)}-- +goose StatementEnd\n`
          : plain(script);
        return `${pick() ? "-- +goose NO TRANSACTION\n" : ""}-- +goose Up\n${body}-- +goose Down\n`;
      },
    ),
  Flyway: (schema, scripts) => files(schema, scripts, (at) => `db/migration/V${at + 1}__m.sql`, plain),
  "Supabase, one pipeline": supabase("2.98.2"),
  Supabase: supabase("2.115.0"),
  psql: (schema, scripts) => files(schema, scripts, (at) => `migrations/${name(at)}.sql`, plain),
};
