import { afterAll, beforeAll, expect, test } from "vitest";
import { UNSAFE, UNSAFE_SINCE_15 } from "../src/proof/safe-statements.testing.ts";
import { wrongSteps } from "../src/proof/safe-steps.testing.ts";
import { pgliteShadow } from "../src/shadow/engines/pglite-shadow.ts";
import { LIMITS, type Shadow } from "../src/shadow/engines/shadow.ts";
import { loadParser } from "../src/sql/parse.ts";

// On real servers, and in the runners of other tools: steps.server.test.ts.
let shadow: Shadow;

beforeAll(async () => {
  await loadParser();
  shadow = await pgliteShadow({ extensions: [], snapshot: null, limits: LIMITS });
});

afterAll(() => shadow?.close());

test("the steps of a remedy come to the same as the statement, with rows", async () => {
  const wrong: string[] = [];
  for (const statement of [...UNSAFE, ...UNSAFE_SINCE_15])
    wrong.push(...(await wrongSteps(shadow.session, statement, "prisma")));
  expect(wrong).toEqual([]);
}, 300_000);
