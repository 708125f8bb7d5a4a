import { GitFailure, git, type Repository, readBlobs } from "../../migrations/compare-with-base/git.ts";

/** A version of a file that git still has. */
export interface Archived {
  /** Abbreviated, as it can be given to git. */
  readonly commit: string;
  readonly path: string;
  readonly content: Buffer;
}

// A migration has a handful of versions; a file that has more is no migration.
const MOST_VERSIONS = 200;

/** The versions of a file on every branch that this clone has, newest first. None where git has none, or is not there. */
export async function versionsOf(repository: Repository | null, path: string): Promise<Archived[]> {
  if (repository === null) return [];
  try {
    const form = ["--format=%h", "--raw", "--no-abbrev", "--no-renames", "-m", "-z"];
    const args = ["log", "--all", `--max-count=${MOST_VERSIONS}`, ...form, "--", `:(top,literal)${path}`];
    const log = (await git(repository.root, args)).toString();
    const found = versionsIn(log);
    const blobs = await readBlobs(repository.root, [...new Set(found.map(({ blob }) => blob))]);
    return found.flatMap(({ commit, blob }) => {
      const content = blobs.get(blob);
      return content === undefined ? [] : [{ commit, path, content }];
    });
  } catch (error) {
    if (error instanceof GitFailure) return [];
    throw error;
  }
}

/** `<commit>\0`, then for each path `:<mode> <mode> <old> <new> <status>\0<path>\0`. */
function versionsIn(log: string): { commit: string; blob: string }[] {
  const versions: { commit: string; blob: string }[] = [];
  const seen = new Set<string>();
  let commit = "";
  for (const field of log.split("\0")) {
    const raw = /^\n?:\d+ \d+ [0-9a-f]+ ([0-9a-f]+) ([A-Z])/.exec(field);
    const own = /^\n?([0-9a-f]{4,40})$/.exec(field)?.[1];
    if (own !== undefined) commit = own.slice(0, 10);
    const blob = raw?.[1];
    if (blob === undefined || raw?.[2] === "D" || seen.has(blob)) continue;
    seen.add(blob);
    versions.push({ commit, blob });
  }
  return versions;
}
