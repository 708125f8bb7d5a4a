import { afterAll, beforeAll, expect, test } from "vitest";
import { HAZARDS, type SHAPES, wrongRemedies } from "../src/proof/remedies.testing.ts";
import { pgliteShadow } from "../src/shadow/engines/pglite-shadow.ts";
import { LIMITS, type Shadow } from "../src/shadow/engines/shadow.ts";
import { loadParser } from "../src/sql/parse.ts";

// All shapes and tools on real servers: remedies.server.test.ts.
let shadow: Shadow;

beforeAll(async () => {
  await loadParser();
  shadow = await pgliteShadow({ extensions: [], snapshot: null, limits: LIMITS });
});

afterAll(() => shadow?.close());

test.each(["required columns", "partitioned"] as const satisfies (keyof typeof SHAPES)[])(
  "what is advised on a table with %s works and comes to the same",
  async (shape) => {
    const wrong: string[] = [];
    for (const hazard of HAZARDS) wrong.push(...(await wrongRemedies(shadow.session, shape, hazard, "sql")));
    expect(wrong).toEqual([]);
  },
);
