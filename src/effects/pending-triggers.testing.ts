/** Statements behind a change of rows with deferred triggers, and PostgreSQL's message: measured on 14 to 18. */
export const PENDING_SCHEMA = `CREATE TABLE teams (id int PRIMARY KEY);
CREATE TABLE people (id int PRIMARY KEY, team_id int CONSTRAINT fk REFERENCES teams (id) DEFERRABLE INITIALLY DEFERRED,
  nick text);
CREATE TABLE other (id int CONSTRAINT other_fk REFERENCES people);
CREATE TABLE later (id int, team_id int CONSTRAINT later_fk REFERENCES teams (id) DEFERRABLE);
CREATE TABLE parts (id int, team_id int REFERENCES teams (id) DEFERRABLE INITIALLY DEFERRED) PARTITION BY LIST (id);
CREATE TABLE part1 PARTITION OF parts FOR VALUES IN (1);
CREATE TABLE watched (id int PRIMARY KEY, a int);
CREATE FUNCTION watch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$;
CREATE CONSTRAINT TRIGGER watching AFTER UPDATE OF a ON watched DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION watch();
CREATE INDEX people_nick ON people (nick);
INSERT INTO teams VALUES (1), (2);
INSERT INTO people VALUES (1, 2, 'x');
INSERT INTO later VALUES (1, 2);
INSERT INTO parts VALUES (1, 2);
INSERT INTO watched VALUES (1, 2);
`;

export interface PendingCase {
  readonly before: string;
  readonly statement: string;
  /** Null: it runs. */
  readonly fails: string | null;
}

const MOVE = "UPDATE people SET team_id = 1 WHERE team_id = 2";
const ADD = "ALTER TABLE people ADD COLUMN role text";

function refuses(command: string, table = "people"): string {
  return `cannot ${command} "${table}" because it has pending trigger events`;
}

const CASES: readonly (readonly [before: string, statement: string, fails: string | null])[] = [
  [MOVE, ADD, refuses("ALTER TABLE")],
  [MOVE, "ALTER TABLE people OWNER TO CURRENT_USER", refuses("ALTER TABLE")],
  [MOVE, "ALTER TABLE people ALTER nick SET DEFAULT 'a'", refuses("ALTER TABLE")],
  [MOVE, "ALTER TABLE people DROP CONSTRAINT fk", refuses("ALTER TABLE")],
  [MOVE, "ALTER TABLE other DROP CONSTRAINT other_fk", refuses("ALTER TABLE")],
  [MOVE, "ALTER TABLE people RENAME COLUMN nick TO name", null],
  [MOVE, "ALTER TABLE people RENAME TO persons", null],
  [MOVE, "ALTER TABLE teams ADD COLUMN a int", null],
  [MOVE, "DROP TABLE people CASCADE", refuses("DROP TABLE")],
  [MOVE, "DROP TABLE teams CASCADE", null],
  [MOVE, "TRUNCATE people CASCADE", refuses("TRUNCATE")],
  [MOVE, "TRUNCATE teams CASCADE", refuses("TRUNCATE")],
  [MOVE, "CREATE INDEX i ON people (nick)", refuses("CREATE INDEX")],
  [MOVE, "CLUSTER people USING people_nick", refuses("CLUSTER")],
  [MOVE, "DROP INDEX people_nick", null],
  [MOVE, "REINDEX TABLE people", null],
  [MOVE, "CREATE VIEW v AS SELECT nick FROM people", null],
  [MOVE, "CREATE TRIGGER t AFTER INSERT ON people FOR EACH ROW EXECUTE FUNCTION watch()", null],
  [MOVE, "ALTER TABLE other ADD FOREIGN KEY (id) REFERENCES people", null],
  [`${MOVE}; SET CONSTRAINTS ALL IMMEDIATE`, ADD, null],
  [`${MOVE}; SET CONSTRAINTS fk IMMEDIATE`, ADD, null],
  [`SET CONSTRAINTS ALL IMMEDIATE; ${MOVE}`, ADD, null],
  ["UPDATE people SET nick = 'y'", ADD, null],
  ["DELETE FROM people", ADD, null],
  ["INSERT INTO people VALUES (2, 1)", ADD, refuses("ALTER TABLE")],
  ["DELETE FROM teams WHERE id = 1", "ALTER TABLE teams ADD COLUMN a int", refuses("ALTER TABLE", "teams")],
  ["UPDATE teams SET id = 3 WHERE id = 1", "ALTER TABLE teams ADD a int", refuses("ALTER TABLE", "teams")],
  ["INSERT INTO teams VALUES (3)", "ALTER TABLE teams ADD COLUMN a int", null],
  ["UPDATE later SET team_id = 1", "ALTER TABLE later ADD COLUMN a int", null],
  [
    "SET CONSTRAINTS ALL DEFERRED; UPDATE later SET team_id = 1",
    "ALTER TABLE later ADD COLUMN a int",
    refuses("ALTER TABLE", "later"),
  ],
  [
    "SET CONSTRAINTS later_fk DEFERRED; UPDATE later SET team_id = 1",
    "ALTER TABLE later ADD COLUMN a int",
    refuses("ALTER TABLE", "later"),
  ],
  [
    "UPDATE parts SET team_id = 1",
    "ALTER TABLE part1 ALTER id SET NOT NULL",
    refuses("ALTER TABLE", "part1"),
  ],
  ["UPDATE watched SET a = 1", "ALTER TABLE watched ADD COLUMN b int", refuses("ALTER TABLE", "watched")],
  [`WITH moved AS (${MOVE} RETURNING id) SELECT count(*) FROM moved`, ADD, refuses("ALTER TABLE")],
  ["UPDATE watched SET id = 3", "ALTER TABLE watched ADD COLUMN b int", null],
];

export const PENDING_CASES: readonly PendingCase[] = CASES.map(([before, statement, fails]) => {
  return { before, statement, fails };
});
