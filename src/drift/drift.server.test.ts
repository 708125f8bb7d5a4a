import { beforeEach, describe, expect, it } from "vitest";
import { MAJORS } from "../../postgres-servers/servers.ts";
import { commit, put } from "../migrations/temporary-repository.testing.ts";
import { connect } from "../shadow/engines/server.ts";
import { deployPrisma, prismaFiles, SHOP } from "./deploy-prisma.testing.ts";
import { driftIn, mainWith } from "./drift.testing.ts";
import { databaseOf, TestServer } from "./test-server.testing.ts";

let root: string;
beforeEach(() => {
  root = mainWith(prismaFiles());
});

describe.each(MAJORS)("a Prisma repository and PostgreSQL %i", (major) => {
  const at = new TestServer(major);

  it("is clean when all is deployed as it is", async () => {
    await deployPrisma(at.live);
    expect(await driftIn(root, [at.url])).toMatchObject({
      exit: 0,
      verdict: "clean",
      history: [],
      catalog: [],
    });
  });

  it("names a column changed by hand, which prisma migrate status passes", async () => {
    await deployPrisma(at.live);
    await at.live.query(
      "ALTER TABLE users ALTER name TYPE varchar(10); CREATE INDEX by_hand ON users (name)",
    );
    const { exit, catalog, target } = await driftIn(root, [at.url]);
    expect({ exit, catalog }).toEqual({
      exit: 1,
      catalog: ["changed column public.users.name", "unexpected index public.by_hand"],
    });
    expect(target.catalog.differences[0]?.message).toBe(
      "column public.users.name: the migrations make it text, the database has character varying(10)",
    );
  });

  it("replays what the database has: what is pending is in no difference", async () => {
    await deployPrisma(at.live, SHOP.slice(0, 2));
    expect(await driftIn(root, [at.url])).toMatchObject({
      exit: 1,
      history: ["pending 20250103000000_view"],
      catalog: [],
    });
    expect(await driftIn(root, [at.url], { base: "main" })).toMatchObject({ exit: 1, catalog: [] });
  });

  it("works with a role that may only read, and says what it may not", async () => {
    await deployPrisma(at.live);
    const role = `reader_of_${databaseOf(at.url)}`;
    await at.live.query(`CREATE ROLE ${role} LOGIN; GRANT SELECT ON _prisma_migrations TO ${role}`);
    const asReader = at.url.replace("postgres@", `${role}@`);
    expect(await driftIn(root, [asReader])).toMatchObject({ exit: 0 });
    await at.live.query(`REVOKE SELECT ON _prisma_migrations FROM ${role}`);
    const { exit, verdict, target } = await driftIn(root, [asReader]);
    expect({ exit, verdict }).toEqual({ exit: 4, verdict: "error" });
    expect(target.history.reason).toContain("the role may not read public._prisma_migrations");
  });

  it("compares under settings of its own, whatever role and database have", async () => {
    const sql = `CREATE TABLE visits (at timestamptz NOT NULL, stay interval DEFAULT '1 day 2 hours', share float8 DEFAULT 0.1,
      raw bytea DEFAULT '\\x00ff', "order" int, CHECK (at > '2020-01-01')) PARTITION BY RANGE (at);
      CREATE TABLE visits_first PARTITION OF visits FOR VALUES FROM ('2026-01-01') TO ('2026-02-01');
      CREATE VIEW listed AS SELECT at, "order" FROM visits WHERE at > '2025-06-01';`;
    const migrations = [...SHOP, ["20250104000000_visits", sql]] as const;
    put(root, { "prisma/migrations/20250104000000_visits/migration.sql": sql });
    commit(root);
    const setting = async (name: string, value: string) =>
      at.admin.query(`ALTER DATABASE ${databaseOf(at.url)} SET ${name} = '${value}'`);
    await deployPrisma(at.live, migrations);
    for (const [name, value] of Object.entries({
      TimeZone: "Europe/Berlin",
      DateStyle: "German",
      IntervalStyle: "iso_8601",
      extra_float_digits: "-3",
      bytea_output: "escape",
      quote_all_identifiers: "on",
      search_path: "pg_catalog",
    }))
      await setting(name, value);
    expect(await driftIn(root, [at.url])).toMatchObject({ exit: 0, catalog: [] });
    // The migrations ran when the zone was set already.
    await at.live.end();
    const again = await at.createDatabase();
    await at.admin.query(`ALTER DATABASE ${databaseOf(again)} SET TimeZone = 'Asia/Tokyo'`);
    at.live = await connect(again);
    await deployPrisma(at.live, migrations);
    expect(await driftIn(root, [again])).toMatchObject({ exit: 0, catalog: [] });
  });
});
