import { beforeAll, expect, test } from "vitest";
import { loadParser } from "../sql/parse.ts";
import { breaksOf } from "./lasting-effects.testing.ts";

beforeAll(loadParser);

/** What running code is deprived of when the whole change has run. */
function deprived(base: string, change: string): string[] {
  return breaksOf(base, change).map(({ what, name }) => `${what} ${name.replace("public.", "")}`);
}

const NOTES = "CREATE TABLE notes (id int PRIMARY KEY, who int, body text);";
const APP = `CREATE ROLE app; ${NOTES} GRANT SELECT, INSERT, UPDATE ON notes TO app;`;
const POLICY = "CREATE POLICY p ON notes USING (true);";
const ON = "ALTER TABLE notes ENABLE ROW LEVEL SECURITY;";

test.each<[string, string, string[]]>([
  [APP, "REVOKE ALL ON notes FROM app;", ["privilege revoked app"]],
  [APP, "REVOKE UPDATE ON notes FROM app;", ["privilege revoked app"]],
  [APP, "REVOKE DELETE ON notes FROM app;", []],
  [APP, "REVOKE TRUNCATE ON notes FROM app;", []],
  [APP, "REVOKE GRANT OPTION FOR SELECT ON notes FROM app;", []],
  [APP, "REVOKE SELECT (body) ON notes FROM app;", []],
  [APP, "REVOKE ALL ON notes FROM app; GRANT SELECT, INSERT, UPDATE, DELETE ON notes TO app;", []],
  [APP, "REVOKE ALL ON notes FROM app; GRANT SELECT ON notes TO app;", ["privilege revoked app"]],
  [APP, "REVOKE ALL ON notes FROM other;", []],
  [APP, "REVOKE ALL ON ALL TABLES IN SCHEMA public FROM app;", ["privilege revoked app"]],
  [APP, "REVOKE USAGE ON SCHEMA public FROM PUBLIC;", ["privilege revoked app"]],
  [APP, "REVOKE CREATE ON SCHEMA public FROM PUBLIC;", []],
  [APP, "REVOKE ALL ON SCHEMA public FROM PUBLIC; GRANT USAGE ON SCHEMA public TO app;", []],
  [
    `CREATE SCHEMA s; CREATE TABLE s.t (id int); GRANT USAGE ON SCHEMA s TO app; GRANT SELECT ON s.t TO app;`,
    "REVOKE USAGE ON SCHEMA s FROM app;",
    ["privilege revoked app"],
  ],
  [
    `${NOTES} GRANT SELECT (body) ON notes TO app;`,
    "REVOKE SELECT (body) ON notes FROM app;",
    ["privilege revoked app"],
  ],
  [
    `${NOTES} GRANT SELECT ON notes TO readers; GRANT readers TO app;`,
    "REVOKE SELECT ON notes FROM readers;",
    ["privilege revoked readers"],
  ],
  [
    `${NOTES} GRANT SELECT ON notes TO readers; GRANT SELECT ON notes TO app; GRANT readers TO app;`,
    "REVOKE SELECT ON notes FROM app;",
    [],
  ],
  [
    `ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO app; ${NOTES}`,
    "REVOKE SELECT ON notes FROM app;",
    ["privilege revoked app"],
  ],
  [
    "CREATE SEQUENCE s; GRANT USAGE ON SEQUENCE s TO app;",
    "REVOKE ALL ON SEQUENCE s FROM app;",
    ["privilege revoked app"],
  ],
  [APP, "CREATE TABLE n (id int); GRANT SELECT ON n TO app; REVOKE SELECT ON n FROM app;", []],

  [APP, ON, ["rows hidden app"]],
  [APP, `${ON} ${POLICY}`, []],
  [APP, `${POLICY} ${ON}`, []],
  [APP, `${ON} CREATE POLICY p ON notes FOR SELECT USING (true);`, ["rows hidden app"]],
  [APP, `${ON} CREATE POLICY p ON notes TO other USING (true);`, ["rows hidden app"]],
  [APP, `${ON} CREATE POLICY p ON notes TO app USING (true);`, []],
  [APP, `${ON} CREATE POLICY p ON notes AS RESTRICTIVE USING (true);`, ["rows hidden app"]],
  [APP, `${ON} ALTER TABLE notes DISABLE ROW LEVEL SECURITY;`, []],
  [`CREATE ROLE app BYPASSRLS; ${NOTES} GRANT SELECT ON notes TO app;`, ON, []],
  [`${APP} ALTER TABLE notes OWNER TO app;`, ON, []],
  [
    `${APP} ALTER TABLE notes OWNER TO app;`,
    `${ON} ALTER TABLE notes FORCE ROW LEVEL SECURITY;`,
    ["rows hidden app", "rows hidden from the owner notes"],
  ],
  [NOTES, ON, ["rows hidden from other roles notes"]],
  [NOTES, `${ON} ${POLICY}`, []],
  [
    `${NOTES} ${ON} CREATE POLICY p ON notes TO app USING (true);`,
    "ALTER TABLE notes FORCE ROW LEVEL SECURITY;",
    ["rows hidden from the owner notes"],
  ],
  [`${NOTES} ${ON} ${POLICY}`, "ALTER TABLE notes FORCE ROW LEVEL SECURITY;", []],
  [`${APP} ${ON} ${POLICY}`, "DROP POLICY p ON notes;", ["rows hidden app"]],
  [`${APP} ${ON} ${POLICY}`, "DROP POLICY p ON notes; CREATE POLICY q ON notes USING (who = 1);", []],
  [`${APP} ${ON} ${POLICY}`, "ALTER POLICY p ON notes TO other;", ["rows hidden app"]],
  [`${NOTES} ${ON} ${POLICY}`, "DROP POLICY p ON notes;", ["rows hidden from other roles notes"]],
  ["", `${NOTES} ${ON}`, []],

  [
    `${NOTES} CREATE PUBLICATION f FOR TABLE notes;`,
    "ALTER TABLE notes DROP CONSTRAINT notes_pkey;",
    ["primary key dropped notes_pkey", "replica identity lost notes"],
  ],
  [
    `${NOTES} CREATE PUBLICATION f FOR ALL TABLES;`,
    "ALTER TABLE notes DROP COLUMN id;",
    ["column dropped id", "replica identity lost notes"],
  ],
  [
    `${NOTES} CREATE PUBLICATION f FOR TABLES IN SCHEMA public;`,
    "ALTER TABLE notes REPLICA IDENTITY NOTHING;",
    ["replica identity lost notes"],
  ],
  [
    `${NOTES} CREATE PUBLICATION f FOR TABLE notes WITH (publish = 'insert');`,
    "ALTER TABLE notes REPLICA IDENTITY NOTHING;",
    [],
  ],
  [
    `${NOTES} CREATE PUBLICATION f FOR TABLE notes WITH (publish = 'insert'); ALTER TABLE notes REPLICA IDENTITY NOTHING;`,
    "ALTER PUBLICATION f SET (publish = 'insert, update');",
    ["published without a replica identity notes"],
  ],
  [
    `${NOTES} CREATE PUBLICATION f FOR TABLE notes;`,
    "ALTER TABLE notes REPLICA IDENTITY FULL; ALTER TABLE notes DROP CONSTRAINT notes_pkey;",
    ["primary key dropped notes_pkey"],
  ],
  [
    `${NOTES} CREATE PUBLICATION f FOR TABLE notes;`,
    "ALTER TABLE notes DROP CONSTRAINT notes_pkey; ALTER TABLE notes ADD PRIMARY KEY (id);",
    [],
  ],
  [
    "CREATE TABLE notes (id int NOT NULL); CREATE UNIQUE INDEX u ON notes (id); ALTER TABLE notes REPLICA IDENTITY USING INDEX u; CREATE PUBLICATION f FOR TABLE notes;",
    "DROP INDEX u;",
    ["unique index dropped u", "replica identity lost notes"],
  ],
  [
    "CREATE TABLE notes (id int); CREATE PUBLICATION f;",
    "ALTER PUBLICATION f ADD TABLE notes;",
    ["published without a replica identity notes"],
  ],
  [
    "CREATE TABLE notes (id int);",
    "CREATE PUBLICATION f FOR ALL TABLES;",
    ["published without a replica identity notes"],
  ],
  [NOTES, "ALTER TABLE notes DROP CONSTRAINT notes_pkey;", ["primary key dropped notes_pkey"]],
])("%s %s", (base, change, expected) => {
  expect(deprived(base, change)).toEqual(expected);
});

const trigger = (body: string) =>
  `${NOTES} CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN ${body} RETURN NEW; END $$; CREATE TRIGGER t BEFORE INSERT OR UPDATE ON notes FOR EACH ROW EXECUTE FUNCTION f();`;
const WITHOUT =
  "CREATE OR REPLACE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;";

test.each<[string, string, string[]]>([
  [
    "NEW.body := '';",
    "ALTER TABLE notes DROP body;",
    ["column dropped body", "column used by a trigger body"],
  ],
  [
    "IF NEW.who IS DISTINCT FROM OLD.who THEN RAISE NOTICE 'x'; END IF;",
    "ALTER TABLE notes RENAME who TO person;",
    ["column renamed who", "column used by a trigger who"],
  ],
  ["NEW.body := '';", `ALTER TABLE notes DROP body; ${WITHOUT}`, ["column dropped body"]],
  ["NEW.body := '';", `${WITHOUT} ALTER TABLE notes DROP body;`, ["column dropped body"]],
  ["NEW.body := '';", "ALTER TABLE notes DROP body; DROP TRIGGER t ON notes;", ["column dropped body"]],
  ["NEW.body := '';", "ALTER TABLE notes DROP who;", ["column dropped who"]],
])("%s %s", (body, change, expected) => {
  expect(deprived(trigger(body), change)).toEqual(expected);
});

test.each<[string, string, string[]]>([
  [
    "LANGUAGE plpgsql AS $$ DECLARE r text; BEGIN SELECT body INTO r FROM notes WHERE id = 1; RETURN r; END $$",
    "ALTER TABLE notes DROP body;",
    ["column dropped body", "column used by a function body"],
  ],
  [
    "LANGUAGE sql AS 'UPDATE notes SET body = NULL; SELECT 1::text'",
    "ALTER TABLE notes RENAME body TO content;",
    ["column renamed body", "column used by a function body"],
  ],
  [
    "LANGUAGE sql AS 'SELECT n.body FROM notes n'",
    "ALTER TABLE notes DROP body; CREATE OR REPLACE FUNCTION f() RETURNS text LANGUAGE sql AS 'SELECT 1::text';",
    ["column dropped body"],
  ],
  ["LANGUAGE sql AS 'SELECT n.body FROM notes n'", "ALTER TABLE notes DROP who;", ["column dropped who"]],
])("a function %s and %s", (body, change, expected) => {
  expect(deprived(`${NOTES} CREATE FUNCTION f() RETURNS text ${body};`, change)).toEqual(expected);
});
