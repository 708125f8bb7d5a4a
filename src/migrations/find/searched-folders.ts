import { decode } from "../decode.ts";
import type { SearchedFolders } from "../tools/tool.ts";
import { basename, dirname, FileFailure, filesBelow, type Tree, tryRead } from "../tree.ts";

/** Files by their folders, as tools look at them. */
export function searchedFolders(tree: Tree, files: readonly string[]): SearchedFolders {
  const folders = new Map<string, string[]>();
  for (const path of files) {
    const dir = dirname(path);
    const names = folders.get(dir);
    if (names === undefined) folders.set(dir, [basename(path)]);
    else names.push(basename(path));
  }
  const samples = new Map<string, Promise<string>>();
  const sample = (dir: string) => {
    const text = samples.get(dir) ?? sampleOf(tree, filesBelow(files, dir));
    samples.set(dir, text);
    return text;
  };
  return { tree, folders, sample };
}

// Directives and a database's own words stand at the beginning; a baseline can be megabytes.
const SAMPLE = 50_000;

async function sampleOf(tree: Tree, files: readonly string[]): Promise<string> {
  const texts: string[] = [];
  for (const path of files.filter((path) => path.endsWith(".sql")).slice(0, 3)) {
    const content = await tryRead(tree, path);
    if (!(content instanceof FileFailure)) texts.push(decode(content).text?.slice(0, SAMPLE) ?? "");
  }
  return texts.join("\n");
}
