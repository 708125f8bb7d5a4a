import { describe, expect, test } from "vitest";
import { targetOf, targetsOf } from "../../find/discover.testing.ts";
import { put, repository, select, shape } from "../../temporary-repository.testing.ts";

const RESOURCES = "src/main/resources";
const SQL = "SELECT 1;\n";

describe("the names of files", () => {
  test.each<[string, Record<string, string>, readonly string[]]>([
    [
      "a prefix",
      { "flyway.toml": '[flyway]\nsqlMigrationPrefix = "M"\n', "sql/M1__a.sql": SQL, "sql/V1__b.sql": SQL },
      ["M1__a"],
    ],
    ["a separator", { "flyway.conf": "flyway.sqlMigrationSeparator=-\n", "sql/V1-a.sql": SQL }, ["V1-a"]],
    [
      "suffixes",
      {
        "flyway.conf": "flyway.sqlMigrationSuffixes=.sql,.pkg\n",
        "sql/V1__a.sql": SQL,
        "sql/V2__b.pkg": SQL,
      },
      ["V1__a", "V2__b"],
    ],
    [
      "what is repeatable",
      { "flyway.conf": "flyway.repeatableSqlMigrationPrefix=A\n", "sql/V1__a.sql": SQL, "sql/A__v.sql": SQL },
      ["V1__a", "A__v"],
    ],
    [
      "Maven's plugin",
      {
        "pom.xml":
          "<plugin><artifactId>flyway-maven-plugin</artifactId><configuration><sqlMigrationPrefix>M</sqlMigrationPrefix></configuration></plugin>",
        "src/main/resources/db/migration/M1__a.sql": SQL,
      },
      ["M1__a"],
    ],
    [
      "Gradle's plugin",
      {
        "build.gradle": "flyway {\n  sqlMigrationPrefix = 'M'\n}\n",
        "src/main/resources/db/migration/M1__a.sql": SQL,
      },
      ["M1__a"],
    ],
    [
      "letters in their case, line breaks in a name",
      { "sql/V1__a.sql": SQL, "sql/v2__b.sql": SQL, "sql/V3__c\u2028\r.sql": SQL },
      ["V1__a", "V3__c\u2028\r"],
    ],
  ])("%s", async (_, files, ids) => {
    expect((await targetOf(files)).migrations.map(({ id }) => id)).toEqual(ids);
  });
});

describe("locations", () => {
  const at = (path: string) => ({ [`${RESOURCES}/db/migration/${path}`]: SQL });
  const url = "jdbc:postgresql://h/d";

  test.each<[string, Record<string, string>]>([
    [
      "Spring's, in YAML",
      {
        "application.yml": `spring:\n  datasource:\n    url: ${url}\n  flyway:\n    locations: classpath:db/migration/common,classpath:db/migration/{vendor}\n`,
      },
    ],
    [
      "Spring's, in a list",
      {
        "application.yaml": `spring:\n  datasource.url: ${url}\n  flyway:\n    locations:\n      - classpath:/db/migration/common\n      - classpath:db/migration/{vendor}\n`,
      },
    ],
    [
      "Spring's, in properties, the URL of a profile",
      {
        "application.properties":
          "spring.flyway.locations=classpath:db/migration/common,classpath:db/migration/{vendor}\n",
        "application-dev.properties":
          "spring.flyway.locations=classpath:db/elsewhere\nspring.datasource.url=jdbc:h2:mem:x\n",
        "application-prod.properties": `spring.datasource.url=${url}\n`,
      },
    ],
    [
      "by default, in the environment's place",
      {
        "application.properties": `spring.datasource.url=${url}\nspring.flyway.locations=\${WHERE:classpath:db/migration/{vendor},classpath:db/migration/common}\n`,
      },
    ],
  ])("%s", async (_, configs) => {
    const files = Object.fromEntries(
      Object.entries(configs).map(([name, text]) => [`${RESOURCES}/${name}`, text]),
    );
    const targets = await targetsOf({
      ...files,
      ...at("common/V1__a.sql"),
      ...at("postgresql/V2__b.sql"),
      ...at("mysql/V2__b.sql"),
    });
    expect(
      targets.map(({ dir, skipped, migrations }) => [dir, skipped !== null, migrations.map(({ id }) => id)]),
    ).toEqual([
      [`${RESOURCES}/db/migration`, false, ["V1__a", "V2__b"]],
      [`${RESOURCES}/db/migration/mysql`, true, []],
    ]);
  });

  test("in the file system, by a pattern", async () => {
    const target = await targetOf({
      "flyway.toml": `[flyway]\nurl = "${url}"\nlocations = ["filesystem:./modules/*/sql"]\n`,
      "modules/a/sql/V1__a.sql": SQL,
      "modules/b/sql/V2__b.sql": SQL,
    });
    expect([target.dir, target.migrations.map(({ id }) => id)]).toEqual(["modules", ["V1__a", "V2__b"]]);
  });
});

describe("what runs beside the migrations", () => {
  const base = {
    "db/migration/V1__a.sql": "CREATE TABLE a (id int);\n",
    "flyway.conf": "flyway.url=jdbc:postgresql://h/d\n",
  };

  test("a new callback, and a changed one, is judged", async () => {
    const root = repository({
      ...base,
      "db/migration/beforeMigrate.sql": SQL,
      "db/migration/afterMigrate.sql": SQL,
    });
    put(root, {
      "db/migration/afterEachMigrate__x.sql": SQL,
      "db/migration/afterMigrate.sql": "DROP TABLE a;\n",
    });
    expect(shape(await select(root))).toEqual([
      "default (one change): V1__a [afterEachMigrate__x] [afterMigrate]",
    ]);
  });

  test.each([
    ["SET lock_timeout = '2s'", true],
    ["SET ROLE owner; set session LOCK_TIMEOUT to 500", true],
    ["SET lock_timeout = '0'", undefined],
    ["SET statement_timeout = '2s'", undefined],
    ["-- SET lock_timeout = '2s'", undefined],
  ])("a lock_timeout by initSql: %s", async (sql, sets) => {
    const root = repository({ ...base, "flyway.conf": `${base["flyway.conf"]}flyway.initSql=${sql}\n` });
    put(root, { "db/migration/V2__b.sql": SQL });
    const { selections } = await select(root);
    expect(selections.flatMap(({ migrations }) => migrations.map((one) => one.setsLockTimeout))).toContain(
      sets,
    );
  });

  test.each([
    ["SET lock_timeout = '2s'", 0],
    ["SET ROLE owner", 1],
    ["DROP TABLE a", 1],
  ])("initSql that is new: %s", async (sql, count) => {
    const root = repository(base);
    put(root, { "flyway.conf": `${base["flyway.conf"]}flyway.initSql=${sql}\n` });
    expect((await select(root)).unreadable.map(({ path }) => path)).toEqual(
      count === 0 ? [] : ["flyway.conf"],
    );
  });

  test("a prefix that changes: what it names is new, what it leaves out stays the base", async () => {
    const root = repository(base);
    put(root, {
      "flyway.conf": `${base["flyway.conf"]}flyway.sqlMigrationPrefix=M\n`,
      "db/migration/M2__b.sql": SQL,
    });
    expect(shape(await select(root))).toEqual(["default (one change): V1__a [M2__b]"]);
  });
});
