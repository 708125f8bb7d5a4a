/** What a change takes out of the facts about production that it is judged by. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseSnapshot, type Snapshot } from "../production/snapshot.ts";
import { blobsIn } from "./config-before.ts";
import type { Weakening } from "./weakened.ts";

/** What a committed snapshot records no more, or much smaller than in a commit. */
export async function shrunk(root: string, commit: string, path: string): Promise<Weakening[]> {
  const [before, after] = await bothOf(root, commit, path);
  const was = parseSnapshot(before ?? "");
  if (typeof was === "string") return [];
  const parsed = parseSnapshot(after ?? "");
  const is = typeof parsed === "string" ? NONE : parsed;
  return [...smallerTables(was, is), ...otherFacts(was, is)];
}

const NONE: Snapshot = {
  schema: "lockgate/stats@2",
  postgres: 0,
  settings: { lockTimeout: 0 },
  tables: [],
};

const NAMED = 3;

/** What blocks a table that looks small weighs less. */
function smallerTables(was: Snapshot, is: Snapshot): Weakening[] {
  const tables = new Map(is.tables.map((table) => [table.relation, table]));
  const less = was.tables.filter((old) => {
    const table = tables.get(old.relation);
    const fell = (before: number | null, after: number | null = null): boolean =>
      (after ?? 0) < (before ?? 0) / 2;
    return (
      fell(old.rows, table?.rows) ||
      fell(old.bytes, table?.bytes) ||
      fell(old.writesPerSecond, table?.writesPerSecond) ||
      fell(old.readsPerSecond, table?.readsPerSecond)
    );
  });
  if (less.length === 0) return [];
  const named = less.slice(0, NAMED).map(({ relation }) => relation);
  const rest = less.length > NAMED ? ` and ${less.length - NAMED} more` : "";
  return [
    { of: "table sizes", does: `records less than half of what it had for ${named.join(", ")}${rest}` },
  ];
}

function otherFacts(was: Snapshot, is: Snapshot): Weakening[] {
  const facts = (does: string): Weakening => ({ of: "facts about production", does });
  const queries = kept(
    was.queries?.list.map(({ id }) => id),
    is.queries?.list.map(({ id }) => id),
  );
  const publications = kept(
    was.publications?.map(({ name }) => name),
    is.publications?.map(({ name }) => name),
  );
  const objects = kept(
    was.objects?.map(({ kind, relation, name }) => `${kind} ${relation} ${name}`),
    is.objects?.map(({ kind, relation, name }) => `${kind} ${relation} ${name}`),
  );
  return [
    ...(was.settings.lockTimeout === 0 && is.settings.lockTimeout > 0
      ? [facts("records a lock_timeout where there was none")]
      : []),
    ...(queries.kept < queries.all / 2
      ? [facts(`records ${queries.kept} of the ${queries.all} live queries that it had`)]
      : []),
    ...(publications.kept < publications.all ? [facts("leaves out a publication")] : []),
    ...(objects.kept < objects.all / 2
      ? [
          facts(
            `records ${objects.kept} of the ${objects.all} views, functions and other objects that it had`,
          ),
        ]
      : []),
  ];
}

function kept(before: readonly string[] = [], after: readonly string[] = []) {
  const now = new Set(after);
  return { all: before.length, kept: before.filter((one) => now.has(one)).length };
}

/** Lines that a committed list of queries has no more. */
export async function shortened(root: string, commit: string, path: string): Promise<Weakening[]> {
  const [before, after] = await bothOf(root, commit, path);
  const now = new Set(linesOf(after ?? ""));
  const gone = linesOf(before ?? "").filter((line) => !now.has(line)).length;
  if (gone === 0) return [];
  return [
    { of: "list of live queries", does: `takes ${gone} ${gone === 1 ? "line" : "lines"} out of ${path}` },
  ];
}

function linesOf(text: string): string[] {
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("--"));
}

async function bothOf(root: string, commit: string, path: string): Promise<[string | null, string | null]> {
  const now = join(root, path);
  const before = (await blobsIn(root, commit, [path])).get(path) ?? null;
  return [before, existsSync(now) ? readFileSync(now, "utf8") : null];
}
