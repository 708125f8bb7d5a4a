import { afterAll, beforeAll, expect, test } from "vitest";
import { openShadow } from "../engines/open-shadow.ts";
import { LIMITS, type Shadow } from "../engines/shadow.ts";
import { watchTransaction } from "./observe.ts";

let shadow: Shadow;
beforeAll(async () => {
  shadow = await openShadow("pglite", { extensions: [], snapshot: null, live: null, limits: LIMITS });
});
afterAll(() => shadow.close());

test("looks are planned once, and what runs besides plans as it did", async () => {
  const { session } = shadow;
  await session.exec("CREATE TABLE t (id int)");
  await session.exec("BEGIN");
  await session.exec("SET LOCAL plan_cache_mode = force_custom_plan");
  const watch = await watchTransaction(session, { committed: null });
  for (let n = 0; n < 20; n++) await watch.observe(`ALTER TABLE t ADD COLUMN c${n} int`, { isOne: true });
  expect(
    await session.query(
      `SELECT sum(custom_plans)::int AS custom, sum(generic_plans) >= 20 AS generic
        FROM pg_prepared_statements WHERE name LIKE 'lockgate_look_%'`,
    ),
  ).toEqual([{ custom: 0, generic: true }]);
  expect(await session.query("SELECT current_setting('plan_cache_mode') AS mode")).toEqual([
    { mode: "force_custom_plan" },
  ]);
  await session.exec("ROLLBACK");
});
