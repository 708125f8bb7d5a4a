import type { Database } from "./tool.ts";
import { join, readText, type Tree, upward } from "./tree.ts";

/** What Flyway's config says, its own or Spring's. */
export interface FlywayConfig {
  readonly database: Database | null;
  readonly schema: string | null;
  readonly table: string;
  readonly outOfOrder: boolean;
  readonly mixed: boolean;
  readonly group: boolean;
  readonly executeInTransaction: string | null;
  /** Placeholders are replaced at all. */
  readonly replaces: boolean;
  /** A placeholder as written, its name in the first group. */
  readonly placeholder: RegExp;
  /** By name in lower case. */
  readonly placeholders: Readonly<Record<string, string>>;
}

type Settings = ReadonlyMap<string, string>;

const FILES = [
  "flyway.toml",
  "flyway.conf",
  "conf/flyway.toml",
  "conf/flyway.conf",
  "src/main/resources/application.properties",
  "src/main/resources/application.yml",
  "src/main/resources/application.yaml",
  "application.properties",
  "application.yml",
  "application.yaml",
] as const;

/** The nearest config above a folder. Each key counts where it stands first; a key is in lower case without `flyway.`. */
export async function flywayConfigFor(tree: Tree, dir: string): Promise<FlywayConfig> {
  const settings = new Map<string, string>();
  let database: Database | null = null;
  for (const at of upward(dir)) {
    for (const file of FILES) {
      const path = join(at, file);
      const text = await readText(tree, path);
      if (text === null) continue;
      for (const [key, value] of await settingsIn(path, text))
        if (!settings.has(key)) settings.set(key, value);
      database ??= databaseOf(settings, path);
    }
    database ??= await databaseOfBuild(tree, at);
  }
  return configFrom(settings, database);
}

function configFrom(settings: Settings, database: Database | null): FlywayConfig {
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
    replaces: settings.get("placeholderreplacement") !== "false",
    placeholder: new RegExp(`${quote(prefix)}([^\\n]*?)${quote(suffix)}`, "g"),
    placeholders: Object.fromEntries(placeholders),
  };
}

/** Keys as Flyway's: `spring.flyway.out-of-order` is `outoforder`, and so on. */
async function settingsIn(path: string, text: string): Promise<[string, string][]> {
  return (await flat(path, text)).flatMap(([key, value]): [string, string][] => {
    const name = key.toLowerCase().replace(/^(spring\.datasource|environments\.\w+)\.url$/, "flyway.url");
    const own = /^(?:spring\.)?flyway\.(placeholders\.)?(.+)$/.exec(name);
    if (own === null) return [];
    const [, placeholders = "", rest = ""] = own;
    // A value that comes from the environment is none.
    if (/^\$\{[^}]*\}$/.test(value)) return [];
    return [[placeholders + (placeholders === "" ? rest.replaceAll("-", "") : rest), value]];
  });
}

/** The parsers are loaded only where there is something to read: they cost more than the rest of a short run. */
async function flat(path: string, text: string): Promise<[string, string][]> {
  try {
    if (path.endsWith(".toml")) return leaves("", (await import("smol-toml")).parse(text));
    if (!/\.ya?ml$/.test(path)) return properties(text);
    const { parse } = await import("yaml");
    return text.split(/^---.*$/m).flatMap((part) => leaves("", parse(part)));
  } catch {
    // A config that is not well-formed says nothing; the tool itself complains about it.
    return [];
  }
}

function properties(text: string): [string, string][] {
  return [...text.matchAll(/^[ \t]*([\w.-]+)[ \t]*[=:][ \t]*(.*?)[ \t\r]*$/gm)].map(
    ([, key = "", value = ""]) => [key, value],
  );
}

function leaves(prefix: string, value: unknown): [string, string][] {
  if (value === null || value === undefined) return [];
  if (Array.isArray(value)) return [[prefix, value.join(",")]];
  if (typeof value !== "object") return [[prefix, String(value)]];
  return Object.entries(value).flatMap(([key, inner]) =>
    leaves(prefix === "" ? key : `${prefix}.${key}`, inner),
  );
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

function quote(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&");
}
