/** Whether a tool runs further migrations where and how they have to run: by its own reader. */
import type { Apart } from "../../sql/delivery.ts";
import { roughStatements } from "../skeleton.ts";
import { basename, type Tree, withFiles } from "../tree.ts";
import type { FurtherFile, FurtherFiles, FurtherPlan } from "./further.ts";
import type { Folder, MigrationFile, SentSql } from "./tool.ts";

/** Why not, as the end of a sentence; null: it does. */
export async function whyNotRun(
  tree: Tree,
  folder: Folder,
  { changed, files }: FurtherPlan,
  written: FurtherFiles,
): Promise<string | null> {
  const there = new Set(tree.files);
  const taken = written.migrations.find(({ path }) => there.has(path));
  if (taken !== undefined) return `${taken.path} exists`;
  const before = await folder.list(tree);
  const after = await folder.list(withFiles(tree, [...written.migrations, ...written.beside]));
  const versioned = after.files.filter(({ repeatable }) => repeatable !== true);
  const at = versioned.findIndex(({ path }) => path === changed.path);
  for (const [index, { path, text }] of written.migrations.entries()) {
    const file = versioned[at + 1 + index];
    const further = files[index];
    if (at < 0 || file?.path !== path || further === undefined) return noRoom(folder, changed, before.files);
    if (!isInPlace(folder, file, changed, before.files)) return noRoom(folder, changed, before.files);
    const reason = whyNotSent(folder, folder.read(file, text), further);
    if (reason !== null) return reason;
  }
  const known = new Set((before.problems ?? []).map(({ path, reason }) => `${path} ${reason}`));
  const problem = (after.problems ?? []).find(({ path, reason }) => !known.has(`${path} ${reason}`));
  if (problem === undefined) return null;
  if (problem.drift?.kind === "duplicate") return noRoom(folder, changed, before.files);
  return `${basename(problem.path)} ${problem.reason}`;
}

/** It is late for those for which the changed one is, and for no others. */
function isInPlace(
  folder: Folder,
  file: MigrationFile,
  changed: MigrationFile,
  known: readonly MigrationFile[],
): boolean {
  if (folder.compare(changed, file) >= 0 || folder.isLate(file, changed)) return false;
  return known.every(
    (other) =>
      other.path === changed.path ||
      other.repeatable === true ||
      folder.isLate(file, other) === folder.isLate(changed, other),
  );
}

function noRoom({ tool, compare }: Folder, changed: MigrationFile, known: readonly MigrationFile[]): string {
  const next = known
    .filter((file) => file.repeatable !== true && compare(changed, file) < 0)
    .sort(compare)[0];
  return next === undefined
    ? `${tool.name} has no name for one behind ${changed.id}`
    : `there is no version between ${changed.id} and ${next.id}`;
}

function whyNotSent(folder: Folder, sent: SentSql, { sql, alone }: FurtherFile): string | null {
  const [problem] = sent.problems ?? [];
  if (problem !== undefined) return `it ${problem.reason}`;
  if (!alone || isSentBare(folder, sent, roughStatements(sql))) return null;
  return sent.transaction === "all-pending"
    ? `${folder.tool.name} runs all that is pending in one transaction`
    : `${folder.tool.name} runs it in a transaction`;
}

/** Without a transaction block: statement by statement, or as a query of one statement that nothing wraps. */
function isSentBare(
  { tool }: Folder,
  sent: SentSql,
  [statement = "", ...others]: readonly string[],
): boolean {
  if (sent.transaction === "statement") return true;
  const { sending, wrapping = "block", pieces = [] } = { ...tool.delivery, ...sent.delivery };
  if (sent.transaction === "all-pending" || others.length > 0) return false;
  if (sending === "pipeline")
    return sent.delivery?.apart?.some((form) => APART[form].test(statement)) === true;
  const isBlock =
    sending === "pieces" && pieces.length > 0 ? pieces.some(({ block }) => block) : wrapping !== "none";
  return (sending === "one query" || sending === "pieces") && !isBlock;
}

const APART: Readonly<Record<Apart, RegExp>> = {
  "CREATE INDEX CONCURRENTLY": /^CREATE (UNIQUE )?INDEX CONCURRENTLY\b/i,
  "DROP INDEX CONCURRENTLY": /^DROP INDEX CONCURRENTLY\b/i,
  "REINDEX CONCURRENTLY": /^REINDEX\b.*\bCONCURRENTLY\b/i,
  VACUUM: /^VACUUM\b/i,
  "ALTER SYSTEM": /^ALTER SYSTEM\b/i,
  CLUSTER: /^CLUSTER\b/i,
};
