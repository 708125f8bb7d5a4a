import { beforeAll, expect, test } from "vitest";
import { loadParser } from "../../sql/parse.ts";
import { BEFORE_COMMITTED, COMMITTED, committedAtRandom } from "./committed-batches.testing.ts";
import { SCRIPTS } from "./own-batches.testing.ts";
import { TogetherSent, toldOfEach } from "./sent-together.testing.ts";

beforeAll(loadParser);

const transaction = "statement";

test("what is told of statements that are committed in one message is told as one by one", async () => {
  // Behind a function that may take back a part of what it did nothing is sent together.
  const takesBack = (name: string) => Number(/takes? back/.test(name));
  const scripts = Object.fromEntries(
    Object.entries({ ...SCRIPTS, ...COMMITTED }).sort(([a], [b]) => takesBack(a) - takesBack(b)),
  );
  const together = new TogetherSent();
  const told = await toldOfEach(scripts, BEFORE_COMMITTED, {
    transaction,
    oneByOne: false,
    options: { visit: together.visit },
  });
  expect(together.statements).toBeGreaterThan(300);
  const oneByOne = await toldOfEach(scripts, BEFORE_COMMITTED, { transaction, oneByOne: true });
  for (const [name, statements] of told) expect(statements, name).toEqual(oneByOne.get(name));
}, 120_000);

test("so is what nobody writes", async () => {
  const scripts = Object.fromEntries([1, 2, 3].map((seed) => [`seed ${seed}`, committedAtRandom(seed)]));
  const told = await toldOfEach(scripts, BEFORE_COMMITTED, { transaction, oneByOne: false });
  const oneByOne = await toldOfEach(scripts, BEFORE_COMMITTED, { transaction, oneByOne: true });
  for (const [name, statements] of told) expect(statements, name).toEqual(oneByOne.get(name));
}, 120_000);
