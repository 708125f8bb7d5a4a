/** What a static check costs beside other linters: one file, and a long history in one run. */
import { copyFileSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { corpusFiles } from "./corpus.ts";
import { derivationCost } from "./derivation.ts";
import { compare, type Verdict, verdict } from "./table.ts";

const here = import.meta.dirname;
const node = process.execPath;
const pgfence = join(here, "node_modules", "@flvmnt", "pgfence", "dist", "index.js");
const squawk = nativeSquawk();
const bareParse = join(here, "bare-parse.mjs");
const [ROUNDS, LONG_ROUNDS] = [11, 5];
const OK = [0, 1, 4];

/** `given`: folders of migrations; none: a made-up history. */
export async function benchFiles(lockgate: string, given: readonly string[]): Promise<Verdict[]> {
  const folder = mkdtempSync(join(tmpdir(), "lockgate-bench-files-"));
  try {
    const files = corpusFiles(given, folder, 1867);
    const root = given.length === 1 ? (given[0] ?? folder) : folder;
    const one = await oneFile(lockgate, files.at(-1) ?? "");
    const paths = given.length > 1 ? given : ["."];
    const all = await allFiles(
      { args: [lockgate, "check", "--static", "--all", ...paths], cwd: root },
      files,
    );
    const { statements, parse, derive } = await derivationCost(files, ROUNDS);
    console.log(
      `\nderivation of ${statements} statements: ${derive.toFixed(3)} ms each, x ${(derive / parse).toFixed(2)} of parsing them`,
    );
    return [...one, ...all];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** By itself: beside a history, that would be read for the schema. */
async function oneFile(lockgate: string, file: string): Promise<Verdict[]> {
  const alone = mkdtempSync(join(tmpdir(), "lockgate-bench-one-"));
  try {
    const one = join(alone, "one.sql");
    copyFileSync(file, one);
    const npmSquawk = join(here, "node_modules", ".bin", "squawk");
    const name = "lockgate --static";
    const { timings, verdicts } = await compare(
      "one file",
      [
        { name: "node -e 0", command: node, args: ["-e", "0"], ok: [0] },
        { name: "bare parse", command: node, args: [bareParse, one], ok: [0] },
        { name, command: node, args: [lockgate, "check", "--static", one], cwd: alone, ok: OK },
        { name: "pgfence", command: node, args: [pgfence, "analyze", one], ok: OK },
        { name: "squawk (npm)", command: node, args: [npmSquawk, one], ok: OK },
        { name: "squawk (native)", command: squawk, args: [one], ok: OK },
      ],
      [
        { name, against: "pgfence", by: "cpu", most: 0.75 },
        { name, against: "bare parse", by: "cpu", most: 1.25 },
        { name, against: "squawk (npm)", by: "wall", most: 4 },
      ],
      ROUNDS,
    );
    const { memory = Number.NaN } = timings.find((timing) => timing.name === name) ?? {};
    return [...verdicts, verdict("one file, MB", memory, "<=", 120)];
  } finally {
    rmSync(alone, { recursive: true, force: true });
  }
}

async function allFiles(
  check: { readonly args: readonly string[]; readonly cwd: string },
  files: readonly string[],
): Promise<Verdict[]> {
  const name = "lockgate --static";
  const title = `${files.length} files in one run`;
  const { timings, verdicts } = await compare(
    title,
    [
      { name: "node -e 0", command: node, args: ["-e", "0"], ok: [0] },
      // By V8's baseline compiler, as lockgate does: that is less.
      { name: "bare parse", command: node, args: ["--liftoff-only", bareParse, ...files], ok: [0] },
      { name, command: node, ...check, ok: OK },
      { name: "pgfence", command: node, args: [pgfence, "analyze", ...files], ok: OK },
      { name: "squawk (native)", command: squawk, args: files, ok: OK },
    ],
    [
      { name, against: "pgfence", by: "cpu", most: 0.34, least: "bare parse" },
      { name, against: "squawk (native)", by: "wall", most: 3, least: "bare parse" },
    ],
    LONG_ROUNDS,
  );
  const { memory = Number.NaN } = timings.find((timing) => timing.name === name) ?? {};
  return [...verdicts, verdict(`${title}, MB`, memory, "<=", 150)];
}

function nativeSquawk(): string {
  const packages = join(here, "node_modules", "@squawk-cli");
  const [platform] = readdirSync(packages);
  if (!platform) throw new Error("squawk-cli has no binary for this platform");
  return join(packages, platform, "bin", process.platform === "win32" ? "squawk.exe" : "squawk");
}
