import { expect, test } from "vitest";
import type { Config } from "./config.ts";
import type { ConfigFile } from "./config-schema.ts";
import { settle } from "./settings.ts";

const config = (file: ConfigFile): Config =>
  ({ root: "/repo", path: "db/lockgate.config.yaml", file }) as Config;
const settled = (flags: Parameters<typeof settle>[0], env: Record<string, string>, file: ConfigFile) =>
  settle(flags, env, config(file), "/repo/apps");

test("a flag comes before the environment, that before the config, that before the default", () => {
  const file: ConfigFile = { base: "c", failOn: "warning", pgVersion: 15, shadow: "docker:postgres:15" };
  const env = {
    LOCKGATE_BASE: "e",
    LOCKGATE_FAIL_ON: "never",
    LOCKGATE_PG_VERSION: "16",
    LOCKGATE_SHADOW: "postgres://s/d",
  };
  const flags = { base: "f", failOn: "error", pgVersion: "17", shadow: "pglite" } as const;
  expect(settled(flags, env, file)).toMatchObject({
    base: "f",
    failOn: "error",
    pgVersion: { major: 17, from: "flag" },
    shadow: "pglite",
  });
  expect(settled({}, env, file)).toMatchObject({
    base: "e",
    failOn: "never",
    pgVersion: { major: 16, from: "flag" },
    shadow: "postgres://s/d",
  });
  expect(settled({}, { LOCKGATE_BASE: "" }, file)).toMatchObject({
    base: null,
    failOn: "warning",
    pgVersion: { major: 15, from: "config" },
    shadow: "docker:postgres:15",
  });
  expect(settled({}, {}, {})).toEqual({
    base: null,
    failOn: "error",
    pgVersion: null,
    queries: null,
    shadow: "pglite",
    static: false,
    stats: null,
    databaseUrl: null,
  });
});

test("a snapshot's path is relative to where it was named", () => {
  expect(settled({ stats: "s.json" }, {}, {}).stats).toBe("/repo/apps/s.json");
  expect(settled({}, {}, { stats: "s.json" }).stats).toBe("/repo/db/s.json");
  expect(settled({ stats: "postgres://h/d" }, {}, {}).stats).toBe("postgres://h/d");
  expect(settled({ stats: "https://h/s.json?t=1" }, {}, {}).stats).toBe("https://h/s.json?t=1");
  expect(() => settled({ stats: "https://hunter2:x@h:port/" }, {}, {})).toThrow(/^--stats is not a URL/);
  expect(settled({ queries: "q.sql" }, {}, {}).queries).toBe("/repo/apps/q.sql");
  expect(settled({}, {}, { queries: "q.sql" }).queries).toBe("/repo/db/q.sql");
});

test("the live database's variable can have another name", () => {
  const env = { LOCKGATE_DATABASE_URL: "postgres://a/b", PROD_URL: "postgres://c/d" };
  expect(settled({}, env, {}).databaseUrl).toBe("postgres://a/b");
  expect(settled({}, env, { databaseUrlEnv: "PROD_URL" }).databaseUrl).toBe("postgres://c/d");
});

test("the environment can ask for, and take back, the static check", () => {
  expect(settled({}, { LOCKGATE_STATIC: "1" }, {}).static).toBe(true);
  expect(settled({}, { LOCKGATE_STATIC: "false" }, { static: true }).static).toBe(false);
});

test("a wrong value is named with where it was given, an address never", () => {
  expect(settled({ pgVersion: "19" }, {}, {}).pgVersion).toEqual({ major: 19, from: "flag" });
  for (const text of ["18.1", "-18", "1e2", "x"]) {
    expect(() => settled({ pgVersion: text }, {}, {})).toThrow("--pg-version is not");
  }
  expect(() => settled({ pgVersion: "13" }, {}, {})).toThrow("--pg-version is not 14, 15, 16, 17, 18");
  expect(() => settled({}, { LOCKGATE_FAIL_ON: "x" }, {})).toThrow("LOCKGATE_FAIL_ON is not");
  expect(() => settled({ shadow: "mysql://u:secret@h/d" }, {}, {})).toThrow(
    /^(?!.*secret)--shadow is neither/,
  );
});
