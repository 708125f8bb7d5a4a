import { mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { UsageError } from "../migrations/failure.ts";
import { leadsOut } from "../migrations/find/working-tree.ts";
import type { WrittenFile } from "../migrations/tools/further.ts";

/**
 * Writes all of the files, or none: each first beside its place, then all of them are moved there.
 *
 * @returns their paths
 * @throws {UsageError} when one of them cannot be written.
 */
export function writeFiles(root: string, files: readonly WrittenFile[]): string[] {
  const drafts = files.map(({ path, text }) => {
    const to = resolve(root, path);
    return { path, text, to, draft: `${to}.lockgate-${process.pid}` };
  });
  let at = "";
  try {
    for (const { path, text, to, draft } of drafts) {
      at = path;
      if (leadsOut(root, path)) throw new UsageError(`${path} is a link out of the repository`);
      mkdirSync(dirname(to), { recursive: true });
      writeFileSync(draft, text, { flag: "wx" });
    }
    for (const { path, to, draft } of drafts) {
      at = path;
      renameSync(draft, to);
    }
  } catch (error) {
    for (const { draft } of drafts) rmSync(draft, { force: true });
    if (error instanceof UsageError) throw error;
    const code = error instanceof Error && "code" in error ? String(error.code) : "unknown error";
    throw new UsageError(`${at} cannot be written (${code})`);
  }
  return files.map(({ path }) => path);
}
