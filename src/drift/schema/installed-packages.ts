import { readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

export interface InstalledPackage {
  readonly name: string;
  readonly version: string;
  /** Absolute. */
  readonly folder: string;
}

/** The named packages in the `node_modules` of a folder and of those above it, nearest first, as Node.js looks for them. */
export function installedPackages(root: string, dir: string, names: readonly string[]): InstalledPackage[] {
  const found: InstalledPackage[] = [];
  let at = resolve(root, dir);
  for (let above = dirname(at); above !== at; [at, above] = [above, dirname(above)]) {
    for (const name of names) {
      const folder = join(at, "node_modules", name);
      const version = versionOf(folder);
      if (version !== null) found.push({ name, version, folder });
    }
  }
  return found;
}

function versionOf(folder: string): string | null {
  try {
    return String(JSON.parse(readFileSync(join(folder, "package.json"), "utf8")).version);
  } catch {
    return null;
  }
}
