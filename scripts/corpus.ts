/**
 * Judges checkouts of public repositories and prints what was found, beside what their migrations really do:
 * `npm run corpus -- [--static] [--update] <dir>...`. `--update` writes the figures to fixtures/corpus.json; without it
 * they are compared with what stands there for the same commit, and a difference fails.
 */
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { basename, resolve } from "node:path";
import { parseArgs } from "node:util";
import { check } from "../src/index.ts";
import { type Measure, measure } from "./corpus-truth.ts";

interface Pinned extends Omit<Measure, "missed" | "undeserved"> {
  readonly repository: string;
  readonly commit: string;
  readonly rehearsed: boolean;
  readonly missed: number;
  readonly undeserved: number;
}

const FILE = new URL("../fixtures/corpus.json", import.meta.url);

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { static: { type: "boolean" }, update: { type: "boolean" }, verbose: { type: "boolean" } },
});
if (positionals.length === 0) {
  process.stderr.write("npm run corpus -- [--static] [--update] [--verbose] <dir>...\n");
  process.exit(2);
}

const known = readPinned();
let differs = false;
for (const dir of positionals.map((path) => resolve(path))) {
  const { report } = await check({
    cwd: dir,
    all: true,
    env: {},
    noCache: true,
    flags: { static: values.static ?? false },
  });
  const rehearsed = !values.static;
  const { missed, undeserved, ...figures } = measure(report, rehearsed);
  const pinned: Pinned = {
    repository: repositoryOf(dir),
    commit: git(dir, "rev-parse", "HEAD"),
    rehearsed,
    ...figures,
    missed: missed.length,
    undeserved: undeserved.length,
  };
  print(pinned);
  for (const path of missed) process.stdout.write(`  missed ${path}\n`);
  for (const path of undeserved) process.stdout.write(`  undeserved ${path}\n`);
  if (values.verbose) {
    for (const { path, line, reason } of report.unanalyzed)
      process.stdout.write(`  ? ${path}:${line} ${reason}\n`);
  }
  const same = (entry: Pinned): boolean =>
    entry.repository === pinned.repository && entry.rehearsed === rehearsed;
  const before = known.find((entry) => same(entry) && entry.commit === pinned.commit);
  if (values.update) {
    known.splice(0, known.length, ...known.filter((entry) => !same(entry)), pinned);
  } else if (before && JSON.stringify(before) !== JSON.stringify(pinned)) {
    differs = true;
    process.stdout.write("  differs from fixtures/corpus.json\n");
  }
}
if (values.update) {
  known.sort((a, b) => (a.repository < b.repository ? -1 : 1));
  writeFileSync(FILE, `${JSON.stringify({ repositories: known }, null, 2)}\n`);
}
process.exit(differs ? 1 : 0);

function print({ repository, migrations, statements, flagged, findings, unanalyzed }: Pinned): void {
  const all = Object.values(findings).reduce((sum, count) => sum + count, 0);
  const share = migrations === 0 ? 0 : Math.round((flagged / migrations) * 100);
  process.stdout.write(
    `${repository}: ${flagged} of ${migrations} migrations with a warning or error (${share} %), ` +
      `${(all / Math.max(statements, 1)).toFixed(2)} findings a statement (${statements}), ${unanalyzed} not analysed\n`,
  );
  for (const [key, count] of Object.entries(findings))
    process.stdout.write(`  ${String(count).padStart(4)} ${key}\n`);
}

function readPinned(): Pinned[] {
  try {
    return (JSON.parse(readFileSync(FILE, "utf8")) as { repositories: Pinned[] }).repositories;
  } catch {
    return [];
  }
}

/** "owner/name" of the origin on GitHub, else the folder's name. */
function repositoryOf(dir: string): string {
  const origin = git(dir, "remote", "get-url", "origin");
  return /github\.com[:/]([^/]+\/[^/]+?)(?:\.git)?$/.exec(origin)?.[1] ?? basename(dir);
}

function git(dir: string, ...args: string[]): string {
  try {
    return execFileSync("git", ["-C", dir, ...args], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    }).trim();
  } catch {
    return "";
  }
}
