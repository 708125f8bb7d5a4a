/** Schemas of one database as tenants: together they are told what each of them is told alone. */
import { beforeEach, expect, it } from "vitest";
import { deployPrisma, type MigrationText, prismaFiles, SHOP } from "../deploy-prisma.testing.ts";
import { driftIn, mainWith } from "../drift.testing.ts";
import type { Difference } from "../drift-report.ts";
import { TestServer } from "../test-server.testing.ts";

const at = new TestServer(16);
const MIGRATIONS = [
  ...SHOP,
  [
    "20250104000000_more",
    `CREATE TYPE kind AS ENUM ('a', 'b'); ALTER TABLE orders ADD kind kind DEFAULT 'a', ADD CHECK (total > 0);
     CREATE FUNCTION double(n int) RETURNS int LANGUAGE sql AS 'SELECT n * 2';
     CREATE INDEX orders_double ON orders (double(total));`,
  ],
] as const;

let root: string;
beforeEach(() => {
  root = mainWith(prismaFiles(MIGRATIONS));
});

async function tenants(
  changes: Readonly<Record<string, string>>,
  migrations: readonly MigrationText[] = MIGRATIONS,
): Promise<string[]> {
  for (const [schema, sql] of Object.entries(changes)) {
    await at.live.query(`CREATE SCHEMA IF NOT EXISTS "${schema}"`);
    await at.live.query(`SET search_path = "${schema}"`);
    await deployPrisma(at.live, migrations);
    await at.live.exec(sql);
  }
  return Object.keys(changes).map((schema) => `${at.url}?schema=${encodeURIComponent(schema)}`);
}

const BY_HAND = "CREATE INDEX by_hand ON users (name)";
const SCHEMAS = {
  t1: "",
  t2: "",
  // An alias, a quoted name, a name that is part of another.
  orders: "",
  "Tenant 4": "",
  t: "",
  t6: BY_HAND,
  t7: `${BY_HAND}; DROP INDEX orders_double`,
  t8: "CREATE TABLE stranger (id int)",
  t9: `ALTER TABLE orders DROP CONSTRAINT orders_user_id_fkey, ADD CONSTRAINT orders_user_id_fkey FOREIGN KEY (user_id) REFERENCES t1.users (id)`,
  t10: "DELETE FROM _prisma_migrations WHERE migration_name LIKE '%_more'",
  t11: BY_HAND,
  t12: "DROP TABLE _prisma_migrations",
};

/** All that is said of what one database has, in the names of its own schema. */
function saidOf(differences: readonly Difference[], database: string | null): string[] {
  const own = differences.filter(({ databases }) => database === null || databases.includes(database));
  return own
    .map(({ databases, ...difference }) =>
      JSON.stringify(databases.length === 1 ? difference : difference.name),
    )
    .sort();
}

it("tells of each what it tells of it alone, and once what several share", async () => {
  const urls = await tenants(SCHEMAS);
  let shadows = 0;
  const together = await driftIn(root, urls, {
    onProgress: ({ stage }) => {
      shadows += stage === "starting" ? 1 : 0;
    },
  });
  const stateOf = new Map(
    together.report.databases.map(({ name, state }) => [name.replace(/.*schema=/, ""), state]),
  );
  for (const [index, schema] of Object.keys(SCHEMAS).entries()) {
    const alone = await driftIn(root, [urls[index] ?? ""]);
    const isClean = ["t1", "t2", "orders", "Tenant 4", "t"].includes(schema);
    expect([schema, stateOf.get(schema)]).toEqual([
      schema,
      schema === "t12" ? alone.report.databases[0]?.state : isClean ? "clean" : "drifted",
    ]);
    const name = together.report.databases[index]?.name ?? "";
    // The schema of the tenant without a history is a stranger only to one that is asked alone.
    const known = alone.target.catalog.differences.filter(
      (one) => schema === "t12" || !/^t12(?:\.|$)/.test(one.name),
    );
    const shared = together.target.catalog.differences.filter(
      ({ databases }) => databases.length > 1 && databases.includes(name),
    );
    const others = known.filter(
      ({ name: own }) => !shared.some((one) => own === `${schema}${one.name.slice(1)}`),
    );
    expect([schema, saidOf(others, null)]).toEqual([
      schema,
      saidOf(
        together.target.catalog.differences.filter((one) => !shared.includes(one)),
        name,
      ),
    ]);
    expect(known.length - others.length).toBe(shared.length);
  }
  const shared = together.target.catalog.differences.find(({ databases }) => databases.length === 2);
  expect(shared).toMatchObject({
    name: "*.by_hand",
    relation: "*.users",
    message: "index *.by_hand: only the database has it",
    sql: "CREATE INDEX by_hand ON users USING btree (name);",
    databases: [expect.stringMatching(/schema=t6$/), expect.stringMatching(/schema=t11$/)],
  });
  // Those with all migrations, and the one with fewer: what differs is looked at on the same shadow.
  expect(shadows).toBe(2);
});

it.each([
  [
    "what the migrations make says where it was made",
    "ALTER FUNCTION double(int) SET search_path FROM CURRENT;",
  ],
  [
    "the migrations ask where they run",
    "DO $$ BEGIN EXECUTE format('CREATE TABLE at_%s ()', current_schema()); END $$;",
  ],
  [
    "the migrations know the tenant",
    "DO $$ BEGIN IF EXISTS (SELECT FROM pg_namespace WHERE nspname = 'blue') THEN CREATE TABLE only_blue (); END IF; END $$;",
  ],
])("replays the migrations for each tenant where %s", async (_, sql) => {
  const migrations = [...MIGRATIONS, ["20250105000000_name", sql]] as const;
  root = mainWith(prismaFiles(migrations));
  const urls = await tenants({ red: "", blue: BY_HAND }, migrations);
  const together = await driftIn(root, urls);
  const alone = await Promise.all(urls.map(async (url) => (await driftIn(root, [url])).catalog));
  expect(together.catalog.sort()).toEqual(alone.flat().sort());
  expect(together.catalog).toContain("unexpected index blue.by_hand");
});

it("reads the history of each, however many there are", async () => {
  const behind = "DELETE FROM _prisma_migrations WHERE migration_name LIKE '%_more'";
  const all = Array.from({ length: 120 }, (_, n) => [`m${n}`, n === 57 || n === 110 ? behind : ""] as const);
  const urls = await tenants(Object.fromEntries(all));
  const { report, target } = await driftIn(root, urls);
  const drifted = report.databases.filter(({ state }) => state !== "clean").map(({ name }) => name);
  expect(drifted).toEqual([expect.stringMatching(/schema=m57$/), expect.stringMatching(/schema=m110$/)]);
  expect(target.history.items).toMatchObject([{ kind: "pending", databases: drifted }]);
});

it("a pattern that names one tenant covers that one alone", async () => {
  const urls = await tenants({ red: BY_HAND, blue: BY_HAND });
  const { target } = await driftIn(root, urls, { ignore: ["red.by_hand"] });
  expect(target.catalog.differences).toMatchObject([
    { name: "blue.by_hand", databases: [expect.stringMatching(/schema=blue$/)] },
  ]);
});
