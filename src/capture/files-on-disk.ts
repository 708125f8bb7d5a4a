/** What tells one state of a folder from another without reading its files: git tells changes by the same. */
import { type Dirent, lstatSync, readdirSync, type Stats } from "node:fs";
import { join } from "node:path";

/** Path, size and time of the last change of each file below a folder, in order. */
export function filesBelow(folder: string, isLeftOut: (name: string) => boolean): string[] {
  return entriesOf(folder)
    .filter(({ name }) => !isLeftOut(name))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory() ? filesBelow(path, isLeftOut) : [`${path} ${stateOf(path)}`];
    });
}

/** The names below a folder, in order, down to a depth. */
export function namesBelow(folder: string, depth: number): string[] {
  return entriesOf(folder)
    .filter(({ name }) => name !== "__pycache__")
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory() && depth > 1 ? [path, ...namesBelow(path, depth - 1)] : [path];
    });
}

/** In the order of their names; none where it cannot be read. */
export function entriesOf(folder: string): Dirent[] {
  try {
    const entries = readdirSync(folder, { withFileTypes: true });
    return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch {
    return [];
  }
}

/** Of a link: its own. */
export function stateOf(path: string): string {
  const stat: Stats | undefined = lstatSync(path, { throwIfNoEntry: false });
  return stat === undefined ? "none" : `${stat.size} ${stat.mtimeMs}`;
}
