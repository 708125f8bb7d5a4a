import { beforeAll, expect, test } from "vitest";
import { loadParser } from "../../sql/parse.ts";
import { observation } from "./rehearse.testing.ts";
import { SEEDS, toldOf } from "./row-batches.testing.ts";

beforeAll(loadParser);

test.each(Object.keys(SEEDS))(
  "told together as one by one: %s",
  async (name) => {
    for (const transaction of ["statement", "file"] as const) {
      const { together, oneByOne } = await toldOf(SEEDS[name] ?? "", transaction);
      expect(together).toEqual(oneByOne);
    }
  },
  120_000,
);

test("what happens at one row is told of that row", async () => {
  const locking = await toldOf(SEEDS["a trigger that locks, tells, writes and leaves out"] ?? "", "file");
  expect(observation(locking.together[90])?.locks).toEqual([
    { relation: "public.quiet", kind: "r", mode: "SHARE" },
  ]);
  const failing = await toldOf(SEEDS["a row that fails"] ?? "", "file");
  expect(failing.failed).toEqual([85]);
  const changing = await toldOf(SEEDS["a trigger that changes the schema"] ?? "", "statement");
  expect(observation(changing.together[20])?.created).toEqual([
    { relation: "public.made_by_trigger", kind: "r" },
  ]);
}, 120_000);
