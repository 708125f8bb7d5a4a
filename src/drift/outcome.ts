import type { FoundItem } from "../migrations/tools/history.ts";
import type { Difference, DriftState, FoundDifference, HistoryItem } from "./drift-report.ts";

/** What one part of the check says of one database, or of none. */
export interface Outcome<Found> {
  readonly state: DriftState;
  readonly reason: string | null;
  readonly found: readonly Found[];
  /** False where the part does not apply: then it has no say in the verdict. */
  readonly applies: boolean;
}

export function checked<Found>(found: readonly Found[], reason: string | null = null): Outcome<Found> {
  return { state: found.length > 0 ? "drifted" : "clean", reason, found, applies: true };
}

/** It was asked for and could not be checked. */
export function notChecked<Found>(reason: string): Outcome<Found> {
  return { state: "not-checked", reason, found: [], applies: true };
}

export function failed<Found>(reason: string): Outcome<Found> {
  return { state: "error", reason, found: [], applies: true };
}

/** There is nothing to check here. */
export function doesNotApply<Found>(reason: string): Outcome<Found> {
  return { state: "not-checked", reason, found: [], applies: false };
}

/** An error may hide drift, drift is certain, and what was not checked is not clean. */
const WORST: readonly DriftState[] = ["error", "drifted", "not-checked", "clean"];

export function worst(states: readonly DriftState[]): DriftState {
  return WORST.find((state) => states.includes(state)) ?? "not-checked";
}

/** Everything is clean that applies, and something is. */
export function verdictOf(outcomes: readonly Outcome<unknown>[]): DriftState {
  return worst(outcomes.filter(({ applies }) => applies).map(({ state }) => state));
}

/** A part over several databases: what is found is told once, with the databases that share it. */
export interface Shared<Item> {
  readonly state: DriftState;
  readonly reason: string | null;
  readonly items: readonly Item[];
}

export function share<Found extends FoundItem | FoundDifference>(
  outcomes: ReadonlyMap<string, Outcome<Found>>,
): Shared<Found & Pick<HistoryItem & Difference, "databases">> {
  const byText = new Map<string, { found: Found; databases: string[] }>();
  for (const [database, { found }] of outcomes) {
    for (const one of found) {
      const text = JSON.stringify(one);
      const known = byText.get(text) ?? { found: one, databases: [] };
      if (database !== NO_DATABASE) known.databases.push(database);
      byText.set(text, known);
    }
  }
  const all = [...outcomes.values()];
  return {
    state: worst(all.map(({ state }) => state)),
    reason: reasonOf(outcomes),
    items: [...byText.values()].map(({ found, databases }) => ({ ...found, databases })),
  };
}

/** Where something is said of the repository alone. */
export const NO_DATABASE = "";

function reasonOf(outcomes: ReadonlyMap<string, Outcome<unknown>>): string | null {
  const byReason = new Map<string, string[]>();
  for (const [database, { reason }] of outcomes) {
    if (reason !== null) byReason.set(reason, [...(byReason.get(reason) ?? []), database]);
  }
  const reasons = [...byReason].map(([reason, databases]) =>
    outcomes.size === 1 || databases.length === outcomes.size ? reason : `${databases.join(", ")}: ${reason}`,
  );
  return reasons.length === 0 ? null : reasons.join("; ");
}
