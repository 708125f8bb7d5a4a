/** What a history says is the same on every version of PostgreSQL. */
import { beforeEach, expect, it } from "vitest";
import { commit, put, run } from "../../migrations/temporary-repository.testing.ts";
import { deployPrisma, prismaFiles, SHOP } from "../deploy-prisma.testing.ts";
import { driftIn, mainWith } from "../drift.testing.ts";
import { TestServer } from "../test-server.testing.ts";

const at = new TestServer(16);
let root: string;
beforeEach(() => {
  root = mainWith(prismaFiles());
});

it("does not call drift what is new in the pull request", async () => {
  await deployPrisma(at.live);
  run(root, "checkout", "-qb", "feature");
  put(root, { "prisma/migrations/20250104000000_new/migration.sql": "ALTER TABLE users ADD age int;\n" });
  commit(root);
  expect(await driftIn(root, [at.url], { base: "main" })).toMatchObject({
    exit: 0,
    history: [],
    catalog: [],
  });
});

it("takes what is merged since the branch left main for known", async () => {
  run(root, "checkout", "-qb", "feature");
  run(root, "checkout", "-q", "main");
  const later = ["20250104000000_later", "ALTER TABLE users ADD age int;\n"] as const;
  put(root, { [`prisma/migrations/${later[0]}/migration.sql`]: later[1] });
  commit(root);
  await deployPrisma(at.live, [...SHOP, later]);
  run(root, "checkout", "-q", "feature");
  expect(await driftIn(root, [at.url], { base: "main" })).toMatchObject({
    exit: 0,
    history: [],
    catalog: [],
  });
});

it("names a failed one beside a pending one, and what it left", async () => {
  await deployPrisma(at.live, SHOP.slice(0, 1));
  await at.live.query(
    "INSERT INTO _prisma_migrations (id, checksum, migration_name, logs) VALUES ('x', 'y', '20250102000000_orders', 'ERROR: no')",
  );
  await at.live.query("CREATE TABLE half (id int)");
  const { exit, history, catalog } = await driftIn(root, [at.url]);
  expect({ exit, history, catalog }).toEqual({
    exit: 1,
    history: ["failed 20250102000000_orders", "pending 20250103000000_view"],
    catalog: ["unexpected table public.half"],
  });
});

it("replays an edited one as it was applied, and says what was edited", async () => {
  await deployPrisma(at.live);
  put(root, {
    "prisma/migrations/20250102000000_orders/migration.sql":
      "CREATE TABLE orders (id serial PRIMARY KEY, total bigint, user_id int);\n",
  });
  put(root, {
    "prisma/migrations/20250103000000_view/migration.sql": SHOP[2]?.[1].replace("rich ones", "richest") ?? "",
  });
  commit(root);
  const { exit, history, catalog, target } = await driftIn(root, [at.url]);
  expect({ exit, history, catalog }).toEqual({
    exit: 1,
    history: ["edited 20250102000000_orders", "edited 20250103000000_view"],
    catalog: [],
  });
  const [sql, comment] = target.history.items ?? [];
  expect(sql?.message).toContain("its SQL was edited after it was applied");
  expect(comment?.message).toContain("its comments were edited after it was applied");
  run(root, ...(comment?.next.replace(/^run `git |`, and.*$/g, "").split(" ") ?? []));
  expect((await driftIn(root, [at.url])).history).toEqual(["edited 20250102000000_orders"]);
});

it("finds a migration that only the database has on another branch, and replays it", async () => {
  const other = ["20250104000000_other", "CREATE TABLE other (id int);\n"] as const;
  run(root, "checkout", "-qb", "other");
  put(root, { [`prisma/migrations/${other[0]}/migration.sql`]: other[1] });
  commit(root);
  run(root, "checkout", "-q", "main");
  await deployPrisma(at.live, [...SHOP, other]);
  const { exit, history, catalog, target } = await driftIn(root, [at.url]);
  expect({ exit, history, catalog }).toEqual({
    exit: 1,
    history: ["missing 20250104000000_other"],
    catalog: [],
  });
  expect(target.history.items[0]?.next).toMatch(
    /^run `git checkout [0-9a-f]+ -- prisma\/migrations\/20250104000000_other\/migration.sql`$/,
  );
});

it("says that a migration is nowhere in the clone", async () => {
  await deployPrisma(at.live, [...SHOP, ["20250104000000_gone", "CREATE TABLE gone (id int);\n"]]);
  const { history, catalog, target } = await driftIn(root, [at.url]);
  expect({ history, catalog }).toEqual({
    history: ["missing 20250104000000_gone"],
    catalog: ["unexpected table public.gone"],
  });
  expect(target.catalog.reason).toBe("20250104000000_gone is applied and nowhere in this clone.");
});
