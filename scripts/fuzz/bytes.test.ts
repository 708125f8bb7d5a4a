import { expect, test } from "vitest";
import { makeFuzzer } from "./bytes-judge.ts";

test("files that nobody wrote are judged or named, and end nothing", async () => {
  const fuzz = await makeFuzzer();
  const exits = new Set<number>();
  for (let seed = 1; seed <= 1500; seed++) exits.add((await fuzz(seed)).exit);
  expect([...exits].sort()).toEqual([0, 1, 4]);
}, 120_000);
