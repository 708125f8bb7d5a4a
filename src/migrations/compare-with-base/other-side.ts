import { type DiscoverResult, type FoundTarget, skippedBecause } from "../find/discover.ts";
import { readFiles } from "../find/read-target.ts";
import type { RecognizedFolder } from "../find/recognize.ts";
import { roughStatements } from "../skeleton.ts";
import type { Folder } from "../tools/tool.ts";
import { filesBelow, type Tree } from "../tree.ts";
import type { Unreadable } from "../unreadable.ts";
import type { States } from "./compare.ts";

/**
 * Folders of PostgreSQL migrations on the base that this change makes something else: another tool's, another database's,
 * or none at all. What a folder is decides what of it is read, so a change that flips it may hide what it does.
 *
 * A folder that the config declares is what the config says.
 */
export async function otherSides(
  onBase: Iterable<RecognizedFolder>,
  discovery: DiscoverResult,
  states: States,
): Promise<Unreadable[]> {
  const said: Unreadable[] = [];
  for (const before of onBase) {
    if (before.declared !== null || (await skippedBecause(states.mergeBase, before)) !== null) continue;
    const now = discovery.found.find(({ target }) => target.dir === before.folder.dir);
    const sent = now?.folder.initSql ?? null;
    if (sent !== null && sent.sql !== before.folder.initSql?.sql && !isSettings(sent.sql)) {
      said.push({ path: sent.path, line: null, reason: INIT });
    }
    const reason = now === undefined ? nobodys(before, discovery, states.head) : flipped(before, now);
    if (reason !== null) said.push({ path: before.folder.dir || ".", line: null, reason });
  }
  return said;
}

const INIT = "sets initSql, which Flyway runs at each connection: it is not judged";

/** Only SETs: they change nothing that stays. */
function isSettings(sql: string): boolean {
  return roughStatements(sql).every((statement) =>
    /^(SET|RESET)\b(?! (LOCAL )?(ROLE|SESSION AUTHORIZATION))/i.test(statement),
  );
}

function flipped({ folder }: RecognizedFolder, { folder: now, target }: FoundTarget): string | null {
  const [old, present] = [runnerOf(folder), runnerOf(now)];
  if (old !== present)
    return `is ${old}'s on the base and counts as ${present}'s with this change: ${DECLARE}`;
  if (target.skipped === null) return null;
  return `is PostgreSQL's on the base and would not be judged with this change (${target.skipped}): ${DECLARE}`;
}

/** The files are still there, and nobody runs them; where they are moved or deleted, their migrations say so. */
function nobodys({ folder }: RecognizedFolder, { found }: DiscoverResult, head: Tree): string | null {
  const left = filesBelow(head.files, folder.dir).filter(
    (path) =>
      folder.owns(path) && !found.some((other) => isSame(other.folder, folder) && other.folder.owns(path)),
  );
  if (left.length === 0) return null;
  return `is ${runnerOf(folder)}'s on the base and is not a folder of its migrations with this change: ${DECLARE}`;
}

const DECLARE = "merge that by itself, or declare the folder as a target in lockgate's config";

/** Run by the same runner: their versions can be compared. */
export function isSame(a: Folder, b: Folder): boolean {
  return a.tool === b.tool;
}

function runnerOf({ tool: { id, name } }: Folder): string {
  return id === "sql" ? name : id;
}

/**
 * Merged migrations that this change leaves alone and makes unreadable all the same, by a setting or by what their folder
 * is: the base that the new ones are judged on lacks them.
 */
export async function unreadSince(found: FoundTarget, origin: Folder, states: States): Promise<Unreadable[]> {
  const holes = found.target.unreadable.filter(({ path }) => !states.changed.has(path));
  if (holes.length === 0) return [];
  const before = (await origin.list(states.mergeBase)).files;
  const files = before.filter(({ path }) => holes.some((hole) => hole.path === path));
  const { migrations, unreadable } = await readFiles(origin, files, states.mergeBase);
  const wasRead = new Set(migrations.map(({ path }) => path));
  for (const { path } of unreadable) wasRead.delete(path);
  return holes
    .filter(({ path }) => wasRead.has(path))
    .map((hole) => ({
      ...hole,
      reason: `is merged and was read on the base; with this change it ${hole.reason}`,
    }));
}
