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
import { type Measure, measure } from "./corpus/measure.ts";
import { replay } from "./corpus/replay.ts";

interface Pinned extends Measure {
  readonly repository: string;
  readonly commit: string;
  readonly rehearsed: boolean;
}

const FILE = new URL("../fixtures/corpus.json", import.meta.url);

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { static: { type: "boolean" }, update: { type: "boolean" }, verbose: { type: "boolean" } },
});
if (positionals.length === 0) {
  process.stderr.write("npm run corpus -- [--static] [--update] [--verbose] [owner/name=]<dir>...\n");
  process.exit(2);
}

const known = readPinned();
let differs = false;
for (const given of positionals) {
  const { dir, repository } = checkout(given);
  const { report } = await check({
    cwd: dir,
    all: true,
    env: {},
    noCache: true,
    settings: { static: values.static ?? false },
  });
  const rehearsed = !values.static;
  const { figures, differences } = measure(report, await replay(report));
  const pinned: Pinned = {
    repository,
    commit: git(dir, "rev-parse", "HEAD"),
    rehearsed,
    ...figures,
  };
  print(pinned);
  for (const difference of differences) process.stdout.write(`  ${difference}\n`);
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

function print(pinned: Pinned): void {
  const { migrations, statements, flagged, findings, unanalyzed } = pinned;
  const all = Object.values(findings).reduce((sum, count) => sum + count, 0);
  const lines = [
    `${pinned.repository}: ${flagged} of ${migrations} migrations with a warning or error (${percent(flagged, migrations)}), ` +
      `${(all / Math.max(statements, 1)).toFixed(2)} findings a statement (${statements}), ${unanalyzed} not analysed`,
    `  work under a lock told: ${pinned.blockingTold} of ${pinned.blocking} migrations`,
    `  lost data told: ${pinned.destroyingTold} of ${pinned.destroying} statements`,
    `  flagged with a real effect: ${pinned.deserved} of ${flagged} (${percent(pinned.deserved, flagged)})`,
    `  flagged without one: ${pinned.disturbed} of ${pinned.harmless} (${percent(pinned.disturbed, pinned.harmless)})`,
    `  warnings and errors borne out: ${pinned.borneOut} of ${pinned.told} (${percent(pinned.borneOut, pinned.told)})`,
    ...Object.entries(findings).map(([key, count]) => `  ${String(count).padStart(4)} ${key}`),
  ];
  process.stdout.write(`${lines.join("\n")}\n`);
}

function percent(part: number, whole: number): string {
  return whole === 0 ? "none" : `${((part / whole) * 100).toFixed(1)} %`;
}

function readPinned(): Pinned[] {
  try {
    return (JSON.parse(readFileSync(FILE, "utf8")) as { repositories: Pinned[] }).repositories;
  } catch {
    return [];
  }
}

/** `owner/name=folder`, or a folder: then the name is that of its origin on GitHub, else the folder's. */
function checkout(given: string): { readonly dir: string; readonly repository: string } {
  const [, name, folder = given] = /^([\w.-]+\/[\w.-]+)=(.+)$/.exec(given) ?? [];
  const dir = resolve(folder);
  const origin = git(dir, "remote", "get-url", "origin");
  const [, own] = /github\.com[:/]([^/]+\/[^/]+?)(?:\.git)?$/.exec(origin) ?? [];
  return { dir, repository: name ?? own ?? basename(dir) };
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
