import { skeleton } from "../skeleton.ts";
import { nearestDependencies } from "../tools/installed-version.ts";
import type { Database } from "../tools/tool.ts";
import type { Tree } from "../tree.ts";

/**
 * For which database a folder of SQL is, where its tool's config does not say: by the names of its folders, the SQL
 * itself, the nearest package.json. Null: nothing rules PostgreSQL out.
 */
export async function guessDatabase(
  tree: Tree,
  dir: string,
  sample: () => Promise<string>,
): Promise<Database | null> {
  return byName(dir) ?? bySql(await sample()) ?? (await byDependencies(tree, dir));
}

export function isPostgres(database: Database | null): boolean {
  return database === null || POSTGRES.has(database.name.toLowerCase());
}

const POSTGRES = new Set(["postgresql", "postgres", "pg", "postgis", "timescaledb", "neon", "supabase"]);

// A word of a folder's name ("db-mysql", "clickhouse").
const WORDS: readonly (readonly [RegExp, string])[] = [
  [/^(postgres|postgresql|pg|psql)$/, "postgresql"],
  [/^(mysql|mariadb|planetscale|vitess)$/, "mysql"],
  [/^(sqlite|sqlite3|libsql|turso)$/, "sqlite"],
  [
    /^(clickhouse|mssql|sqlserver|cassandra|scylladb|cockroachdb|crdb|duckdb|snowflake|bigquery|redshift)$/,
    "$&",
  ],
];

// Words that mean other things too: only as the whole name of the folder itself, as Flyway's vendor folders have it.
const VENDOR = /^(oracle|db2|h2|hsqldb|derby|d1|spanner|cockroach)$/;

function byName(dir: string): Database | null {
  // The nearest folder decides: "mysql/postgres/migrations" is PostgreSQL's.
  for (const [index, folder] of dir.toLowerCase().split("/").reverse().entries()) {
    const shownBy = `the folder ${folder}`;
    if (index === 0 && VENDOR.test(folder)) return { name: folder, shownBy };
    for (const word of folder.split(/[^a-z0-9]+/)) {
      const [pattern, name] = WORDS.find(([pattern]) => pattern.test(word)) ?? [];
      if (pattern !== undefined && name !== undefined) return { name: word.replace(pattern, name), shownBy };
    }
  }
  return null;
}

const DRIVERS: readonly (readonly [string, readonly string[]])[] = [
  [
    "postgresql",
    [
      "pg",
      "postgres",
      "pg-promise",
      "@neondatabase/serverless",
      "@vercel/postgres",
      "@electric-sql/pglite",
      "postgres-js",
      "slonik",
      "@prisma/adapter-pg",
      "@supabase/supabase-js",
    ],
  ],
  ["mysql", ["mysql", "mysql2", "mariadb", "@planetscale/database"]],
  ["sqlite", ["better-sqlite3", "sqlite3", "@libsql/client", "sql.js", "expo-sqlite"]],
  ["clickhouse", ["@clickhouse/client"]],
  ["sqlserver", ["mssql", "tedious"]],
];

/** Only where the package has drivers of one database, and that is not PostgreSQL. */
async function byDependencies(tree: Tree, dir: string): Promise<Database | null> {
  const dependencies = await nearestDependencies(tree, dir);
  if (dependencies === null) return null;
  const shown = DRIVERS.flatMap(([name, drivers]) => {
    const driver = drivers.find((candidate) => dependencies.has(candidate));
    return driver === undefined ? [] : [{ name, shownBy: `the dependency ${driver}` }];
  });
  const [only] = shown;
  return shown.length === 1 && only !== undefined ? only : null;
}

// Forms that PostgreSQL's grammar rejects, or that mean nothing there; then those that only PostgreSQL has.
const SIGNS: readonly (readonly [RegExp, string])[] = [
  [/\bENGINE\s*=\s*\w*(MergeTree|Log|Distributed|Kafka|Null|Memory)\b/i, "clickhouse"],
  [/\b(LowCardinality|DateTime64)\s*\(|\bON\s+CLUSTER\b/i, "clickhouse"],
  [
    /\bENGINE\s*=\s*(InnoDB|MyISAM)\b|(?<=(\b(\w*INT|INTEGER|SERIAL|NULL|UNSIGNED|ZEROFILL|KEY|UNIQUE)|\))\s{1,9})AUTO_INCREMENT\b|\bDEFAULT\s+CHARSET\b/i,
    "mysql",
  ],
  [/^[ \t]*(CREATE|ALTER|DROP)\s+TABLE\s+(IF\s+(NOT\s+)?EXISTS\s+)?`/im, "mysql or sqlite"],
  [/\bAUTOINCREMENT\b|^[ \t]*PRAGMA\s+\w+/im, "sqlite"],
  [/\bNVARCHAR\b|\bIDENTITY\s*\(\s*\d+\s*,|\[dbo\]|^[ \t]*GO[ \t]*$/im, "sqlserver"],
  [/\bVARCHAR2\b|\bNUMBER\s*\(\d+\s*,/i, "oracle"],
  [
    /\b(JSONB|TIMESTAMPTZ|BIGSERIAL|SERIAL|plpgsql|BYTEA|CONCURRENTLY)\b|\bCREATE\s+EXTENSION\b/i,
    "postgresql",
  ],
];

function bySql(text: string): Database | null {
  const bare = skeleton(text);
  for (const [sign, name] of SIGNS) {
    const found = sign.exec(bare);
    if (found !== null) return { name, shownBy: `its SQL (${found[0].trim().replace(/\s+/g, " ")})` };
  }
  return null;
}
