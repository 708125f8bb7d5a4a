import { afterAll, expect, test } from "vitest";
import { openShadow } from "./open-shadow.ts";
import { connect } from "./server.ts";
import { LIMITS } from "./shadow.ts";

const shadow = await openShadow("pglite", { extensions: [], snapshot: null, live: null, limits: LIMITS });
afterAll(() => shadow.close());

test("the embedded PostgreSQL is reached by a URL while it is lent", async () => {
  await shadow.session.exec("CREATE TABLE a (id int); INSERT INTO a VALUES (1), (2)");
  const lent = await shadow.lend();
  for (const id of [1, 2]) {
    const client = await connect(lent.url);
    expect(await client.query("SELECT id FROM a WHERE id = $1", [id])).toEqual([{ id }]);
    expect((await client.exec("SELECT no")).error?.sqlstate).toBe("42703");
    const rows = "SELECT repeat('x', 1000) AS text FROM generate_series(1, 2000)";
    expect(await client.query(rows)).toHaveLength(2000);
    await client.end();
  }
  await lent.giveBack();
  expect(await shadow.session.query("SELECT count(*)::int AS n FROM a")).toEqual([{ n: 2 }]);
  await expect(connect(lent.url)).rejects.toThrow("ECONNREFUSED");
});
