/** What the histories of Drizzle and dbmate say on a real server: Drizzle's is written by its own migrator. */

import { rmSync } from "node:fs";
import { join } from "node:path";
import pg from "pg";
import { describe, expect, it } from "vitest";
import { load } from "../../schema-tools/tools.ts";
import { commit, put, run } from "../migrations/temporary-repository.testing.ts";
import { driftIn, mainWith } from "./drift.testing.ts";
import { TestServer } from "./test-server.testing.ts";

const at = new TestServer(17);
let root: string;

const found = (base: string | null = null) => driftIn(root, [at.url], { base });

const CLEAN = { exit: 0, history: [], catalog: [] };

describe("Drizzle", () => {
  const SQL: Record<string, string> = {
    "0000_users": "CREATE TABLE users (id serial PRIMARY KEY, name text);\n",
    "0001_orders":
      "CREATE TABLE orders (id serial PRIMARY KEY, total int);\n--> statement-breakpoint\nCREATE INDEX by_total ON orders (total);\n",
    "0002_view": "CREATE VIEW rich AS SELECT id FROM orders WHERE total > 100;\n",
  };
  const journal = (entries: readonly (readonly [tag: string, when: number])[]) =>
    JSON.stringify({
      version: "7",
      dialect: "postgresql",
      entries: entries.map(([tag, when], idx) => ({ idx, version: "7", when, tag, breakpoints: true })),
    });
  const files = (entries: readonly (readonly [tag: string, when: number])[]) => ({
    "drizzle.config.ts": 'export default { dialect: "postgresql", out: "./drizzle" };\n',
    "drizzle/meta/_journal.json": journal(entries),
    ...Object.fromEntries(entries.map(([tag]) => [`drizzle/${tag}.sql`, SQL[tag] ?? "SELECT 1;\n"])),
  });
  const ALL = [
    ["0000_users", 1000],
    ["0001_orders", 2000],
    ["0002_view", 3000],
  ] as const;

  /** By drizzle-orm's own migrator, from the folder as it stands. */
  async function migrate(): Promise<void> {
    const { drizzle } = await load("drizzle-orm/node-postgres/index.js");
    const { migrate: run } = await load("drizzle-orm/node-postgres/migrator.js");
    const client = new pg.Client(at.url);
    await client.connect();
    await run(drizzle(client), { migrationsFolder: join(root, "drizzle") });
    await client.end();
  }

  it("is clean after its own migrator, and names what a hand did", async () => {
    root = mainWith(files(ALL));
    await migrate();
    expect(await found()).toMatchObject(CLEAN);
    await at.live.query("DROP INDEX by_total; ALTER TABLE users ALTER name SET NOT NULL");
    expect(await found()).toMatchObject({
      exit: 1,
      history: [],
      catalog: ["missing index public.by_total", "changed column public.users.name"],
    });
  });

  it("names what is pending, and replays only the rest", async () => {
    root = mainWith(files(ALL.slice(0, 2)));
    await migrate();
    put(root, files(ALL));
    commit(root);
    expect(await found()).toMatchObject({ exit: 1, history: ["pending 0002_view"], catalog: [] });
    run(root, "checkout", "-q", "-b", "work", "HEAD");
    expect(await found("main~1")).toMatchObject(CLEAN);
  });

  it("names one that its migrator passes over forever", async () => {
    root = mainWith(files(ALL));
    await migrate();
    put(root, files([...ALL.slice(0, 2), ["0003_late", 2500], ["0002_view", 3000]]));
    commit(root);
    await migrate();
    const { exit, history, messages } = await found();
    expect({ exit, history }).toEqual({ exit: 1, history: ["out-of-order 0003_late"] });
    expect(messages[0]).toContain("never runs it");
  });

  it("names an edited one with what was edited, and one that only the database has", async () => {
    root = mainWith(files(ALL));
    await migrate();
    put(root, { "drizzle/0000_users.sql": "CREATE TABLE users (id serial PRIMARY KEY, name varchar(9));\n" });
    put(root, { "drizzle/0001_orders.sql": `-- why\n${SQL["0001_orders"]}` });
    commit(root);
    const edited = await found();
    expect(edited).toMatchObject({
      exit: 1,
      history: ["edited 0000_users", "edited 0001_orders"],
      catalog: [],
    });
    expect(edited.messages[0]).toContain("0000_users: its SQL was edited");
    expect(edited.messages[1]).toContain("0001_orders: its comments were edited");
    root = mainWith(files(ALL.slice(0, 2)));
    expect((await found()).history).toEqual([expect.stringMatching(/^missing 3000 \(sha256 /)]);
  });

  it("names a journal that disagrees with its folder", async () => {
    root = mainWith({ ...files(ALL), "drizzle/0009_stray.sql": "SELECT 1;\n" });
    rmSync(join(root, "drizzle/0002_view.sql"));
    commit(root);
    expect((await found()).history).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^pending drizzle\/0009_stray.sql/),
        expect.stringMatching(/^deleted 0002_view/),
      ]),
    );
  });
});

describe("dbmate", () => {
  const FILES = {
    "db/migrations/20250101000000_users.sql":
      "-- migrate:up\nCREATE TABLE users (id serial PRIMARY KEY, name text);\n-- migrate:down\nDROP TABLE users;\n",
    "db/migrations/20250102000000_orders.sql":
      "-- migrate:up\nCREATE TABLE orders (id serial PRIMARY KEY, total int);\n-- migrate:down\nDROP TABLE orders;\n",
  };

  /** What `dbmate up` leaves. */
  async function deploy(...versions: string[]): Promise<void> {
    await at.live.query("CREATE TABLE schema_migrations (version varchar(128) PRIMARY KEY)");
    for (const version of versions) {
      const [, sql = ""] = Object.entries(FILES).find(([path]) => path.includes(version)) ?? [];
      await at.live.query(/migrate:up\n([\s\S]*)-- migrate:down/.exec(sql)?.[1] ?? "SELECT 1");
      await at.live.query("INSERT INTO schema_migrations VALUES ($1)", [version]);
    }
  }

  it("is clean when all is deployed, and names what a hand did", async () => {
    root = mainWith(FILES);
    await deploy("20250101000000", "20250102000000");
    expect(await found()).toMatchObject(CLEAN);
    await at.live.query("ALTER TABLE orders ADD CONSTRAINT paid CHECK (total > 0) NOT VALID");
    expect(await found()).toMatchObject({ exit: 1, catalog: ["unexpected constraint public.orders.paid"] });
  });

  it("names what is pending, rolled back, missing, late and doubled", async () => {
    root = mainWith(FILES);
    await deploy("20250101000000");
    const pending = await found();
    expect(pending).toMatchObject({ exit: 1, history: ["pending 20250102000000_orders"], catalog: [] });
    expect(pending.next).toEqual(["run `dbmate migrate`"]);
    await at.live.query("INSERT INTO schema_migrations VALUES ('20250103000000')");
    expect((await found()).history).toEqual([
      "diverged 20250102000000_orders",
      "pending 20250102000000_orders",
      "missing 20250103000000",
    ]);
    await at.live.query(
      "UPDATE schema_migrations SET version = '20250102000000' WHERE version = '20250103000000'",
    );
    await at.live.query("DELETE FROM schema_migrations WHERE version = '20250101000000'");
    expect((await found()).history).toEqual(["out-of-order 20250101000000_users"]);
    put(root, { "db/migrations/20250102000000_again.sql": "-- migrate:up\nSELECT 1;\n" });
    commit(root);
    expect((await found()).history).toContainEqual(expect.stringMatching(/^duplicate 20250102000000_/));
  });

  it("has no checksums: what is edited is known from git", async () => {
    root = mainWith(FILES);
    await deploy("20250101000000", "20250102000000");
    run(root, "checkout", "-q", "-b", "work");
    put(root, {
      "db/migrations/20250102000000_orders.sql": FILES["db/migrations/20250102000000_orders.sql"].replace(
        "int",
        "bigint",
      ),
    });
    commit(root);
    expect(await found("main")).toMatchObject({ exit: 1, history: ["edited 20250102000000_orders"] });
  });
});
