import { type AppliedMigration, type FoundItem, foundItem, pendingItem } from "./history.ts";

/** A migration on either side, by what the tool compares: a name, a version, a hash. */
export interface NamedMigration {
  readonly key: string;
  /** How the user knows it. */
  readonly id: string;
  /** Whether it comes too late where it is not applied; undefined: the order decides. */
  readonly isLate?: boolean | undefined;
}

/** What a tool does with each case, and what its user does about it. */
export interface HistoryAdvice {
  /** Runs what is pending. */
  readonly apply: string;
  /** What happens to an unapplied migration that sorts before an applied one, and what to do. Default: {@link runsLate}. */
  readonly outOfOrder?: { readonly means: string; readonly next: string };
  /** What to do about an applied migration that the checkout lacks. Default: {@link BRING_BACK}. */
  missing?(id: string): string;
  /** The tool's own check, where it passes an applied migration that the checkout lacks. */
  readonly passesMissing?: string;
}

export const BRING_BACK = "bring its file back from the branch that was deployed";

/** For tools that run whatever is not applied. */
export function runsLate(apply: string, rename = "rename it") {
  return {
    means: "the database will run them in another order than a new one does",
    next: `${rename} so that it sorts last, or check that the order does not matter and run \`${apply}\``,
  };
}

export interface CompareOptions {
  /** In the tool's order. */
  readonly local: readonly NamedMigration[];
  /** What the database has, in its order. */
  readonly recorded: readonly NamedMigration[];
  /** Ids that are expected to be pending. */
  readonly expected: ReadonlySet<string>;
  /** Keys that were applied and rolled back. */
  readonly rolledBack?: ReadonlySet<string>;
}

/** What each side has that the other lacks, in the order of the local migrations. */
export function compareHistories(options: CompareOptions, advice: HistoryAdvice): FoundItem[] {
  const { local, recorded, expected, rolledBack } = options;
  const known = new Set(recorded.map(({ key }) => key));
  const here = new Set(local.map(({ key }) => key));
  const lastApplied = local.findLastIndex(({ key }) => known.has(key));
  const last = local[lastApplied]?.id ?? recorded.at(-1)?.id ?? "";
  const items: FoundItem[] = [];
  const pending: string[] = [];
  for (const [index, { key, id, isLate = index < lastApplied }] of local.entries()) {
    if (known.has(key)) continue;
    const isExpected = expected.has(id);
    if (!isExpected) pending.push(id);
    if (isLate) items.push(outOfOrder(id, last, advice));
    else if (!isExpected)
      items.push(pendingItem(id, advice.apply, rolledBack?.has(key) ? ROLLED_BACK : undefined));
  }
  const missing = recorded.filter(({ key }) => !here.has(key)).map(({ id }) => id);
  const firstUnapplied = local.findIndex(({ key }) => !known.has(key));
  const common = local.slice(0, firstUnapplied).at(-1)?.id ?? null;
  const diverged = pending.length > 0 && missing.length > 0 ? [divergence(pending, missing, common)] : [];
  // Of diverged histories a tool's own check says something, too.
  const isRestApplied = here.size > 0 && local.every(({ key }) => known.has(key));
  return [...diverged, ...items, ...missing.map((id) => absent(id, advice, isRestApplied))];
}

const ROLLED_BACK = "was rolled back and not applied again";

function outOfOrder(id: string, after: string, advice: HistoryAdvice): FoundItem {
  const { means, next } = advice.outOfOrder ?? runsLate(advice.apply);
  const message = `${id} is not applied although ${after}, which comes after it, is: ${means}`;
  return foundItem("out-of-order", id, message, next);
}

function absent(id: string, { missing, passesMissing }: HistoryAdvice, isRestApplied: boolean): FoundItem {
  const check = isRestApplied ? passes(passesMissing) : "";
  const message = `${id} is applied, but this checkout does not have it${check}`;
  return foundItem("missing", id, message, missing?.(id) ?? BRING_BACK);
}

function divergence(
  pending: readonly string[],
  missing: readonly string[],
  common: string | null,
): FoundItem {
  const since = common === null ? "they have no migration in common" : `the last common one is ${common}`;
  const message = `the histories diverge: only this checkout has ${list(pending)}, only the database has ${list(missing)}; ${since}`;
  const next = "bring the missing migrations back into this checkout before you apply its own";
  return foundItem("diverged", pending[0] ?? "", message, next);
}

/** That the tool's own check says nothing of it. */
export function passes(check: string | undefined): string {
  return check === undefined ? "" : ` (\`${check}\` passes)`;
}

/** The migrations whose files are not what was applied; `words` follow their names. */
export function editedItems(
  applied: readonly AppliedMigration[],
  words: string,
  otherwise = "",
): FoundItem[] {
  const next = `restore the file as it was applied, and make the change in a new migration${otherwise}`;
  return applied.flatMap(({ id, edited }) =>
    edited ? [foundItem("edited", id, `${id} ${words}`, next)] : [],
  );
}

/** Migrations by what the tool compares; of several of one version the first. */
export function byKey<Named extends NamedMigration>(
  migrations: readonly Named[],
): ReadonlyMap<string, Named> {
  return new Map(migrations.toReversed().map((migration) => [migration.key, migration]));
}

/** Migrations of the checkout that the tool cannot tell apart. */
export function duplicateVersions(own: readonly NamedMigration[], twice: string): FoundItem[] {
  const ids = new Map<string, string[]>();
  for (const { key, id } of own) ids.set(key, [...(ids.get(key) ?? []), id]);
  return [...ids].flatMap(([key, all]) => {
    const [, second] = all;
    if (second === undefined) return [];
    const message = `${list(all)} have one version, ${key}: ${twice}`;
    return [foundItem("duplicate", second, message, "give one of them a version of its own")];
  });
}

/** "a", "a and b", "a, b and 3 more". */
export function list(names: readonly string[]): string {
  if (names.length <= 2) return names.join(" and ");
  return `${names.slice(0, 2).join(", ")} and ${names.length - 2} more`;
}
