/**
 * npm run bench [-- <folder of migrations>...]: times lockgate beside an empty Node process, a bare script on the same
 * parser, squawk and pgfence, in one run, as ratios. Without folders a made-up history of 1,867 migrations is used.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { corpusFiles } from "./corpus.ts";
import { derivationCost } from "./derivation.ts";
import { type Contestant, race, type Timing } from "./time.ts";

const here = import.meta.dirname;
const node = process.execPath;
const lockgate = join(here, "..", "dist", "cli.js");
const pgfence = join(here, "node_modules", "@flvmnt", "pgfence", "dist", "index.js");
const squawk = nativeSquawk();
const OK = [0, 1];

const folder = mkdtempSync(join(tmpdir(), "lockgate-bench-corpus-"));
try {
  const given = process.argv.slice(2).map((path) => resolve(path));
  const files = corpusFiles(given, folder, 1867);
  const root = given.length === 1 ? (given[0] ?? folder) : folder;
  const one = files.at(-1) ?? "";
  print("one file", "node -e 0", [
    { name: "node -e 0", command: node, args: ["-e", "0"], ok: [0] },
    { name: "bare parse", command: node, args: [join(here, "bare-parse.mjs"), one], ok: [0] },
    {
      name: "lockgate --static",
      command: node,
      args: [lockgate, "check", "--static", one],
      cwd: root,
      ok: OK,
    },
    { name: "pgfence", command: node, args: [pgfence, "analyze", one], ok: OK },
    {
      name: "squawk (npm)",
      command: node,
      args: [join(here, "node_modules", ".bin", "squawk"), one],
      ok: OK,
    },
    { name: "squawk (native)", command: squawk, args: [one], ok: OK },
  ]);
  print(`${files.length} files`, "node -e 0", [
    { name: "node -e 0", command: node, args: ["-e", "0"], ok: [0] },
    {
      name: "lockgate --static",
      command: node,
      args: [lockgate, "check", "--static", "--all", ...roots(given)],
      cwd: root,
      ok: OK,
    },
    { name: "pgfence", command: node, args: [pgfence, "analyze", ...files], ok: OK },
    { name: "squawk (native)", command: squawk, args: files, ok: OK },
  ]);
  const { statements, parse, derive } = await derivationCost(files, 7);
  const ratio = (derive / parse).toFixed(2);
  console.log(
    `\nderivation of ${statements} statements: ${derive.toFixed(3)} ms each, x ${ratio} of parsing them`,
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function roots(given: readonly string[]): string[] {
  return given.length > 1 ? [...given] : ["."];
}

function nativeSquawk(): string {
  const packages = join(here, "node_modules", "@squawk-cli");
  const [platform] = readdirSync(packages);
  if (!platform) throw new Error("squawk-cli has no binary for this platform");
  return join(packages, platform, "bin", process.platform === "win32" ? "squawk.exe" : "squawk");
}

function print(title: string, base: string, contestants: readonly Contestant[]): void {
  const version = spawnSync(node, ["--version"], { encoding: "utf8" }).stdout.trim();
  console.log(`\n${title} (Node ${version}, median of 7 rounds)`);
  console.log(
    `  ${"".padEnd(20)} ${`x ${base}`.padStart(12)} ${"wall s".padStart(8)} ${"cpu s".padStart(8)} ${"MB".padStart(6)}`,
  );
  const timings = race(contestants, 7);
  for (const timing of timings) console.log(`  ${line(timing, base)}`);
  const ours = timings.find(({ name }) => name.startsWith("lockgate"));
  for (const [other, ratio] of Object.entries(ours?.against ?? {})) {
    if (other !== ours?.name && other !== base)
      console.log(`  ${ours?.name} = ${ratio.toFixed(2)} x ${other}`);
  }
}

function line(timing: Timing, base: string): string {
  const figure = (value: number | null | undefined, digits: number, width: number) =>
    (value == null ? "-" : value.toFixed(digits)).padStart(width);
  return [
    timing.name.padEnd(20),
    figure(timing.against[base], 2, 12),
    figure(timing.wall, 3, 8),
    figure(timing.cpu, 3, 8),
    figure(timing.memory, 0, 6),
  ].join(" ");
}
