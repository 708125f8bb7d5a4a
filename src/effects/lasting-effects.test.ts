import { beforeAll, describe, expect, test } from "vitest";
import { loadParser } from "../sql/parse.ts";
import { breaksOf } from "./lasting-effects.testing.ts";

beforeAll(loadParser);

/** What running code of the release before misses once the whole change has run: "column renamed people.nam". */
function broken(base: string, change: string): string[] {
  return breaksOf(base, change).map((effect) => {
    const short = (text: string) => text.replace("public.", "");
    const at =
      effect.relation === null || effect.relation === effect.name ? "" : `${short(effect.relation)}.`;
    return `${effect.what} ${at}${short(effect.name)}`;
  });
}

const PEOPLE = "CREATE TABLE people (id int PRIMARY KEY, nam text, mail text);";

describe("a name that comes back", () => {
  test.each<[string, string, string, string[]]>([
    [
      "behind a view",
      PEOPLE,
      "ALTER TABLE people RENAME TO persons; ALTER TABLE persons RENAME nam TO name; CREATE VIEW people AS SELECT id, name AS nam, mail FROM persons;",
      [],
    ],
    [
      "behind a view of all",
      PEOPLE,
      "ALTER TABLE people RENAME TO persons; CREATE VIEW people AS SELECT * FROM persons;",
      [],
    ],
    [
      "behind a view with triggers",
      `${PEOPLE} CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;`,
      "ALTER TABLE people RENAME TO persons; CREATE VIEW people AS SELECT DISTINCT * FROM persons; CREATE TRIGGER t INSTEAD OF INSERT OR UPDATE OR DELETE ON people FOR EACH ROW EXECUTE FUNCTION f();",
      [],
    ],
    [
      "a view that cannot be written",
      PEOPLE,
      "ALTER TABLE people RENAME TO persons; CREATE VIEW people AS SELECT DISTINCT * FROM persons;",
      ["table renamed people"],
    ],
    [
      "a view that joins",
      `${PEOPLE} CREATE TABLE mails (id int, mail text);`,
      "ALTER TABLE people RENAME TO persons; CREATE VIEW people AS SELECT p.id, p.nam, m.mail FROM persons p JOIN mails m USING (id);",
      ["table renamed people"],
    ],
    [
      "a view that lacks a column",
      PEOPLE,
      "ALTER TABLE people RENAME TO persons; CREATE VIEW people AS SELECT id, nam FROM persons;",
      ["table renamed people"],
    ],
    [
      "a view without a required column",
      PEOPLE,
      "ALTER TABLE people RENAME TO persons; ALTER TABLE persons ADD kind text NOT NULL DEFAULT ''; ALTER TABLE persons ALTER kind DROP DEFAULT; CREATE VIEW people AS SELECT id, nam, mail FROM persons;",
      ["table renamed people", "column newly required people.kind"],
    ],
    [
      "an expression in the place of a column",
      PEOPLE,
      "ALTER TABLE people RENAME TO persons; CREATE VIEW people AS SELECT id, upper(nam) AS nam, mail FROM persons;",
      ["table renamed people"],
    ],
    [
      "another table",
      PEOPLE,
      "ALTER TABLE people RENAME TO old; CREATE TABLE people (id int PRIMARY KEY, nam text, mail text);",
      ["table renamed people"],
    ],
    [
      "another table that is filled",
      PEOPLE,
      "ALTER TABLE people RENAME TO old; CREATE TABLE people (id int PRIMARY KEY, nam text, mail text); INSERT INTO people SELECT * FROM old;",
      [],
    ],
    [
      "another table that is filled, with another type",
      PEOPLE,
      "ALTER TABLE people RENAME TO old; CREATE TABLE people (id bigint PRIMARY KEY, nam text, mail text); INSERT INTO people SELECT * FROM old;",
      ["type changed people.id"],
    ],
    [
      "a partitioned table with the old one in it",
      PEOPLE,
      "ALTER TABLE people RENAME TO p0; CREATE TABLE people (id int PRIMARY KEY, nam text, mail text) PARTITION BY RANGE (id); ALTER TABLE people ATTACH PARTITION p0 FOR VALUES FROM (0) TO (10);",
      ["partition attached people"],
    ],
    ["there and back", PEOPLE, "ALTER TABLE people RENAME TO p; ALTER TABLE p RENAME TO people;", []],
    [
      "two tables change places",
      `${PEOPLE} CREATE TABLE other (id int PRIMARY KEY, nam text, mail text);`,
      "ALTER TABLE people RENAME TO t; ALTER TABLE other RENAME TO people; ALTER TABLE t RENAME TO other;",
      ["table renamed people", "table renamed other"],
    ],
    [
      "moved away, another in its place",
      PEOPLE,
      "CREATE SCHEMA old; ALTER TABLE people SET SCHEMA old; CREATE TABLE people (id int PRIMARY KEY, nam text, mail text);",
      ["table moved to another schema people"],
    ],
    [
      "a schema there and back",
      `CREATE SCHEMA a;`,
      "ALTER SCHEMA a RENAME TO b; ALTER SCHEMA b RENAME TO a;",
      [],
    ],
    [
      "a sequence there and back",
      "CREATE SEQUENCE s;",
      "ALTER SEQUENCE s RENAME TO s2; ALTER SEQUENCE s2 RENAME TO s;",
      [],
    ],
    ["another sequence", "CREATE SEQUENCE s;", "DROP SEQUENCE s; CREATE SEQUENCE s;", ["sequence dropped s"]],
    [
      "a view without one of its columns",
      `${PEOPLE} CREATE VIEW v AS SELECT id, nam FROM people;`,
      "DROP VIEW v; CREATE VIEW v AS SELECT id FROM people;",
      ["view dropped v"],
    ],
    [
      "a view with more",
      `${PEOPLE} CREATE VIEW v AS SELECT id, nam FROM people;`,
      "DROP VIEW v; CREATE VIEW v AS SELECT mail, id, nam FROM people;",
      [],
    ],
    [
      "a view over a join",
      `${PEOPLE} CREATE VIEW v AS SELECT id, nam FROM people;`,
      "DROP VIEW v; CREATE VIEW v AS SELECT p.id, p.nam FROM people p JOIN people q USING (id);",
      [],
    ],
    [
      "a materialized view",
      `${PEOPLE} CREATE MATERIALIZED VIEW v AS SELECT id, nam FROM people;`,
      "DROP MATERIALIZED VIEW v; CREATE MATERIALIZED VIEW v AS SELECT id FROM people;",
      ["materialized view dropped v"],
    ],
  ])("%s", (_, base, change, expected) => {
    expect(broken(base, change)).toEqual(expected);
  });
});

describe("a column that comes back", () => {
  test.each<[string, string, string[]]>([
    ["ALTER TABLE people RENAME nam TO n; ALTER TABLE people RENAME n TO nam;", "", []],
    [
      "ALTER TABLE people RENAME nam TO n; ALTER TABLE people ADD nam text;",
      "",
      ["column renamed people.nam"],
    ],
    [
      "ALTER TABLE people RENAME nam TO n; ALTER TABLE people ADD nam text DEFAULT '';",
      "",
      ["column renamed people.nam"],
    ],
    [
      "ALTER TABLE people RENAME nam TO n; ALTER TABLE people ADD nam text; UPDATE people SET nam = n;",
      "",
      [],
    ],
    [
      "ALTER TABLE people ADD b bigint; UPDATE people SET b = id; ALTER TABLE people DROP id; ALTER TABLE people RENAME b TO id;",
      "",
      ["type changed people.id"],
    ],
    ["ALTER TABLE people DROP nam; ALTER TABLE people ADD nam text;", "", ["column dropped people.nam"]],
    ["ALTER TABLE people ALTER nam TYPE int USING 0; ALTER TABLE people ALTER nam TYPE text;", "", []],
  ])("%s", (change, _, expected) => {
    expect(broken(PEOPLE, change)).toEqual(expected);
  });
});

describe("a column that an INSERT has to give", () => {
  const TRIGGER = (body: string) =>
    `${PEOPLE} CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN ${body} RETURN NEW; END $$; CREATE TRIGGER t BEFORE INSERT ON people FOR EACH ROW EXECUTE FUNCTION f();`;
  const LATER = "ALTER TABLE people ADD c text NOT NULL DEFAULT ''; ALTER TABLE people ALTER c DROP DEFAULT;";
  test.each<[string, string, string[]]>([
    [PEOPLE, LATER, ["column newly required people.c"]],
    [PEOPLE, `${LATER} ALTER TABLE people ALTER c SET DEFAULT 'x';`, []],
    [PEOPLE, `${LATER} ALTER TABLE people ALTER c DROP NOT NULL;`, []],
    [PEOPLE, `${LATER} ALTER TABLE people DROP c;`, []],
    [PEOPLE, `${LATER} ALTER TABLE people RENAME c TO d;`, ["column newly required people.c"]],
    [
      PEOPLE,
      "ALTER TABLE people ADD c text; UPDATE people SET c = ''; ALTER TABLE people ALTER c SET NOT NULL;",
      ["column newly required people.c"],
    ],
    [
      PEOPLE,
      "ALTER TABLE people ADD c text; UPDATE people SET c = ''; ALTER TABLE people ADD CHECK (c IS NOT NULL);",
      ["column newly required people.c"],
    ],
    [PEOPLE, "ALTER TABLE people ADD c text DEFAULT ''; ALTER TABLE people ALTER c SET NOT NULL;", []],
    [
      PEOPLE,
      "ALTER TABLE people ALTER nam SET DEFAULT ''; ALTER TABLE people ALTER nam SET NOT NULL;",
      ["NULL no longer accepted people.nam"],
    ],
    [
      PEOPLE,
      "CREATE DOMAIN d AS text NOT NULL; ALTER TABLE people ADD c d DEFAULT ''; ALTER TABLE people ALTER c DROP DEFAULT;",
      ["column newly required people.c"],
    ],
    [
      "CREATE DOMAIN d AS text; CREATE TABLE people (id int, c d);",
      "ALTER DOMAIN d SET NOT NULL;",
      ["domain constraint added people.c", "column newly required people.c"],
    ],
    [
      "CREATE DOMAIN d AS text DEFAULT '' NOT NULL; CREATE TABLE people (id int, c d);",
      "ALTER DOMAIN d DROP DEFAULT;",
      ["column newly required people.c"],
    ],
    [
      "CREATE TABLE people (id int GENERATED BY DEFAULT AS IDENTITY, nam text);",
      "ALTER TABLE people ALTER id DROP IDENTITY;",
      ["column newly required people.id"],
    ],
    [
      "CREATE TABLE people (id int GENERATED BY DEFAULT AS IDENTITY, nam text);",
      "ALTER TABLE people ALTER id SET GENERATED ALWAYS;",
      ["column always generated people.id"],
    ],
    [TRIGGER("NEW.c := 'x';"), LATER, []],
    [TRIGGER("NEW.nam := NEW.c;"), LATER, ["column newly required people.c"]],
  ])("%s %s", (base, change, expected) => {
    expect(broken(base, change)).toEqual(expected);
  });
});

describe("a function, type or key that comes back", () => {
  test.each<[string, string, string[]]>([
    [
      "CREATE FUNCTION f(a int) RETURNS int LANGUAGE sql AS 'SELECT 1';",
      "DROP FUNCTION f(int); CREATE FUNCTION f(a int) RETURNS int LANGUAGE sql AS 'SELECT 2';",
      [],
    ],
    [
      "CREATE FUNCTION f(a int) RETURNS int LANGUAGE sql AS 'SELECT 1';",
      "DROP FUNCTION f(int); CREATE FUNCTION f(a int) RETURNS text LANGUAGE sql AS 'SELECT ''''';",
      ["function dropped f(int4)"],
    ],
    [
      "CREATE FUNCTION f(a int) RETURNS int LANGUAGE sql AS 'SELECT 1';",
      "DROP FUNCTION f(int); CREATE FUNCTION f(a int, b int DEFAULT 1) RETURNS int LANGUAGE sql AS 'SELECT 1';",
      [],
    ],
    [
      "CREATE FUNCTION f(a int) RETURNS int LANGUAGE sql AS 'SELECT 1';",
      "DROP FUNCTION f(int); CREATE FUNCTION f(a int, b int) RETURNS int LANGUAGE sql AS 'SELECT 1';",
      ["function dropped f(int4)"],
    ],
    [
      "CREATE FUNCTION f(a int DEFAULT 1) RETURNS int LANGUAGE sql AS 'SELECT 1';",
      "DROP FUNCTION f(int); CREATE FUNCTION f(a int) RETURNS int LANGUAGE sql AS 'SELECT 1';",
      ["function dropped f(int4)"],
    ],
    [
      "CREATE FUNCTION f(OUT a int, OUT b int) LANGUAGE sql AS 'SELECT 1, 2';",
      "DROP FUNCTION f(); CREATE FUNCTION f(OUT a int, OUT c int) LANGUAGE sql AS 'SELECT 1, 2';",
      ["function dropped f()"],
    ],
    [
      "CREATE PROCEDURE p() LANGUAGE sql AS '';",
      "ALTER PROCEDURE p() RENAME TO q; ALTER PROCEDURE q() RENAME TO p;",
      [],
    ],
    ["CREATE TYPE s AS ENUM ('a', 'b');", "DROP TYPE s; CREATE TYPE s AS ENUM ('a', 'b', 'c');", []],
    ["CREATE TYPE s AS ENUM ('a', 'b');", "DROP TYPE s; CREATE TYPE s AS ENUM ('a');", ["type dropped s"]],
    [
      "CREATE TYPE s AS ENUM ('a', 'b');",
      "ALTER TYPE s RENAME VALUE 'a' TO 'x'; ALTER TYPE s RENAME VALUE 'x' TO 'a';",
      [],
    ],
    [
      "CREATE TYPE c AS (a int, b int);",
      "ALTER TYPE c RENAME ATTRIBUTE a TO x; ALTER TYPE c RENAME ATTRIBUTE x TO a;",
      [],
    ],
    [
      "CREATE TABLE t (a int, b int, UNIQUE (a, b));",
      "ALTER TABLE t DROP CONSTRAINT t_a_b_key; CREATE UNIQUE INDEX other ON t (b, a);",
      [],
    ],
    [
      "CREATE TABLE t (a int, b int, UNIQUE (a, b));",
      "ALTER TABLE t DROP CONSTRAINT t_a_b_key; CREATE UNIQUE INDEX other ON t (a);",
      ["unique constraint dropped t.t_a_b_key", "unique index added t.other"],
    ],
  ])("%s %s", (base, change, expected) => {
    expect(broken(base, change)).toEqual(expected);
  });
});
