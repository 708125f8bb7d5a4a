import { beforeAll, expect, test } from "vitest";
import { loadParser } from "../../sql/parse.ts";
import { BEFORE_COMMITTED, COMMITTED, committedAtRandom } from "./committed-batches.testing.ts";
import { SCRIPTS } from "./own-batches.testing.ts";
import { observation } from "./rehearse.testing.ts";
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

test("what fails ends no more than its own batch", async () => {
  const add = (n: number) => `ALTER TABLE place ADD COLUMN ${n % 8 === 0 ? "id" : `c_${n}`} int;\n`;
  const together = new TogetherSent();
  const scripts = { "every eighth fails": Array.from({ length: 80 }, (_, n) => add(n)).join("") };
  const options = { visit: together.visit };
  const told = await toldOfEach(scripts, BEFORE_COMMITTED, { transaction, oneByOne: false, options });
  const failed = told.get("every eighth fails")?.map((one) => observation(one)?.error?.sqlstate ?? null);
  expect(failed).toEqual(Array.from({ length: 80 }, (_, n) => (n % 8 === 0 ? "42701" : null)));
  expect(together.statements).toBeGreaterThan(50);
});
