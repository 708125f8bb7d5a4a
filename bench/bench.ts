/**
 * npm run bench [-- <folder of migrations>...]: times lockgate beside an empty Node process, a bare script of the same
 * parts, squawk and pgfence, in one run, as ratios, and holds them against the budgets. Without folders made-up
 * histories are used; rehearsals are timed on the first folder. For another Node: npx -p node@24 npm run bench.
 */
import { copyFileSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { corpusFiles } from "./corpus.ts";
import { derivationCost } from "./derivation.ts";
import { benchRehearsal } from "./rehearsal.ts";
import { compare, verdict } from "./table.ts";

const here = import.meta.dirname;
const node = process.execPath;
const lockgate = join(here, "..", "dist", "cli.js");
const pgfence = join(here, "node_modules", "@flvmnt", "pgfence", "dist", "index.js");
const squawk = nativeSquawk();
const ROUNDS = 7;
const OK = [0, 1, 4];

const folder = mkdtempSync(join(tmpdir(), "lockgate-bench-corpus-"));
try {
  const given = process.argv.slice(2).map((path) => resolve(path));
  const files = corpusFiles(given, folder, 1867);
  const root = given.length === 1 ? (given[0] ?? folder) : folder;
  const empty = { name: "node -e 0", command: node, args: ["-e", "0"], ok: [0] };
  const check = (...args: string[]) => ({
    command: node,
    args: [lockgate, "check", "--static", ...args],
    cwd: root,
    ok: OK,
  });

  // By itself: beside a history, that would be read for the schema.
  const alone = mkdtempSync(join(tmpdir(), "lockgate-bench-one-"));
  const one = join(alone, "one.sql");
  copyFileSync(files.at(-1) ?? "", one);
  const bareParse = join(here, "bare-parse.mjs");
  const npmSquawk = join(here, "node_modules", ".bin", "squawk");
  const single = { ...check(one), cwd: alone };
  const liftoff = { ...single, args: ["--liftoff-only", ...single.args] };
  const timings = await compare(
    "one file",
    [
      empty,
      { name: "bare parse", command: node, args: [bareParse, one], ok: [0] },
      { name: "lockgate --static", ...single },
      { name: "the same, liftoff only", ...liftoff },
      { name: "pgfence", command: node, args: [pgfence, "analyze", one], ok: OK },
      { name: "squawk (npm)", command: node, args: [npmSquawk, one], ok: OK },
      { name: "squawk (native)", command: squawk, args: [one], ok: OK },
    ],
    [
      { name: "lockgate --static", against: "bare parse", most: 1.5 },
      { name: "lockgate --static", against: "pgfence", most: 0.75 },
    ],
    ROUNDS,
  );
  verdict("lockgate --static, MB", timings[2]?.memory ?? Number.NaN, "<=", 120);
  rmSync(alone, { recursive: true, force: true });

  await compare(
    `${files.length} files in one run`,
    [
      empty,
      { name: "lockgate --static", ...check("--all", ...(given.length > 1 ? given : ["."])) },
      { name: "pgfence", command: node, args: [pgfence, "analyze", ...files], ok: OK },
      { name: "squawk (native)", command: squawk, args: files, ok: OK },
    ],
    [
      { name: "lockgate --static", against: "squawk (native)", most: 3 },
      { name: "lockgate --static", against: "pgfence", most: 0.34 },
    ],
    ROUNDS,
  );
  const { statements, parse, derive } = await derivationCost(files, ROUNDS);
  const ratio = (derive / parse).toFixed(2);
  console.log(
    `\nderivation of ${statements} statements: ${derive.toFixed(3)} ms each, x ${ratio} of parsing them`,
  );
  await benchRehearsal(lockgate, given[0] ?? null);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function nativeSquawk(): string {
  const packages = join(here, "node_modules", "@squawk-cli");
  const [platform] = readdirSync(packages);
  if (!platform) throw new Error("squawk-cli has no binary for this platform");
  return join(packages, platform, "bin", process.platform === "win32" ? "squawk.exe" : "squawk");
}
