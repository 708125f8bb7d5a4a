import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { openShadow } from "../engines/open-shadow.ts";
import { LIMITS, type Shadow } from "../engines/shadow.ts";
import { contentsOf } from "./contents.ts";
import { type FillOptions, fillTables } from "./fill-tables.ts";

let shadow: Shadow;

beforeAll(async () => {
  shadow = await openShadow("pglite", { extensions: [], snapshot: null, live: null, limits: LIMITS });
});
afterAll(() => shadow.close());
beforeEach(async () => {
  await shadow.session.exec("DROP SCHEMA public CASCADE; CREATE SCHEMA public");
});

async function filled(schema: string, options: FillOptions = {}) {
  const { error } = await shadow.session.exec(schema);
  expect(error).toBeNull();
  return fillTables(shadow.session, options);
}

test("keys of all shapes point to rows", async () => {
  const { filled: rows, unfilled } = await filled(`
    CREATE TABLE "Tenant" (id uuid PRIMARY KEY, "parentId" uuid REFERENCES "Tenant");
    CREATE TABLE member (tenant uuid REFERENCES "Tenant", number int, PRIMARY KEY (tenant, number));
    CREATE TABLE project (tenant uuid, id bigserial, lead int, UNIQUE (tenant, id),
      FOREIGN KEY (tenant, lead) REFERENCES member MATCH FULL);
    CREATE TABLE chicken (id int PRIMARY KEY, egg int NOT NULL);
    CREATE TABLE egg (id int PRIMARY KEY, chicken int NOT NULL REFERENCES chicken);
    ALTER TABLE chicken ADD FOREIGN KEY (egg) REFERENCES egg;
    CREATE TABLE ring (id int PRIMARY KEY, next int NOT NULL UNIQUE REFERENCES ring)`);
  expect(unfilled).toEqual([]);
  expect([...rows.values()]).toEqual([4, 4, 4, 4, 4, 4]);
});

test("columns that may be null or repeat themselves are so and do so, unless that is not wanted", async () => {
  const schema = "CREATE TABLE t (id int PRIMARY KEY, a text, b text, c text NOT NULL)";
  await filled(schema);
  const look = () =>
    shadow.session.query("SELECT count(a) AS a, count(b) AS b, count(DISTINCT c) AS c FROM t");
  expect(await look()).toEqual([{ a: 3, b: 3, c: 3 }]);
  await filled(`DROP TABLE t; ${schema}`, { nulls: false, duplicates: false });
  expect(await look()).toEqual([{ a: 4, b: 4, c: 4 }]);
});

test("a sequence goes on behind the rows, and rows of migrations are kept", async () => {
  await filled("CREATE TABLE t (id serial PRIMARY KEY, a int); INSERT INTO t (a) VALUES (7), (8)");
  const { error } = await shadow.session.exec("INSERT INTO t (a) VALUES (9), (10)");
  expect(error).toBeNull();
  expect(await shadow.session.query("SELECT count(*)::int AS rows FROM t")).toEqual([{ rows: 8 }]);
  const behind = async () => (await contentsOf(shadow.session)).tables.get("public.t")?.behind;
  expect(await behind()).toEqual([]);
  await shadow.session.exec("ALTER SEQUENCE t_id_seq RESTART");
  expect(await behind()).toEqual(["id"]);
});

test("a table that takes no row is told with PostgreSQL's reason, and the others are filled", async () => {
  const { filled: rows, unfilled } = await filled(`
    CREATE TABLE never (a int CHECK (a IS NULL AND a IS NOT NULL));
    CREATE TABLE t (a int)`);
  expect(unfilled).toEqual([
    {
      relation: "public.never",
      reason: 'new row for relation "never" violates check constraint "never_a_check"',
    },
  ]);
  expect([...rows]).toEqual([["public.t", 4]]);
});

test("triggers and rules of the user take no part, foreign keys of their tables still do", async () => {
  const { filled: rows, unfilled } = await filled(`
    CREATE TABLE parent (id int PRIMARY KEY);
    CREATE TABLE child (id int PRIMARY KEY, parent int NOT NULL REFERENCES parent);
    CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no'; END $$;
    CREATE TRIGGER refuse BEFORE INSERT ON child FOR EACH ROW EXECUTE FUNCTION refuse();
    CREATE RULE nothing AS ON INSERT TO parent DO INSTEAD NOTHING`);
  expect(unfilled).toEqual([]);
  expect([...rows.values()]).toEqual([4, 4]);
  const orphans = "SELECT FROM child WHERE NOT EXISTS (SELECT FROM parent WHERE parent.id = child.parent)";
  expect(await shadow.session.query(orphans)).toEqual([]);
});

test("the settings of the session and the schema stay as they are, and two runs give the same rows", async () => {
  const settings = () => shadow.session.query("SELECT name, setting FROM pg_settings ORDER BY name");
  const schema =
    "CREATE TABLE t (id int GENERATED ALWAYS AS IDENTITY, at timestamptz DEFAULT now(), n numeric(5, 2))";
  await shadow.session.exec("SET search_path = public; SET session_replication_role = replica");
  const before = await settings();
  await filled(schema);
  const once = await contentsOf(shadow.session);
  expect(await settings()).toEqual(before);
  await filled(`DROP TABLE t; ${schema}`);
  expect(await contentsOf(shadow.session)).toEqual(once);
  await shadow.session.exec("RESET ALL");
});
