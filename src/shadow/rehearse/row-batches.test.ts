import { beforeAll, expect, test } from "vitest";
import { loadParser } from "../../sql/parse.ts";
import { observation } from "./rehearse.testing.ts";
import { toldOf } from "./row-batches.testing.ts";
import { TogetherSent } from "./sent-together.testing.ts";

beforeAll(loadParser);

test.each(["statement", "file"] as const)(
  "what is sent together is told as one by one: %s",
  async (transaction) => {
    const together = new TogetherSent();
    const told = await toldOf(transaction, false, { visit: together.visit });
    expect(together.statements).toBeGreaterThan(400);
    const apart = new TogetherSent();
    const oneByOne = await toldOf(transaction, true, { visit: apart.visit });
    expect(apart.statements).toBe(0);
    for (const [name, statements] of told) expect(statements, name).toEqual(oneByOne.get(name));

    const locking = told.get("a trigger that locks, tells, writes and leaves out");
    const share = { relation: "public.quiet", kind: "r", mode: "SHARE" };
    expect(
      locking?.flatMap((one, at) => (observation(one)?.locks.some((it) => it.mode === "SHARE") ? at : [])),
    ).toEqual([90]);
    expect(observation(locking?.[90])?.locks).toContainEqual(share);
    const failing = told.get("a row that fails") ?? [];
    expect(failing.flatMap((one, at) => (observation(one)?.error ? at : []))).toEqual([85]);
    const changing = told.get("a trigger that changes the schema");
    const made = { relation: "public.made_by_trigger", kind: "r" };
    expect(observation(changing?.[20])?.created).toEqual([made]);
  },
  120_000,
);
