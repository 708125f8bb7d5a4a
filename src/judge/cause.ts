import type { Effect } from "../effects/effect.ts";
import type { Judgment } from "../rule.ts";

/** What an effect does to whom. Two judgments of one statement with the same cause say the same thing. */
function causeOf(effect: Effect): string {
  switch (effect.kind) {
    case "lock":
    case "scan":
    case "rewrite":
    case "build":
    case "change":
      return `${effect.relation} waits`;
    case "destroy":
    case "break":
      return `${effect.relation ?? ""} loses ${effect.name}`;
    case "fail":
      return `fails on ${effect.relation ?? ""}: ${effect.when}`;
  }
}

export function causesOf(judgment: Judgment): string[] {
  if (judgment.cause !== undefined) return [judgment.cause];
  return [...new Set([judgment.because, ...(judgment.covering ?? [])].map(causeOf))];
}

/** Of several effects with one cause, the one that is told: lost data before anything, then by how long it takes. */
const WEIGHT: Readonly<Record<Effect["kind"], number>> = {
  destroy: 8,
  fail: 7,
  break: 6,
  rewrite: 5,
  build: 4,
  scan: 3,
  change: 2,
  lock: 1,
};

export function weightOf(effect: Effect): number {
  return WEIGHT[effect.kind];
}
