import { readFile, stat } from "node:fs/promises";
import { parseQueryList, type QueryList } from "../cleaning/query-list.ts";
import type { Unanalyzed } from "../judge/finding.ts";
import { loadParser } from "../sql/parse.ts";

/** In bytes. */
const LARGEST = 32 * 1024 * 1024;

/** The queries of a file of the user's, or why they are not known. */
export async function readQueryList(path: string, shown: string): Promise<QueryList | Unanalyzed> {
  const failure = (reason: string): Unanalyzed => ({
    path: shown,
    line: null,
    reason: `the list of queries ${reason}: write statements, or JSON lines of {"sql", "calls"}`,
  });
  let text: string;
  try {
    if ((await stat(path)).size > LARGEST) return failure("is larger than 32 MB");
    text = await readFile(path, "utf8");
  } catch (error) {
    return failure(`cannot be read (${(error as NodeJS.ErrnoException).code ?? "no text"})`);
  }
  await loadParser();
  const list = parseQueryList(text);
  return typeof list === "string" ? failure(list) : list;
}
