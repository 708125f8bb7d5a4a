import { beforeAll, expect, test } from "vitest";
import { loadParser } from "../../sql/parse.ts";
import { toldWhenSent } from "./in-one-message.testing.ts";
import { observation } from "./rehearse.testing.ts";

beforeAll(loadParser);

test.each(["statement", "file"] as const)(
  "a statement that is sent with its look is told as one that is sent apart: %s",
  async (transaction) => {
    const told = await toldWhenSent("with its look", transaction);
    expect(told).toEqual(await toldWhenSent("apart", transaction));
    expect(told).toEqual(await toldWhenSent("in a transaction begun anew", transaction));
    const seen = told.map(observation);
    expect(seen.flatMap((one) => one?.created ?? [])).toContainEqual({
      relation: transaction === "statement" ? "public.more" : "other.more",
      kind: "r",
    });
    expect(seen.flatMap((one) => one?.details ?? []).length).toBeGreaterThan(5);
    expect(seen.filter((one) => one?.error).length).toBeGreaterThan(1);
  },
  240_000,
);
