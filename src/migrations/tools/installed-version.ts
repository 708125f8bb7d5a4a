import { join, readText, type Tree, upward } from "../tree.ts";

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
  const pattern = new RegExp(form.replace("NAME", quote(name)), "m");
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

/** What a package.json depends on, and in which range; empty where it is no JSON. */
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

function quote(name: string): string {
  return name.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&");
}

/**
 * On which side of a boundary ("7.4.0") a version or a range lies; null where the range holds both sides. Ranges are npm's
 * commonest: exact, `^`, `~`, `x`; another form is not decided.
 */
export function isBelow(version: string, boundary: string): boolean | null {
  const text = version.trim().replace(/^(npm:.*@|workspace:|v|=)/, "");
  const form = /^([\^~]?)(\d+)(?:\.(\d+|[x*])(?:\.(\d+|[x*])(?:[-+].*)?)?)?$/.exec(text);
  if (form === null) return null;
  const [, mark = "", major = "0", minor = "x", patch = "x"] = form;
  const least = [major, minor, patch].map((part) => (/^\d/.test(part) ? Number(part) : 0));
  const limit = boundary.split(".").map(Number);
  const top = highest(mark, least, /^\d/.test(minor), /^\d/.test(patch));
  if (order(top, limit) < 0) return true;
  return order(least, limit) >= 0 ? false : null;
}

function highest(mark: string, least: readonly number[], hasMinor: boolean, hasPatch: boolean): number[] {
  const [major = 0, minor = 0, patch = 0] = least;
  const any = Number.MAX_SAFE_INTEGER;
  if (mark === "^" || !hasMinor) return [major, any, any];
  if (mark === "~" || !hasPatch) return [major, minor, any];
  return [major, minor, patch];
}

function order(a: readonly number[], b: readonly number[]): number {
  for (const index of [0, 1, 2]) {
    const difference = (a[index] ?? 0) - (b[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** What the package.json nearest to `dir` depends on; null where there is none. */
export async function nearestDependencies(tree: Tree, dir: string): Promise<ReadonlySet<string> | null> {
  for (const at of upward(dir)) {
    const text = await readText(tree, join(at, "package.json"));
    if (text !== null) return new Set(dependencies(text).keys());
  }
  return null;
}
