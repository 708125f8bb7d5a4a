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

/** Nothing was compared, for the reason that is given. */
export type WithoutComparison = Extract<Outcome<never>, { kind: "not checked" | "not applicable" }>;

export function notChecked(reason: string): WithoutComparison {
  return { kind: "not checked", found: [], reason };
}

export function failed<Item>(reason: string, found: readonly Item[] = []): Outcome<Item> {
  return { kind: "failed", found, reason };
}

export function notApplicable(reason: string): WithoutComparison {
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
  // Databases that are alike have their items in common.
  const texts = new Map<Item, string>();
  for (const [database, { found }] of outcomes) {
    for (const item of found) {
      const text = texts.get(item) ?? JSON.stringify(item);
      texts.set(item, text);
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
  const groups = groupOutcomes(outcomes, ({ reason }) => reason).filter(([{ reason }]) => reason !== null);
  const reasons = groups.map(([{ reason }, databases]) =>
    databases.length === outcomes.size ? reason : `${someOf(databases, ", ")}: ${reason}`,
  );
  return reasons.length === 0 ? null : someOf(reasons, "; ");
}

/** Outcomes that are alike, with the names of their databases; both in the order in which they come. */
export function groupOutcomes<Item>(
  outcomes: Outcomes<Item>,
  alike: (outcome: Outcome<Item>) => unknown,
): (readonly [Outcome<Item>, readonly string[]])[] {
  const groups = new Map<unknown, [Outcome<Item>, string[]]>();
  for (const [database, outcome] of outcomes) {
    const key = alike(outcome);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [outcome, [database]]);
    else group[1].push(database);
  }
  return [...groups.values()];
}

/** Of a fleet, a sentence can name a few: each database stands in the report by itself. */
const MOST_NAMED = 8;

function someOf(parts: readonly (string | null)[], separator: string): string {
  if (parts.length <= MOST_NAMED) return parts.join(separator);
  return `${parts.slice(0, MOST_NAMED).join(separator)}${separator}and ${parts.length - MOST_NAMED} more`;
}
