/** `lockgate drift --shard` and `lockgate merge` as a matrix of jobs runs them, against a real server. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Ajv } from "ajv";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type PostgresServer, startServer } from "../../postgres-servers/servers.ts";
import { deployPrisma, prismaFiles } from "../drift/deploy-prisma.testing.ts";
import { commit, put, run } from "../migrations/temporary-repository.testing.ts";
import { DRIFT_FORMATS } from "../report/drift/drift-format.ts";
import { connect } from "../shadow/engines/server.ts";
import { buildProgram, ROOT, runProgram } from "./built-program.testing.ts";

let program: string;
let server: PostgresServer;
let root: string;
/** Snapshots of what was replayed before. */
const cache = mkdtempSync(join(tmpdir(), "lockgate-cache-"));

/** Databases as a fleet has them: behind by one, changed by hand in two ways, alike, away. */
const FLEET: Readonly<Record<string, string | null>> = {
  alike1: "SELECT 1",
  widened: "ALTER TABLE users ALTER name TYPE varchar(10)",
  away1: null,
  behind: "DROP VIEW rich; DELETE FROM _prisma_migrations WHERE migration_name LIKE '%_view'",
  both: "ALTER TABLE users ALTER name TYPE varchar(10); CREATE INDEX by_hand ON users (name)",
  alike2: "SELECT 1",
  index: "CREATE INDEX by_hand ON users (name)",
  away2: null,
  index2: "CREATE INDEX by_hand ON users (name); ALTER TABLE orders ADD note text",
  closed: "REVOKE ALL ON _prisma_migrations FROM PUBLIC; ALTER TABLE _prisma_migrations DROP COLUMN checksum",
};

beforeAll(async () => {
  program = await buildProgram("merge");
  server = await startServer(16);
  const admin = await connect(server.url);
  const lines: string[] = [];
  for (const [name, sql] of Object.entries(FLEET)) {
    const url = server.url.replace(/postgres$/, name);
    lines.push(sql === null ? `${name}=postgres://app@127.0.0.1:1/${name}` : `${name}=${url}`);
    if (sql === null) continue;
    await admin.query(`CREATE DATABASE "${name}"`);
    const session = await connect(url);
    await deployPrisma(session);
    await session.exec(sql);
    await session.end();
  }
  await admin.end();
  root = mkdtempSync(join(tmpdir(), "lockgate-merge-"));
  put(root, { ...prismaFiles(), "fleet.txt": lines.join("\n") });
  run(root, "init", "-q", "-b", "main");
  commit(root);
});

afterAll(async () => {
  await server?.stop();
  for (const path of [cache, root, join(ROOT, "dist-test-merge")])
    rmSync(path, { recursive: true, force: true });
});

const lockgate = (args: readonly string[], env: Record<string, string> = {}, input = "") =>
  runProgram(program, args, { cwd: root, env: { XDG_CACHE_HOME: cache, ...env }, input });

const DRIFT = ["drift", "--databases", "fleet.txt", "--format", "json"];

/** The files of all shares, written as jobs write them. */
function shares(of: number, prefix = "share"): string[] {
  return Array.from({ length: of }, (_, at) => {
    const path = `${prefix}-${at + 1}.json`;
    lockgate([...DRIFT, "--shard", `${at + 1}/${of}`, "--output", `json=${path}`]);
    return path;
  });
}

const read = (path: string) => readFileSync(join(root, path), "utf8");
const validate = new Ajv({ strict: true, strictTypes: false }).compile(
  JSON.parse(readFileSync(join(ROOT, "schema/drift.schema.json"), "utf8")),
);

test("the shares of any number of jobs, in any order, are the whole run, byte by byte", () => {
  const whole = lockgate(DRIFT);
  expect(whole.status).toBe(4);
  for (const of of [3, 1, 12]) {
    const files = shares(of);
    for (const file of files) {
      const share = JSON.parse(read(file));
      expect(validate(share), JSON.stringify(validate.errors)).toBe(true);
      expect(share.shard).toEqual({ index: files.indexOf(file) + 1, of });
    }
    for (const order of [files, files.toReversed(), [...files, ...files.slice(0, 2)]]) {
      const merged = lockgate(["merge", "--format", "json", ...order]);
      expect(merged.stdout).toBe(whole.stdout);
      expect(merged).toMatchObject({ status: whole.status, stderr: "" });
    }
  }
});

test("every format of the merged report is that of the whole run", () => {
  const outputs = (to: string) =>
    DRIFT_FORMATS.flatMap((format) => ["--output", `${format}=${to}/${format}`]);
  lockgate([...DRIFT, ...outputs("whole")]);
  lockgate(["merge", ...shares(3), ...outputs("merged")]);
  for (const format of DRIFT_FORMATS) expect(read(`merged/${format}`)).toBe(read(`whole/${format}`));
});

test("clean and drifted fleets end as drift does", () => {
  const lines = read("fleet.txt").split("\n");
  const ends = (names: readonly string[]) => {
    put(root, { "some.txt": lines.filter((line) => names.includes(line.split("=")[0] ?? "")).join("\n") });
    const files = ["1/3", "2/3", "3/3"].map((shard, at) => {
      const path = `some-${at}.json`;
      const args = ["drift", "--databases", "some.txt", "--shard", shard, "--output", `json=${path}`];
      return [path, lockgate(args).status] as const;
    });
    const merged = lockgate(["merge", ...files.map(([path]) => path)]);
    const whole = lockgate(["drift", "--databases", "some.txt"]);
    expect(merged.status).toBe(whole.status);
    return [merged.status, ...files.map(([, status]) => status)];
  };
  expect(ends(["alike1", "alike2"])).toEqual([0, 0, 0, 0]);
  expect(ends(["alike1", "alike2", "index"])).toEqual([1, 0, 0, 1]);
  expect(ends(["away1", "away2"])).toEqual([4, 4, 4, 0]);
});

test("the job says which share it is, and the flag comes first", () => {
  const shard = (env: Record<string, string>, ...args: string[]) =>
    JSON.parse(lockgate([...DRIFT, ...args], env).stdout).shard;
  expect(shard({ CI_NODE_INDEX: "2", CI_NODE_TOTAL: "5" })).toEqual({ index: 2, of: 5 });
  expect(shard({ JOB_COMPLETION_INDEX: "0", JOB_COMPLETIONS: "5" })).toEqual({ index: 1, of: 5 });
  expect(shard({ CI_NODE_INDEX: "2", CI_NODE_TOTAL: "5" }, "--shard", "3/4")).toEqual({ index: 3, of: 4 });
  expect(shard({ CI_NODE_TOTAL: "1" })).toBe(undefined);
});

test("a missing share is an error that says what was not checked; the others are reported", () => {
  const [one = "", , three = ""] = shares(3);
  const { status, stdout, stderr } = lockgate(["merge", "--format", "json", three, one]);
  expect(status).toBe(4);
  expect(stderr).toBe("lockgate: share 2/3: its report is missing: 3 databases were not checked\n");
  const report = JSON.parse(stdout);
  expect(validate(report)).toBe(true);
  expect(report).toMatchObject({ verdict: "error" });
  expect(report.databases).toHaveLength(8);
  expect(report.databases.at(-1)).toEqual({
    name: "share 2/3",
    state: "error",
    reason: "its report is missing: 3 databases were not checked",
  });
});

test("of two reports of one share the worse counts, in whatever order they come", () => {
  const [one = "", two = "", three = ""] = shares(3);
  const better = JSON.parse(read(one));
  const [, , , closed] = better.databases;
  expect(closed).toMatchObject({ name: "closed" });
  put(root, { "again.json": read(one).replace('"verdict": "not-checked"', '"verdict": "clean"') });
  const merged = [
    ["again.json", one],
    [one, "again.json"],
  ].map((both) => lockgate(["merge", "--format", "json", ...both, two, three]).stdout);
  expect(merged).toEqual([lockgate(DRIFT).stdout, lockgate(DRIFT).stdout]);
});
