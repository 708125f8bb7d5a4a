/** What only production has, as a snapshot says, meets the new migrations on the shadow and in the schema model. */
import { expect, test } from "vitest";
import { check } from "./check.ts";
import { folder } from "./migrations/temporary-repository.testing.ts";
import type { Snapshot } from "./production/snapshot.ts";

const BASE = `CREATE TABLE orders (id int PRIMARY KEY, total int, note varchar(20));
CREATE VIEW known AS SELECT id FROM orders;`;

const view = (name: string, query: string) =>
  ({ kind: "view", name: `public.${name}`, sql: `CREATE VIEW public.${name} AS ${query};` }) as const;

const REPORT = view("report", "SELECT id, note FROM public.orders");

async function judged(next: string, objects: NonNullable<Snapshot["objects"]>, isStatic = false) {
  const snapshot: Snapshot = {
    schema: "lockgate/stats@2",
    postgres: 18,
    settings: { lockTimeout: 5000 },
    tables: [],
    objects,
  };
  const cwd = folder({
    "migrations/001_base.sql": BASE,
    "migrations/002_next.sql": next,
    "prod.json": JSON.stringify(snapshot),
  });
  const paths = ["migrations/002_next.sql"];
  const settings = { stats: "prod.json", static: isStatic };
  const { report } = await check({ cwd, paths, settings, env: {}, noCache: true });
  return {
    said: report.findings
      .filter(({ level }) => level !== "note")
      .map(({ rule, line, message }) => `${line} ${rule}: ${message}`),
    remarks: report.targets.flatMap(({ remarks }) => remarks),
    unanalyzed: report.unanalyzed,
  };
}

const RETYPED = "ALTER TABLE orders ALTER COLUMN note TYPE varchar(2000);";

test.each([false, true])(
  "a view that no migration makes fails the migration; static: %s",
  async (isStatic) => {
    const { said, unanalyzed } = await judged(RETYPED, [REPORT], isStatic);
    expect(said[0]).toMatch(/^1 fails-always: fails: cannot alter type of a column used by a view or rule/);
    expect(said[0]).toContain("(production has the view public.report, which no migration makes)");
    expect(unanalyzed).toEqual([]);
  },
);

test.each([false, true])(
  "a migration that takes it down and makes it again passes; static: %s",
  async (isStatic) => {
    const around = `DROP VIEW report;\n${RETYPED}\nANALYZE orders;\nCREATE VIEW report AS SELECT id, note FROM orders;`;
    const { said, unanalyzed } = await judged(around, [REPORT], isStatic);
    expect(said).toEqual([]);
    expect(unanalyzed).toEqual([]);
  },
);

test("objects are made in whatever order they are listed, and only those that no migration makes", async () => {
  const objects = [
    view("top", "SELECT * FROM public.report"),
    view("known", "SELECT note FROM public.orders"),
    REPORT,
    {
      kind: "function",
      name: "public.touch()",
      sql: "CREATE FUNCTION public.touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$",
    },
    {
      kind: "trigger",
      name: "touched",
      relation: "public.orders",
      sql: "CREATE TRIGGER touched BEFORE UPDATE OF total ON public.orders FOR EACH ROW EXECUTE FUNCTION public.touch()",
    },
  ] as const;
  const { said, remarks } = await judged("ALTER TABLE orders ALTER COLUMN total TYPE bigint;", objects);
  expect(said.join()).toContain("production has the trigger touched, which no migration makes");
  expect(remarks.join()).toContain("which no migration makes: rehearsed with it.");
  expect(remarks.join()).not.toContain("public.known");
});

test("what cannot be made is a remark with its reason, and no statement fails for want of it", async () => {
  const objects = [
    view("lost", "SELECT x FROM public.nowhere"),
    { kind: "view", name: "public.evil", sql: "DROP TABLE orders" },
  ] as const;
  const { said, remarks } = await judged("DROP VIEW lost;\nCREATE TABLE fresh (id int);", objects);
  expect(said.filter((one) => one.includes("fails-always"))).toEqual([]);
  expect(remarks).toContain(
    'Rehearsed without what only production has and cannot be made here: the view public.lost (relation "public.nowhere" does not exist) and the view public.evil (its SQL is not one that makes a view).',
  );
});
