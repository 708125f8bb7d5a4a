import type { Effect } from "../effects/effect.ts";
import { type Judgment, waitsFor } from "../rule.ts";

/** What an effect does to whom. Two judgments of one statement with the same cause say the same thing. */
function causeOf(effect: Effect): string {
  switch (effect.kind) {
    case "lock":
    case "scan":
    case "rewrite":
    case "build":
    case "change":
      return waitsFor(effect.relation);
    case "wait":
      return effect.why;
    case "unplan":
      return `${effect.relation} loses the plan by ${effect.index}`;
    case "destroy":
      if (effect.what === "statistics") return `${effect.relation} loses statistics`;
      return `${effect.relation ?? ""} loses ${effect.name}`;
    case "break":
      return `${effect.relation ?? ""} loses ${effect.name}`;
    case "fail":
      return `fails on ${effect.relation ?? ""}: ${effect.when}`;
  }
}

export function causesOf(judgment: Judgment): string[] {
  return judgment.cause === undefined ? effectsOf(judgment) : [judgment.cause];
}

function effectsOf({ because, covering = [] }: Judgment): string[] {
  return [...new Set([because, ...covering].map(causeOf))];
}

/** Whether the second judgment, told below the first, is another matter: those who wait, and rows that do not fit. */
export function isApart(told: Judgment, below: Judgment): boolean {
  const known = effectsOf(told);
  return below.cause !== undefined && !effectsOf(below).every((cause) => known.includes(cause));
}

/** Of several effects with one cause, the one that is told: lost data before anything, then by how long it takes. */
const WEIGHT: Readonly<Record<Effect["kind"], number>> = {
  destroy: 8,
  fail: 7,
  break: 6,
  rewrite: 5,
  build: 4,
  unplan: 3,
  scan: 3,
  change: 2,
  wait: 2,
  lock: 1,
};

export function weightOf(effect: Effect): number {
  // What only bad rows bring about comes after what happens in any case, and what ANALYZE brings back after what is gone.
  const isMilder =
    (effect.kind === "fail" && effect.when === "on existing rows") ||
    (effect.kind === "destroy" && effect.what === "statistics");
  return isMilder ? WEIGHT.change : WEIGHT[effect.kind];
}
