/** What the seconds and the WAL of a piece of work are sums of: each term an amount times a constant. */
import type { Speed } from "../../src/production/work-speed.ts";

export type Term = keyof Speed["seconds"];
export type Amounts = Partial<Record<Term, number>>;

/** Sorting takes rows times their logarithm: 1 for 2^20 rows. */
export function sorting(millions: number): number {
  return (millions * Math.log2(Math.max(millions * 1e6, 2))) / 20;
}

export function plus(...all: readonly Amounts[]): Amounts {
  const sum: Amounts = {};
  for (const amounts of all)
    for (const [term, amount] of Object.entries(amounts) as [Term, number][])
      sum[term] = (sum[term] ?? 0) + amount;
  return sum;
}

/** Non-negative least squares of relative errors, by coordinate descent. */
export function fitted(
  runs: readonly { readonly amounts: Amounts; readonly measured: number }[],
  terms: readonly Term[],
): Record<Term, number> {
  const constants = new Map(terms.map((term) => [term, 0]));
  const rows = runs.map(({ amounts, measured }) => ({
    x: terms.map((term) => (amounts[term] ?? 0) / measured),
  }));
  for (let pass = 0; pass < 20_000; pass++) {
    for (const [at, term] of terms.entries()) {
      let square = 0;
      let product = 0;
      for (const { x } of rows) {
        const own = x[at] ?? 0;
        if (own === 0) continue;
        const others = terms.reduce(
          (sum, other, index) => (index === at ? sum : sum + (constants.get(other) ?? 0) * (x[index] ?? 0)),
          0,
        );
        square += own * own;
        product += own * (1 - others);
      }
      constants.set(term, square === 0 ? 0 : Math.max(0, product / square));
    }
  }
  return Object.fromEntries(constants) as Record<Term, number>;
}
