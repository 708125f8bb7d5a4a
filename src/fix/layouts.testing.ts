type Files = Readonly<Record<string, string>>;

/** How a tool's files are laid out: the migration of a number, with its SQL. */
export const LAYOUTS = {
  prisma: (n, sql) => ({
    "prisma/migrations/migration_lock.toml": 'provider = "postgresql"\n',
    [`prisma/migrations/2026010${n}000000_m${n}/migration.sql`]: sql,
  }),
  goose: (n, sql) => ({
    [`db/migrations/2026010${n}000000_m${n}.sql`]: `-- +goose Up\n${sql}-- +goose Down\n`,
  }),
  dbmate: (n, sql) => ({
    [`db/migrations/2026010${n}000000_m${n}.sql`]: `-- migrate:up\n${sql}-- migrate:down\n`,
  }),
  "golang-migrate": (n, sql) => ({
    [`migrations/00000${n}_m${n}.up.sql`]: sql,
    [`migrations/00000${n}_m${n}.down.sql`]: "SELECT 1;\n",
  }),
  flyway: (n, sql) => ({ [`src/main/resources/db/migration/V${n}__m${n}.sql`]: sql }),
  supabase: (n, sql) => ({
    "supabase/config.toml": "[db]\nmajor_version = 17\n",
    [`supabase/migrations/2026010${n}000000_m${n}.sql`]: sql,
  }),
  sql: (n, sql) => ({ [`migrations/00${n}_m${n}.sql`]: sql }),
  drizzle: (n, sql) => ({
    [`drizzle/000${n - 1}_m${n}.sql`]: sql.replaceAll(/;\n(?!$)/g, ";--> statement-breakpoint\n"),
    "drizzle/meta/_journal.json": `${JSON.stringify({ version: "7", dialect: "postgresql", entries: entriesTo(n) }, null, 2)}\n`,
  }),
} as const satisfies Record<string, (n: number, sql: string) => Files>;

export type Layout = keyof typeof LAYOUTS;

function entriesTo(n: number): unknown[] {
  return Array.from({ length: n }, (_, at) => ({
    idx: at,
    version: "7",
    when: 1_767_225_600_000 + at,
    tag: `000${at}_m${at + 1}`,
    breakpoints: true,
  }));
}
