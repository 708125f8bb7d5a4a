import { describe, expect, test } from "vitest";
import { targetOf, targetsOf } from "../../find/discover.testing.ts";

const DIR = "src/main/resources/db/migration";
const at = (name: string, sql = "SELECT 1;") => ({ [`${DIR}/${name}`]: sql });

test("versions by their parts as numbers, below each other too, then what is repeatable, then callbacks", async () => {
  const target = await targetOf({
    ...at("V10__d.sql"),
    ...at("V2_1__c.sql"),
    ...at("V1.9__a.sql"),
    ...at("2026/V1.10__b.sql"),
    ...at("R__views.sql"),
    ...at("U10__d.sql"),
    ...at("afterMigrate__grants.sql"),
    ...at("beforeClean.sql"),
  });
  expect([target.tool, target.dir]).toEqual(["flyway", DIR]);
  expect(target.migrations.map(({ id }) => id)).toEqual([
    "V1.9__a",
    "V1.10__b",
    "V2_1__c",
    "V10__d",
    "R__views",
    "afterMigrate__grants",
  ]);
  expect(target.remarks.map(({ path, reason }) => [path, reason])).toEqual([
    [`${DIR}/beforeClean.sql`, "is a callback of Flyway's that migrate does not run: it is not judged"],
  ]);
});

test("two files of one version", async () => {
  const target = await targetOf({ ...at("V1__a.sql"), ...at("V1.0__b.sql") });
  expect(target.unreadable.map(({ reason }) => reason)).toEqual([
    "has the same version as V1.0__b.sql (1): Flyway stops at it",
  ]);
});

test("a vendor's folder is a database of its own", async () => {
  const targets = await targetsOf({ ...at("postgresql/V1__a.sql"), ...at("mysql/V1__a.sql") });
  expect(targets.map(({ name, skipped }) => [name, skipped])).toEqual([
    ["mysql", "mysql, not PostgreSQL: by the folder mysql"],
    ["postgresql", null],
  ]);
});

describe("placeholders", () => {
  const text = `-- for \${App}\nGRANT SELECT ON t TO \${app};\nSELECT '\${flyway:filename}';`;

  test.each([
    ["flyway.conf", "flyway.placeholders.app=reader\n"],
    ["flyway.toml", '[flyway.placeholders]\napp = "reader"\n'],
    ["src/main/resources/application.yml", "spring:\n  flyway:\n    placeholders:\n      app: reader\n"],
    ["src/main/resources/application.properties", "spring.flyway.placeholders.app = reader\n"],
  ])("from %s", async (path, config) => {
    const { migrations, unreadable } = await targetOf({ ...at("V1__a.sql", text), [path]: config });
    expect(unreadable).toEqual([]);
    expect(migrations[0]?.sql).toBe("-- for reader\nGRANT SELECT ON t TO reader;\nSELECT 'V1__a.sql';");
  });

  test("from the declared target", async () => {
    const declared = [{ dir: DIR, tool: "flyway", placeholders: { APP: "x" } } as const];
    const [target] = await targetsOf(at("V1__a.sql", text), declared);
    expect(target?.migrations[0]?.sql).toContain("TO x;");
  });

  test("without value: each is named with its line, and the file is not judged", async () => {
    const target = await targetOf(at("V1__a.sql", text));
    expect([target.migrations, target.unreadable.map(({ line }) => line)]).toEqual([[], [1, 2]]);
    expect(target.unreadable[1]?.reason).toContain(`has a placeholder without value, \${app}`);
  });

  test("replaced by nothing where Flyway is told so", async () => {
    const off = await targetOf({
      ...at("V1__a.sql", text),
      "flyway.conf": "flyway.placeholderReplacement=false\n",
    });
    expect(off.migrations[0]?.sql).toBe(text);
    const one = { ...at("V1__a.sql", text), ...at("V1__a.sql.conf", "placeholderReplacement=false\n") };
    expect((await targetOf(one)).migrations[0]?.sql).toBe(text);
  });
});

describe("transactions", () => {
  const INDEX = "CREATE INDEX CONCURRENTLY i ON t (a);";

  test("a file's own, none for what runs in none, and the script's config over both", async () => {
    const target = await targetOf({
      ...at("V1__a.sql", "SELECT 1;"),
      ...at("V2__b.sql", INDEX),
      ...at("V3__c.sql", "SELECT 1;"),
      ...at("V3__c.sql.conf", "executeInTransaction=false\n"),
    });
    expect(target.migrations.map(({ transaction }) => transaction)).toEqual([
      "file",
      "statement",
      "statement",
    ]);
  });

  test.each([
    ["flyway.conf", "flyway.postgresql.transactional.lock=false\n"],
    ["flyway.toml", "[flyway.postgresql]\ntransactional.lock = false\n"],
    [
      "src/main/resources/application.yml",
      "spring:\n  flyway:\n    postgresql:\n      transactional-lock: false\n",
    ],
  ])("its own lock, for which an index waits: %s", async (path, text) => {
    const noteOf = async (files: Readonly<Record<string, string>>) =>
      (await targetOf(files)).migrations[0]?.note ?? "";
    expect(await noteOf(at("V1__a.sql", INDEX))).toMatch(
      /set flyway\.postgresql\.transactional\.lock to false$/,
    );
    expect(await noteOf(at("V1__a.sql", "VACUUM;"))).toMatch(/VACUUM in no transaction$/);
    expect(await noteOf({ ...at("V1__a.sql", INDEX), [path]: text })).toMatch(
      /CONCURRENTLY in no transaction$/,
    );
  });

  test("Flyway stops at a mixture, unless it may mix", async () => {
    const files = at("V1__a.sql", `SELECT 1;\n${INDEX}`);
    expect((await targetOf(files)).unreadable.map(({ reason }) => reason)).toEqual([
      "mixes CREATE INDEX CONCURRENTLY, which runs in no transaction, with statements that run in one: Flyway stops at it unless mixed is set",
    ]);
    expect((await targetOf({ ...files, "flyway.conf": "flyway.mixed=true\n" })).unreadable).toEqual([]);
  });

  test("group: all pending in one", async () => {
    const target = await targetOf({ ...at("V1__a.sql"), "flyway.conf": "flyway.group=true\n" });
    expect(target.migrations[0]?.transaction).toBe("all-pending");
  });
});

test("the database of the URL, or of the only driver in the build", async () => {
  const url = await targetOf({ ...at("V1__a.sql"), "flyway.conf": "flyway.url=jdbc:mariadb://h/db\n" });
  expect(url.skipped).toBe("mariadb, not PostgreSQL: by flyway.conf");
  const driver = await targetOf({
    ...at("V1__a.sql"),
    "pom.xml": "<artifactId>mysql-connector-j</artifactId>",
  });
  expect(driver.skipped).toBe("mysql, not PostgreSQL: by pom.xml");
});

test("migrations in Java are named", async () => {
  const target = await targetOf({ "src/main/java/db/migration/V1__Init.java": "class V1__Init {}" });
  expect(target.skipped).toBe("Flyway's migrations in Java are code, which is not read yet");
});
