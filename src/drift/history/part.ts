import type { Repository } from "../../migrations/compare-with-base/git.ts";
import type { Base } from "../../migrations/selection.ts";
import type { Surveyed } from "../../migrations/survey.ts";
import type {
  AppliedMigration,
  FoundItem,
  HistoryReader,
  HistoryResult,
  HistoryRow,
} from "../../migrations/tools/history.ts";
import { compareSql } from "../same-sql.ts";
import { type Archived, versionsOf } from "./archive.ts";
import { historyFromGit } from "./from-git.ts";

/** The repository's side of a history. */
export interface Checkout {
  readonly surveyed: Surveyed;
  readonly repository: Repository | null;
  readonly base: Base | null;
  /** Whether what git alone shows is told. */
  readonly tellsGit: boolean;
}

/** What is known of a history, with and without a database. The parser must be loaded. */
export async function readHistory(
  checkout: Checkout,
  rows: readonly HistoryRow[] | null,
): Promise<readonly FoundItem[]> {
  const { surveyed, base, tellsGit } = checkout;
  const { history: reader } = surveyed.folder.tool;
  const fromGit = tellsGit ? historyFromGit(surveyed, base) : [];
  if (reader === undefined || rows === null) return fromGit;
  const { items, applied } = readRows(checkout, reader, rows);
  const explained = await Promise.all(items.map((item) => explain(item, applied, checkout)));
  const known = fromGit.filter((item) => !isSaid(item, explained) && !isRefuted(item, applied));
  return [...explained, ...known];
}

/** What the rows of a history table say, against the migrations of the checkout. */
export function readRows(
  { surveyed: { entries, added } }: Checkout,
  reader: HistoryReader,
  rows: readonly HistoryRow[],
): HistoryResult {
  const local = entries.filter(({ callback }) => callback !== true);
  return reader.read({ rows, local, expected: added, isSameSql });
}

function isSameSql(a: string, b: string): boolean {
  return compareSql(a, b) !== "statements";
}

/** Whether the database says the same of a migration, and more exactly. */
function isSaid({ kind, migration }: FoundItem, items: readonly FoundItem[]): boolean {
  const kinds = kind === "deleted" ? ["deleted", "missing"] : [kind];
  return items.some((item) => item.migration === migration && kinds.includes(item.kind));
}

/** An edit back to what was applied repairs a history. */
function isRefuted({ kind, migration }: FoundItem, applied: readonly AppliedMigration[]): boolean {
  const known = applied.find(({ id }) => id === migration);
  return kind === "edited" && known !== undefined && known.matches !== null && !known.edited;
}

/** With what git still has: what an edit changed, and where a missing migration is. */
async function explain(
  item: FoundItem,
  applied: readonly AppliedMigration[],
  checkout: Checkout,
): Promise<FoundItem> {
  const migration = applied.find(({ id }) => id === item.migration);
  if (migration === undefined || (item.kind !== "edited" && item.kind !== "missing")) return item;
  const version = await appliedVersion(migration, checkout);
  if (version === null) return item;
  const restore = `run \`git checkout ${version.commit} -- ${version.path}\``;
  if (item.kind === "missing") return { ...item, next: restore };
  const now = migration.local?.content?.toString("utf8") ?? "";
  const change = compareSql(version.content.toString("utf8"), now);
  const what = change === "statements" ? "its SQL was edited" : "its comments were edited";
  const { afterEdit } = checkout.surveyed.folder.tool.history ?? {};
  return {
    ...item,
    message: afterEdit === undefined ? item.message : `${item.migration}: ${what} ${afterEdit}`,
    next: `${restore}, and make the change in a new migration`,
  };
}

/** The file as it was applied, where git has it: by the checksum of the history, else the newest there is. */
export async function appliedVersion(
  { id, local, matches }: AppliedMigration,
  { surveyed, repository }: Checkout,
): Promise<Archived | null> {
  const path = local?.path ?? pathFor(id, surveyed);
  if (path === null) return null;
  const versions = await versionsOf(repository, path);
  return (matches === null ? versions[0] : versions.find(({ content }) => matches(content))) ?? null;
}

/** Where a migration that the checkout lacks would lie: as the others do. */
function pathFor(id: string, { entries }: Surveyed): string | null {
  const [example] = entries;
  if (example === undefined || !example.path.includes(example.id)) return null;
  return example.path.replace(example.id, () => id);
}
