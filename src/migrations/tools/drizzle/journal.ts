import { lineAt } from "../../decode.ts";
import { filesIn, join, readText, type Tree } from "../../tree.ts";
import type { Unreadable } from "../../unreadable.ts";
import type { FolderListing, ListingProblem, MigrationFile } from "../tool.ts";

/** `meta/_journal.json`: what drizzle-orm runs, and in which order. */
export interface Journal {
  readonly dialect: string | null;
  readonly entries: readonly { readonly tag: string; readonly when: number; readonly line: number }[];
  readonly problem: ListingProblem | null;
}

export async function journalIn(tree: Tree, dir: string): Promise<Journal> {
  const path = join(dir, "meta/_journal.json");
  const text = await readText(tree, path);
  const broken = (line: number | null, reason: string): Journal => ({
    dialect: null,
    entries: [],
    problem: { path, line, reason, drift: { kind: "deleted", next: "bring meta/_journal.json back" } },
  });
  if (text === null) return broken(null, "does not exist: drizzle stops without it");
  let journal: unknown;
  try {
    journal = JSON.parse(text);
  } catch {
    return broken(conflictLine(text), "is not JSON: drizzle stops at it");
  }
  const { dialect, entries } = Object(journal);
  if (!Array.isArray(entries)) return broken(1, "has no list of entries: drizzle stops at it");
  return {
    dialect: typeof dialect === "string" ? dialect : null,
    entries: entries.map((entry) => {
      const tag = String(Object(entry).tag);
      const at = text.indexOf(`"${tag}"`);
      return { tag, when: Number(Object(entry).when), line: at < 0 ? 1 : lineAt(text, at) };
    }),
    problem: null,
  };
}

/** In the journal's own order, which is that of the runs; the times in it only decide what is pending. */
export async function listJournal(tree: Tree, dir: string): Promise<FolderListing> {
  const journal = await journalIn(tree, dir);
  const journalPath = join(dir, "meta/_journal.json");
  const files = new Set(filesIn(tree.files, dir).filter((path) => path.endsWith(".sql")));
  const listed: MigrationFile[] = [];
  const remarks: Unreadable[] = [];
  const problems: ListingProblem[] = journal.problem === null ? [] : [journal.problem];
  let latest = { tag: "", when: Number.NEGATIVE_INFINITY };
  for (const { tag, when, line } of journal.entries) {
    const path = join(dir, `${tag}.sql`);
    if (files.delete(path)) listed.push({ id: tag, path, version: String(when) });
    else
      problems.push({
        path: journalPath,
        line,
        reason: `names ${tag}, but ${tag}.sql is missing: drizzle stops at it`,
        drift: { ...LOST, migration: tag },
      });
    if (when <= latest.when) {
      const reason = `gives ${tag} no later time than ${latest.tag} before it: where that is applied, drizzle passes over it`;
      remarks.push({ path: journalPath, line, reason });
    } else latest = { tag, when };
  }
  const why = { kind: "not listed", index: journalPath, next: TO_LIST } as const;
  const reason = "is not in meta/_journal.json: drizzle never runs it";
  const passedOver = [...files].map((path) => ({ path, line: null, reason, why, drift: UNLISTED }));
  return { files: listed, problems, passedOver, remarks };
}

const LOST = { kind: "deleted", next: "bring the file back, or take its entry out of the journal" } as const;
const UNLISTED = {
  kind: "pending",
  next: "add it to meta/_journal.json with drizzle-kit, or delete it",
} as const;
const TO_LIST = "let drizzle-kit generate write it (--custom for SQL of your own): that adds the entry";

/** The line of a merge conflict's first mark. */
function conflictLine(text: string): number | null {
  const at = text.search(/^<<<<<<</m);
  return at < 0 ? null : lineAt(text, at);
}
