import { afterAll, beforeAll, expect, test } from "vitest";
import { type Embedded, startPglite } from "./pglite.ts";
import type { Unprepared } from "./prepare.ts";

let server: Embedded;
beforeAll(async () => {
  server = await startPglite({ dataDir: null, extensions: [] });
  await server.exec("CREATE TABLE orders (id int PRIMARY KEY, org_id int)");
});
afterAll(() => server?.close());

const statement = (sql: string, planned = 0, types: readonly number[] = []): Unprepared => ({
  sql,
  types,
  searchPath: "public",
  planned,
});

/** In a transaction of its own, with the table at this size. */
async function explain(pages: number, ...statements: readonly Unprepared[]) {
  const [file] = await server.query<{ path: string }>("SELECT pg_relation_filepath('orders') AS path");
  await server.exec("BEGIN");
  const explained = await server.explain([{ path: file?.path ?? "", pages }], statements);
  await server.exec("ROLLBACK");
  return explained.map(({ plan, error }) =>
    plan === null ? `${error.sqlstate} ${error.message}` : JSON.parse(plan)[0].Plan,
  );
}

test("what is refused is a result, and those behind it are planned", async () => {
  expect(
    await explain(
      1000,
      statement("SELECT id FROM orders WHERE id = $1", 1),
      statement("SELECT nothing FROM orders"),
      statement("SELECT 1; DROP TABLE orders"),
      statement("SELECT jsonb_build_object($1, id) FROM orders", 1, [25]),
      statement("DROP TABLE orders"),
      statement("UPDATE orders SET org_id = $2 WHERE id = $1", 2),
    ),
  ).toMatchObject([
    { "Node Type": "Index Only Scan", "Index Cond": "(orders.id = $1)" },
    '42703 column "nothing" does not exist',
    "42601 cannot insert multiple commands into a prepared statement",
    { "Node Type": "Seq Scan", Output: ["jsonb_build_object($1, id)"] },
    undefined,

    { "Node Type": "ModifyTable", Operation: "Update" },
  ]);
  expect(await server.query("SELECT count(*)::int AS n FROM orders")).toEqual([{ n: 0 }]);
});

test("the size of a file is production's for as long as it takes", async () => {
  const cost = async (pages: number) =>
    ((await explain(pages, statement("SELECT * FROM orders")))[0] as { "Total Cost": number })["Total Cost"];
  const small = await cost(0);
  expect(await cost(525_000)).toBeGreaterThan(small * 1000);
  expect(await cost(0)).toBe(small);
});
