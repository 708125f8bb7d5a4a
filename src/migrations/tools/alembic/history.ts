import { BRING_BACK } from "../compare-histories.ts";
import {
  appliedMigration,
  type FoundItem,
  foundItem,
  type HistoryOptions,
  type HistoryReader,
  type HistoryResult,
  type LocalMigration,
  pendingItem,
} from "../history.ts";

/** Applies what is pending. */
export const MIGRATE = "alembic upgrade head";

/** `alembic_version`: the heads that the database is at. What they descend from is applied. */
export const alembicHistory: HistoryReader = {
  tables: ["alembic_version"],
  columns: ["version_num"],
  order: "version_num",
  read,
};

interface Revision {
  readonly revision: string;
  readonly parents: readonly string[];
  readonly migration: LocalMigration;
}

function read({ rows, local, expected }: HistoryOptions): HistoryResult {
  const revisions = local.flatMap((migration) => revisionOf(migration) ?? []);
  const byName = new Map(revisions.map((revision) => [revision.revision, revision]));
  const heads = rows.map(({ version_num }) => version_num ?? "");
  const applied = new Set<string>();
  const queue = heads.filter((head) => byName.has(head));
  for (let head = queue.pop(); head !== undefined; head = queue.pop()) {
    if (applied.has(head)) continue;
    applied.add(head);
    queue.push(...(byName.get(head)?.parents ?? []));
  }
  const unknown = heads.filter((head) => !byName.has(head));
  const pending = revisions.filter(({ revision }) => !applied.has(revision));
  const reported = unknown.length > 0 ? [] : pending.filter(({ migration }) => !expected.has(migration.id));
  return {
    items: [
      ...severalHeads(revisions),
      ...unknown.map((head) => missing(head)),
      ...reported.map(({ migration }) => pendingItem(migration.id, MIGRATE)),
    ],
    applied: revisions
      .filter(({ revision }) => applied.has(revision))
      .map(({ migration }) => appliedMigration(migration.id, migration)),
  };
}

function revisionOf(migration: LocalMigration): Revision | null {
  const text = migration.content?.toString("utf8") ?? "";
  const revision = revisionIn(text);
  if (revision === null) return null;
  const parents = /^down_revision\b[^=\n]*=\s*(\([^)]*\)|\[[^\]]*\]|[^\n#]*)/m.exec(text)?.[1] ?? "";
  return {
    revision,
    parents: [...parents.matchAll(/["']([^"']+)["']/g)].map(([, name = ""]) => name),
    migration,
  };
}

/** The revision that a file says it is. */
export function revisionIn(source: string): string | null {
  return /^revision\b[^=\n]*=\s*["']([^"']+)["']/m.exec(source)?.[1] ?? null;
}

function severalHeads(revisions: readonly Revision[]): FoundItem[] {
  const parents = new Set(revisions.flatMap((revision) => revision.parents));
  const heads = revisions
    .filter(({ revision }) => !parents.has(revision))
    .map(({ migration }) => migration.id);
  if (heads.length < 2) return [];
  const message = `${heads.join(" and ")} are both heads: alembic stops at that`;
  return [foundItem("diverged", heads[1] ?? "", message, "run `alembic merge heads`")];
}

function missing(head: string): FoundItem {
  const message = `the database is at ${head}, which this checkout does not have: alembic stops at it`;
  return foundItem("missing", head, message, BRING_BACK);
}
