import { expect, test } from "vitest";
import { agreementOn } from "./agreement.ts";
import { agreementOnTransactions } from "./transactions.ts";

test("on statements at random derivation and PostgreSQL agree", async () => {
  const { compared, contradictions, unanalyzed } = await agreementOn(101, 100);
  expect({ contradictions, unanalyzed }).toEqual({ contradictions: [], unanalyzed: [] });
  // Some do not run; those that do are compared twice.
  expect(compared).toBeGreaterThan(100);
});

test("in files with transaction control they agree, as each tool runs them", async () => {
  const { compared, contradictions } = await agreementOnTransactions(1, 2);
  expect(contradictions).toEqual([]);
  expect(compared).toBeGreaterThan(50);
  // Each of ten tools starts PostgreSQL twice.
}, 240_000);
