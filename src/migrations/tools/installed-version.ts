import { join, nearestFile, readText, type Tree, upward } from "../tree.ts";
import { escaped } from "./literals.ts";

/** Versions of a package that may be the one that runs, and the file that says so. */
export interface Installed {
  /** Exact versions ("6.19.0"), or one range of package.json ("^6.19.0"). Never empty. */
  readonly versions: readonly string[];
  readonly file: string;
}

/**
 * The version of an npm package as the lockfile nearest to `dir` has it, else as the nearest package.json that names it
 * wants it; null where neither does. Lockfiles are megabytes, so they are scanned, not parsed.
 */
export async function installedVersion(tree: Tree, dir: string, name: string): Promise<Installed | null> {
  let wanted: Installed | null = null;
  for (const at of upward(dir)) {
    const manifest = join(at, "package.json");
    wanted ??= rangeIn(await readText(tree, manifest), manifest, name);
    for (const [file, form] of Object.entries(LOCKFILES)) {
      const path = join(at, file);
      const text = await readText(tree, path);
      const versions = text === null ? [] : versionsIn(text, form, name);
      const exact = versions.filter((version) => version === wanted?.versions[0]);
      if (versions.length > 0) return { versions: exact.length > 0 ? exact : versions, file: path };
    }
  }
  return wanted;
}

/** How each lockfile names an installed version, in its own line or the one after; `NAME` is the package. */
const LOCKFILES: Readonly<Record<string, string>> = {
  // "node_modules/prisma": { "version": "6.19.0", also below a workspace; in version 1 "prisma": { "version": ...
  "package-lock.json": '"(?:[^"\\n]*node_modules/)?NAME":\\s*\\{\\s*"version":\\s*"([^"]+)"',
  "npm-shrinkwrap.json": '"(?:[^"\\n]*node_modules/)?NAME":\\s*\\{\\s*"version":\\s*"([^"]+)"',
  // prisma@6.19.0: or prisma@6.19.0(typescript@5.0.0): as a key; in older versions with / before it
  "pnpm-lock.yaml": "^ {2}'?/?NAME[@/](\\d[^:('\\s]*)",
  // prisma@^6.0.0: or "prisma@npm:^6.0.0":, then version "6.19.0" or version: 6.19.0
  "yarn.lock": '^"?(?:[^\\n]*, ?"?)?NAME@[^\\n]*:\\r?\\n\\s+version:? "?([^"\\s]+)',
  // "prisma": ["prisma@6.19.0", ...]
  "bun.lock": '\\["NAME@(\\d[^"]*)"',
};

/** Places of a name in one lockfile: a real one has some hundred. */
const MOST = 1000;

/** Only the lines around the name are matched: an expression over the whole of a lockfile takes tens of milliseconds. */
function versionsIn(text: string, form: string, name: string): string[] {
  const pattern = new RegExp(form.replace("NAME", escaped(name)), "m");
  const versions = new Set<string>();
  let looked = 0;
  for (let at = text.indexOf(name); at >= 0 && looked < MOST; at = text.indexOf(name, at + name.length)) {
    looked += 1;
    const line = Math.max(text.lastIndexOf("\n", at) + 1, at - 200);
    const version = pattern.exec(text.slice(line, at + 300))?.[1];
    if (version !== undefined) versions.add(version);
  }
  return [...versions];
}

function rangeIn(text: string | null, path: string, name: string): Installed | null {
  const range = text === null ? undefined : dependencies(text).get(name);
  return range === undefined ? null : { versions: [range], file: path };
}

const DEPENDENCY_FIELDS = ["dependencies", "devDependencies", "peerDependencies", "optionalDependencies"];

/** What a package.json depends on, and in which range; empty where it is not JSON. */
function dependencies(manifest: string): ReadonlyMap<string, string> {
  let fields: [string, unknown][];
  try {
    fields = entries(JSON.parse(manifest));
  } catch {
    return new Map();
  }
  const blocks = fields.filter(([field]) => DEPENDENCY_FIELDS.includes(field)).map(([, block]) => block);
  return new Map(blocks.flatMap(entries).map(([name, range]) => [name, String(range)]));
}

function entries(value: unknown): [string, unknown][] {
  return typeof value === "object" && value !== null ? Object.entries(value) : [];
}

/**
 * On which side of a boundary ("7.4.0") versions and ranges of npm's lie; null where they are on both sides, or one is none
 * ("latest"). A prerelease counts as its release: it has the same code.
 */
export async function areBelow(versions: readonly string[], boundary: string): Promise<boolean | null> {
  // Loaded only where versions are compared.
  const [{ default: validRange }, { default: subset }] = await Promise.all([
    import("semver/ranges/valid.js"),
    import("semver/ranges/subset.js"),
  ]);
  const sides = versions.map((version) => {
    const written = version.trim().replace(/^(npm:.*@|workspace:)/, "");
    const range = validRange(written.replace(/(\d+\.\d+\.\d+)[-+][\w.+-]+/g, "$1"));
    if (range === null) return null;
    if (subset(range, `<${boundary}`)) return true;
    return subset(range, `>=${boundary}`) ? false : null;
  });
  const [first = null] = sides;
  return sides.every((side) => side === first) ? first : null;
}

/** What the package.json nearest to `dir` depends on; null where there is none. */
export async function nearestDependencies(tree: Tree, dir: string): Promise<ReadonlySet<string> | null> {
  const manifest = await nearestFile(tree, dir, ["package.json"]);
  return manifest === null ? null : new Set(dependencies(manifest.text).keys());
}
