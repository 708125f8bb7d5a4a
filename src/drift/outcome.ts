import type { FoundItem } from "../migrations/tools/history.ts";
import type { Difference, DriftState, FoundDifference, HistoryItem } from "./drift-report.ts";

/** What one part of the check says of one database, or of none. */
export type Outcome<Item> =
  /** Clean where nothing is found. `reason`: what a reader must know, or null. */
  | { readonly kind: "compared"; readonly found: readonly Item[]; readonly reason: string | null }
  /** It was asked for and could not be compared. */
  | { readonly kind: "not checked"; readonly found: readonly []; readonly reason: string }
  /** The database or the shadow failed; `found` is what git shows all the same. */
  | { readonly kind: "failed"; readonly found: readonly Item[]; readonly reason: string }
  /** There is nothing to compare here: it has no say in the verdict. */
  | { readonly kind: "not applicable"; readonly found: readonly []; readonly reason: string };

/** Outcomes by the name of the database. */
export type Outcomes<Item> = ReadonlyMap<string, Outcome<Item>>;

/** Stands for the name where something is said of the repository alone. */
export const NO_DATABASE = "";

export function compared<Item>(found: readonly Item[], reason: string | null = null): Outcome<Item> {
  return { kind: "compared", found, reason };
}

export function notChecked(reason: string): Outcome<never> {
  return { kind: "not checked", found: [], reason };
}

export function failed<Item>(reason: string, found: readonly Item[] = []): Outcome<Item> {
  return { kind: "failed", found, reason };
}

export function notApplicable(reason: string): Outcome<never> {
  return { kind: "not applicable", found: [], reason };
}

/** An error may hide drift, drift is certain, and what was not checked is not clean. */
const WORST: readonly DriftState[] = ["error", "drifted", "not-checked", "clean"];

export function worst(states: readonly DriftState[]): DriftState {
  return WORST.find((state) => states.includes(state)) ?? "not-checked";
}

/** Everything is clean that applies, and something is. */
export function verdictOf(outcomes: readonly Outcome<unknown>[]): DriftState {
  return worst(outcomes.filter(({ kind }) => kind !== "not applicable").map(stateOf));
}

function stateOf({ kind, found }: Outcome<unknown>): DriftState {
  if (kind === "compared") return found.length > 0 ? "drifted" : "clean";
  return kind === "failed" ? "error" : "not-checked";
}

/** A part over several databases: what is found is told once, with the databases that share it. */
interface Merged<Item> {
  readonly state: DriftState;
  readonly reason: string | null;
  readonly items: readonly Item[];
}

export function mergeDatabases<Item extends FoundItem | FoundDifference>(
  outcomes: Outcomes<Item>,
): Merged<Item & Pick<HistoryItem & Difference, "databases">> {
  const byText = new Map<string, { item: Item; databases: string[] }>();
  for (const [database, { found }] of outcomes) {
    for (const item of found) {
      const text = JSON.stringify(item);
      const merged = byText.get(text) ?? { item, databases: [] };
      if (database !== NO_DATABASE) merged.databases.push(database);
      byText.set(text, merged);
    }
  }
  return {
    state: worst([...outcomes.values()].map(stateOf)),
    reason: reasonOf(outcomes),
    items: [...byText.values()].map(({ item, databases }) => ({ ...item, databases })),
  };
}

function reasonOf(outcomes: Outcomes<unknown>): string | null {
  const byReason = new Map<string, string[]>();
  for (const [database, { reason }] of outcomes) {
    if (reason !== null) byReason.set(reason, [...(byReason.get(reason) ?? []), database]);
  }
  const reasons = [...byReason].map(([reason, databases]) =>
    databases.length === outcomes.size ? reason : `${databases.join(", ")}: ${reason}`,
  );
  return reasons.length === 0 ? null : reasons.join("; ");
}
