let collator: Intl.Collator | undefined;

/**
 * The order of JavaScript's localeCompare, which is not the order of bytes. Timestamps of one length decide by themselves
 * in both; loading the collation's data costs 20 ms.
 */
export function compareByLocale(a: string, b: string): number {
  const [left, right] = [a, b].map((name) => /^\d+(?=_)/.exec(name)?.[0] ?? "");
  if (left !== undefined && right !== undefined && left.length === right.length && left !== right) {
    return left < right ? -1 : 1;
  }
  collator ??= new Intl.Collator("en");
  return collator.compare(a, b);
}
