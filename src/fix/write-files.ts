import { mkdirSync, renameSync, rmdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { UsageError } from "../migrations/failure.ts";
import { leadsOut } from "../migrations/find/working-tree.ts";
import type { WrittenFile } from "../migrations/tools/further.ts";

/** A file cannot be written, and so none is: in a whole sentence. */
export class NotWritten extends Error {
  constructor(path: string, error: unknown) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "unknown error";
    super(`${path} cannot be written (${code}): nothing is written.`);
    this.name = "NotWritten";
  }
}

/**
 * Writes all of the files, or none: each first beside its place, then all of them are moved there. Folders that were made for
 * them go with them.
 *
 * @returns their paths
 * @throws {NotWritten} and {UsageError} where one leads out of the repository.
 */
export function writeFiles(root: string, files: readonly WrittenFile[]): string[] {
  const drafts = files.map(({ path, text }) => {
    const to = resolve(root, path);
    return { path, text, to, draft: `${to}.lockgate-${process.pid}` };
  });
  const made: string[] = [];
  let at = "";
  try {
    for (const { path, text, to, draft } of drafts) {
      at = path;
      if (leadsOut(root, path)) throw new UsageError(`${path} is a link out of the repository`);
      const first = mkdirSync(dirname(to), { recursive: true });
      if (first !== undefined) made.push(...foldersBetween(dirname(to), first));
      writeFileSync(draft, text, { flag: "wx" });
    }
    for (const { path, to, draft } of drafts) {
      at = path;
      renameSync(draft, to);
    }
  } catch (error) {
    for (const { draft } of drafts) rmSync(draft, { force: true });
    for (const folder of made) removeEmpty(folder);
    throw error instanceof UsageError ? error : new NotWritten(at, error);
  }
  return files.map(({ path }) => path);
}

/** From the inner one to the outer one, both included. */
function foldersBetween(inner: string, outer: string): string[] {
  return inner === outer ? [inner] : [inner, ...foldersBetween(dirname(inner), outer)];
}

function removeEmpty(folder: string): void {
  try {
    rmdirSync(folder);
  } catch {
    // Somebody else has put something there.
  }
}
