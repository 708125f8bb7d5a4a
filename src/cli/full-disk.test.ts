/**
 * The built program on a disk that takes no more. A limit on the size of files stands for it wherever there is a POSIX shell: what
 * writes fails in the midst, with EFBIG in place of ENOSPC. Real file systems, full and read only, are mounted where Linux lets
 * anybody do so in a namespace of their own; elsewhere those cases are skipped, and so is /dev/full where there is none.
 */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { put, repository } from "../migrations/temporary-repository.testing.ts";
import { buildProgram, startProgram } from "./built-program.testing.ts";

/** Two blocks of 512 bytes: a kilobyte. */
const FULL = 'ulimit -f 2; exec "$@"';
const FULL_STDOUT = 'exec "$@" >/dev/full';

const onUnix = test.skipIf(process.platform === "win32");
const onLinux = test.skipIf(process.platform !== "linux");

let program: string;
/** With a folder for each run. */
let place: string;
let root: string;

// Long enough to replay that a snapshot of it is kept.
const BASE = "CREATE TABLE a (id int PRIMARY KEY, n int);\nSELECT pg_sleep(0.3);\n";
// What a fix splits into two files, and a text that is longer than what there is room for.
const NEW = `ALTER TABLE a ADD COLUMN m int;\nCREATE INDEX a_n ON a (n);\n${"-- and why\n".repeat(200)}`;
const NEW_PATH = "prisma/migrations/20260102000000_b/migration.sql";
const CHECK = ["check", "--format", "json"];

beforeAll(async () => {
  program = await buildProgram("disk");
  place = mkdtempSync(join(tmpdir(), "lockgate-disk-"));
});
afterAll(() => {
  for (const path of [place, dirname(program)]) rmSync(path, { recursive: true, force: true });
});

function makeRoot(): void {
  root = repository({
    "prisma/migrations/migration_lock.toml": 'provider = "postgresql"\n',
    "prisma/migrations/20260101000000_a/migration.sql": BASE,
  });
  put(root, { [NEW_PATH]: NEW });
}

/** A run with a cache and a folder for temporary files of its own. */
async function lockgate(name: string, args: readonly string[], shell = 'exec "$@"') {
  const [cache, temporary] = ["cache", "tmp"].map((part) => join(place, name, part)) as [string, string];
  for (const path of [cache, temporary]) mkdirSync(path, { recursive: true });
  const env = { XDG_CACHE_HOME: cache, TMPDIR: temporary };
  const ended = await startProgram(program, args, { cwd: root, env, shell });
  expect(ended.stderr).not.toMatch(/\n {4}at |defect/);
  return { ...ended, cached: filesBelow(cache), left: readdirSync(temporary) };
}

function filesBelow(path: string): string[] {
  const entries = readdirSync(path, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map(({ name }) => name);
}

/** All files and folders of the checkout. */
const checkout = () =>
  readdirSync(root, { recursive: true, encoding: "utf8" }).filter((path) => !path.startsWith(".git"));

onUnix("a full disk costs the cache; a document and a migration are whole or not there", async () => {
  makeRoot();
  const before = checkout();
  const [good, full, output, fix] = await Promise.all([
    lockgate("good", CHECK),
    lockgate("full", CHECK, FULL),
    lockgate(
      "output",
      [...CHECK, "--output", "json=report.json", "--output", "markdown=new/report.md"],
      FULL,
    ),
    lockgate("fix", ["fix", "--write", "--format", "json"], FULL),
  ]);
  expect(good).toMatchObject({ status: 1, stderr: "", cached: [expect.any(String)], left: [] });
  expect(full).toEqual({ ...good, cached: [] });
  expect(output).toMatchObject({ status: 4, stdout: good.stdout, left: [] });
  expect(output.stderr.split("\n")).toEqual([
    "lockgate: --output report.json cannot be written: EFBIG: file too large, write",
    "lockgate: --output new/report.md cannot be written: EFBIG: file too large, write",
    "",
  ]);
  expect(fix).toMatchObject({ status: 4, stderr: "", left: [] });
  const { written, remarks, migrations } = JSON.parse(fix.stdout);
  expect(written).toEqual([]);
  expect(migrations[0].steps.length).toBe(2);
  expect(remarks).toContainEqual(
    expect.stringMatching(/ cannot be written \(EFBIG\): nothing is written\.$/),
  );
  expect(checkout().sort()).toEqual([...before, "new"].sort());
  expect(readFileSync(join(root, NEW_PATH), "utf8")).toBe(NEW);
});

onLinux("a full stdout is exit 4, said in one line", async () => {
  makeRoot();
  const commands = [
    CHECK,
    ["check", "--static"],
    ["locks", NEW_PATH],
    ["explain"],
    ["drift"],
    ["completion", "bash"],
  ];
  await Promise.all(
    commands.map(async (args, index) => {
      const { status, stderr } = await lockgate(`stdout${index}`, args, FULL_STDOUT);
      const said = "lockgate: stdout cannot be written: ENOSPC: no space left on device, write\n";
      expect({ args, status, stderr }).toEqual({ args, status: 4, stderr: said });
    }),
  );
});

/** In a namespace of its own: a file system with room for 64 kB in the place of a folder. */
const MOUNT = 'mount -t tmpfs -o size=64k none "$XDG_CACHE_HOME"';
const canMount =
  process.platform === "linux" &&
  spawnSync("unshare", ["-rm", "sh", "-c", MOUNT], { env: { ...process.env, XDG_CACHE_HOME: tmpdir() } })
    .status === 0;

test.skipIf(!canMount)(
  "a cache and a folder for temporary files that are full or read only cost time, nothing else",
  async () => {
    makeRoot();
    const mounted = (then: string) =>
      // Both folders are the one that is mounted, and what is left in it is told.
      `exec unshare -rm sh -c '${MOUNT} && ${then} && export TMPDIR="$XDG_CACHE_HOME"
      "$@"; status=$?; find "$XDG_CACHE_HOME" -type f >&2; exit $status' sh "$@"`;
    const [good, full, readOnly] = await Promise.all([
      lockgate("plain", CHECK),
      lockgate("small", CHECK, mounted("true")),
      lockgate("read-only", CHECK, mounted('mount -o remount,ro "$XDG_CACHE_HOME"')),
    ]);
    expect(good).toMatchObject({ status: 1, stderr: "" });
    const same = { ...good, cached: [] };
    expect({ full, readOnly }).toEqual({ full: same, readOnly: same });
  },
);
