import { beforeAll, expect, test } from "vitest";
import { loadParser } from "../../sql/parse.ts";
import { atRandom, BEFORE_OWN, SCRIPTS } from "./own-batches.testing.ts";
import { observation } from "./rehearse.testing.ts";
import { TogetherSent, toldOfEach } from "./sent-together.testing.ts";

beforeAll(loadParser);

test("what is told of a transaction's own tables behind many statements is told as one by one", async () => {
  const together = new TogetherSent();
  const transaction = "file";
  const told = await toldOfEach(SCRIPTS, BEFORE_OWN, {
    transaction,
    oneByOne: false,
    options: { visit: together.visit },
  });
  expect(together.statements).toBeGreaterThan(350);
  const oneByOne = await toldOfEach(SCRIPTS, BEFORE_OWN, { transaction, oneByOne: true });
  for (const [name, statements] of told) expect(statements, name).toEqual(oneByOne.get(name));

  const writing = told.get("a check that writes elsewhere") ?? [];
  const lock = { relation: "public.audit", kind: "r", mode: "ROW EXCLUSIVE" };
  const at = writing.findIndex((one) =>
    observation(one)?.locks.some(({ relation }) => relation === "public.audit"),
  );
  expect(at).toBe(15);
  expect(observation(writing[at])?.locks).toContainEqual(lock);
}, 120_000);

test("so is what nobody writes", async () => {
  const scripts = Object.fromEntries([1, 2].map((seed) => [`seed ${seed}`, atRandom(seed)]));
  const told = await toldOfEach(scripts, BEFORE_OWN, { transaction: "file", oneByOne: false });
  const oneByOne = await toldOfEach(scripts, BEFORE_OWN, { transaction: "file", oneByOne: true });
  for (const [name, statements] of told) expect(statements, name).toEqual(oneByOne.get(name));
}, 120_000);
