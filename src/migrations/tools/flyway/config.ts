import { filesIn, join, readText, type Tree, upward } from "../../tree.ts";
import type { Database } from "../tool.ts";
import { type Location, locationsIn, type Place, placeOf } from "./locations.ts";
import { settingsIn } from "./settings.ts";

/** What Flyway's config says, its own or Spring's. */
export interface FlywayConfig {
  readonly database: Database | null;
  readonly schema: string | null;
  readonly table: string;
  readonly outOfOrder: boolean;
  readonly mixed: boolean;
  readonly group: boolean;
  readonly executeInTransaction: string | null;
  /** Its own lock is held by a transaction, for which CREATE INDEX CONCURRENTLY waits: from 9.1.2 on, unless it is told not to. */
  readonly locksInTransaction: boolean;
  /** Placeholders are replaced at all. */
  readonly replaces: boolean;
  /** What a placeholder begins and ends with. */
  readonly placeholder: readonly [prefix: string, suffix: string];
  /** By name in lower case. */
  readonly placeholders: Readonly<Record<string, string>>;
  readonly names: FlywayNames;
  /** Where it looks for migrations; null: nothing says so. */
  readonly locations: readonly Location[] | null;
  /** What is run at each connection, and the file that says so. */
  readonly initSql: { readonly sql: string; readonly path: string } | null;
  /** Migrations below the applied ones are passed over in silence; else Flyway stops at them. */
  readonly ignoresEarly: boolean;
}

/** How the names of files are put together. */
export interface FlywayNames {
  readonly versioned: string;
  readonly undo: string;
  readonly baseline: string;
  readonly repeatable: string;
  readonly separator: string;
  readonly suffixes: readonly string[];
}

type Settings = ReadonlyMap<string, string>;

const FILES = [
  "flyway.toml",
  "flyway.conf",
  "conf/flyway.toml",
  "conf/flyway.conf",
  "pom.xml",
  "build.gradle",
  "build.gradle.kts",
] as const;

// Spring's, where they stand in a module; those of a profile behind them, production's first.
const SPRING = ["src/main/resources", "src/main/resources/config", "", "config"] as const;

async function springFiles(tree: Tree, at: string): Promise<string[]> {
  return SPRING.flatMap((folder) => {
    const named = filesIn(tree.files, join(at, folder).replace(/\/$/, ""))
      .map((path) => ({ path, profile: /(?:^|\/)application(?:-(\w+))?\.(?:properties|ya?ml)$/.exec(path) }))
      .flatMap(({ path, profile }) => (profile === null ? [] : [{ path, rank: rankOf(profile[1]) }]));
    return named.sort((a, b) => a.rank - b.rank || (a.path < b.path ? -1 : 1)).map(({ path }) => path);
  });
}

function rankOf(profile: string | undefined): number {
  if (profile === undefined) return 0;
  if (/^prod(uction)?$/i.test(profile)) return 1;
  return /^(dev|development|local|test|it|ci|e2e|h2|demo)$/i.test(profile) ? 3 : 2;
}

/** The nearest config above a folder. Each key counts where it stands first; a key is in lower case without `flyway.`. */
export async function flywayConfigFor(tree: Tree, dir: string): Promise<FlywayConfig> {
  const settings = new Map<string, string>();
  const places = new Map<string, Place>();
  let database: Database | null = null;
  for (const at of upward(dir)) {
    for (const path of [...FILES.map((file) => join(at, file)), ...(await springFiles(tree, at))]) {
      const text = await readText(tree, path);
      if (text === null) continue;
      for (const [key, value] of await settingsIn(path, text)) {
        if (settings.has(key)) continue;
        settings.set(key, value);
        places.set(key, placeOf(path, at));
      }
      database ??= databaseOf(settings, path);
    }
    database ??= await databaseOfBuild(tree, at);
  }
  return configFrom(settings, places, database);
}

function configFrom(
  settings: Settings,
  places: ReadonlyMap<string, Place>,
  database: Database | null,
): FlywayConfig {
  const isTrue = (key: string) => settings.get(key) === "true";
  const [prefix, suffix] = [
    settings.get("placeholderprefix") ?? "${",
    settings.get("placeholdersuffix") ?? "}",
  ];
  const placeholders = [...settings].flatMap(([key, value]) =>
    key.startsWith("placeholders.") ? [[key.slice("placeholders.".length), value] as const] : [],
  );
  const schemas = settings.get("defaultschema") ?? settings.get("schemas")?.split(",")[0];
  return {
    database,
    schema: schemas?.trim() ?? null,
    table: settings.get("table") ?? "flyway_schema_history",
    outOfOrder: isTrue("outoforder"),
    mixed: isTrue("mixed"),
    group: isTrue("group"),
    executeInTransaction: settings.get("executeintransaction") ?? null,
    locksInTransaction: !["postgresql.transactional.lock", "postgresql.transactionallock"].some(
      (key) => settings.get(key) === "false",
    ),
    replaces: settings.get("placeholderreplacement") !== "false",
    placeholder: [prefix, suffix],
    placeholders: Object.fromEntries(placeholders),
    names: {
      versioned: settings.get("sqlmigrationprefix") ?? "V",
      undo: settings.get("undosqlmigrationprefix") ?? "U",
      baseline: settings.get("baselinemigrationprefix") ?? "B",
      repeatable: settings.get("repeatablesqlmigrationprefix") ?? "R",
      separator: settings.get("sqlmigrationseparator") ?? "__",
      suffixes: listOf(settings.get("sqlmigrationsuffixes")) ?? [".sql"],
    },
    locations: locationsIn(listOf(settings.get("locations")), places.get("locations"), database),
    initSql: initSqlIn(settings, places),
    ignoresEarly:
      settings.get("validateonmigrate") === "false" ||
      (listOf(settings.get("ignoremigrationpatterns")) ?? []).some((pattern) =>
        /^\*:(ignored|\*)$/.test(pattern),
      ),
  };
}

function listOf(value: string | undefined): string[] | null {
  return value === undefined ? null : value.split(",").map((item) => item.trim());
}

function initSqlIn(settings: Settings, places: ReadonlyMap<string, Place>): FlywayConfig["initSql"] {
  for (const key of ["initsql", "initsqls"]) {
    const [sql, place] = [settings.get(key), places.get(key)];
    if (sql !== undefined && place !== undefined) return { sql, path: place.path };
  }
  return null;
}

function databaseOf(settings: Settings, path: string): Database | null {
  const name = /^jdbc:(?:tc:|p6spy:)?(\w+)/.exec(settings.get("url") ?? "")?.[1];
  return name === undefined ? null : { name, shownBy: path };
}

const DRIVERS: readonly (readonly [RegExp, string])[] = [
  [/\borg\.postgresql\b|flyway-database-postgresql|<artifactId>postgresql</, "postgresql"],
  [/\bmysql-connector|\bmariadb-java-client\b|flyway-mysql/, "mysql"],
  [/\bmssql-jdbc\b|flyway-sqlserver/, "sqlserver"],
  [/\bojdbc\d+\b|flyway-database-oracle/, "oracle"],
];

/** The one database for which the build has a driver. */
async function databaseOfBuild(tree: Tree, dir: string): Promise<Database | null> {
  for (const file of ["pom.xml", "build.gradle", "build.gradle.kts"]) {
    const path = join(dir, file);
    const text = await readText(tree, path);
    const [only, ...more] = DRIVERS.filter(([driver]) => text !== null && driver.test(text));
    if (only !== undefined && more.length === 0) return { name: only[1], shownBy: path };
  }
  return null;
}
