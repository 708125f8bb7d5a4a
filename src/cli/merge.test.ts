/** What `lockgate merge` refuses and survives: no database of this fleet is there, so that no server is needed. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { prismaFiles } from "../drift/deploy-prisma.testing.ts";
import { commit, put, run } from "../migrations/temporary-repository.testing.ts";
import { buildProgram, ROOT, runProgram } from "./built-program.testing.ts";

const root = mkdtempSync(join(tmpdir(), "lockgate-merge-"));
let program: string;
const DRIFT = ["drift", "--databases", "fleet.txt", "--format", "json"];
const lockgate = (args: readonly string[], input = "") => runProgram(program, args, { cwd: root, input });
const read = (path: string) => readFileSync(join(root, path), "utf8");

beforeAll(async () => {
  program = await buildProgram("merge-refused");
  const names = Array.from({ length: 10 }, (_, at) => `db${at}`);
  put(root, {
    ...prismaFiles(),
    // A certificate that is not there fails at once, and no second attempt can help.
    "fleet.txt": names
      .map(
        (name) => `${name}=postgres://app@127.0.0.1:1/${name}?sslmode=verify-full&sslrootcert=/nowhere.pem\n`,
      )
      .join(""),
    "other.yaml": "drift:\n  ignore: [public.users]\n",
  });
  run(root, "init", "-q", "-b", "main");
  commit(root);
  const keep = (path: string, ...args: string[]) => put(root, { [path]: lockgate(args).stdout });
  keep("whole.json", ...DRIFT);
  for (const index of [1, 2, 3]) keep(`a-${index}.json`, ...DRIFT, "--shard", `${index}/3`);
  keep("b-2.json", ...DRIFT, "--shard", "2/4");
  keep("config-2.json", ...DRIFT, "--shard", "2/3", "--config", "other.yaml");
  keep("check.json", "check", "--all", "--static", "--format", "json");
  put(root, { "fleet2.txt": read("fleet.txt").replace("db7=", "renamed=") });
  keep("list-2.json", "drift", "--databases", "fleet2.txt", "--shard", "2/3", "--format", "json");
  put(root, { "prisma/migrations/20250104000000_more/migration.sql": "CREATE TABLE more (id int);\n" });
  keep("commit-2.json", ...DRIFT, "--shard", "2/3");
  const share = JSON.parse(read("a-1.json"));
  const [target] = share.targets;
  const catalog = { ...target.catalog, outcomes: [] };
  put(root, {
    "empty.json": "\n",
    "cut.json": read("a-1.json").slice(0, 500),
    "list.json": "[]",
    "fewer.json": JSON.stringify({ ...share, databases: share.databases.slice(1) }),
    "outside.json": JSON.stringify({ ...share, shard: { index: 7, of: 3 } }),
    "silent.json": JSON.stringify({ ...share, targets: [{ ...target, catalog }] }),
    "broken-3.json": JSON.stringify({
      schema: share.schema,
      verdict: "error",
      shard: { index: 3, of: 3 },
      targets: [],
      databases: [],
    }),
  });
  writeFileSync(join(root, "bytes.json"), Buffer.from([0x7b, 0xff, 0x7d]));
});
afterAll(() => {
  for (const path of [root, join(ROOT, "dist-test-merge-refused")])
    rmSync(path, { recursive: true, force: true });
});

test.each<[string, readonly string[], RegExp]>([
  ["no share at all", ["merge"], /missing required argument 'json'/],
  ["a file that is not there", ["merge", "nowhere.json"], /^lockgate: nowhere.json cannot be read: ENOENT/],
  ["a folder", ["merge", "prisma"], /^lockgate: prisma cannot be read: EISDIR/],
  ["an empty file", ["merge", "empty.json"], /^lockgate: empty.json is empty$/m],
  [
    "a file that is cut off",
    ["merge", "cut.json"],
    /^lockgate: cut.json is no whole JSON document: .* cut off$/m,
  ],
  ["bytes that are no text", ["merge", "bytes.json"], /^lockgate: bytes.json is not UTF-8$/m],
  ["a list", ["merge", "list.json"], /^lockgate: list.json is no report of this version: /],
  [
    "a report of check",
    ["merge", "check.json"],
    /^lockgate: check.json is a report of `lockgate check`, not of `lockgate drift`$/m,
  ],
  [
    "a whole run",
    ["merge", "whole.json"],
    /^lockgate: whole.json is the report of a whole run, not of a share: /,
  ],
  [
    "shares of other numbers",
    ["merge", "a-1.json", "b-2.json"],
    /^lockgate: b-2.json is one of 4 shares, and a-1.json one of 3$/m,
  ],
  [
    "another list",
    ["merge", "a-1.json", "list-2.json"],
    /^lockgate: list-2.json is of another run than a-1.json: it has another list of databases$/m,
  ],
  [
    "another config",
    ["merge", "a-1.json", "config-2.json"],
    /it has another config, other options or another version/,
  ],
  ["other migrations", ["merge", "a-1.json", "commit-2.json"], /it has other migrations$/m],
  [
    "fewer databases than it should have",
    ["merge", "fewer.json"],
    /^lockgate: fewer.json has 3 databases, and 4 fall into share 1 of 3$/m,
  ],
  [
    "a database of which nothing is said",
    ["merge", "silent.json"],
    /^lockgate: silent.json does not say of each database/,
  ],
  [
    "a share outside of its number",
    ["merge", "outside.json"],
    /^lockgate: outside.json says that it is share 7 of 3$/m,
  ],
  ["stdin twice", ["merge", "-", "-"], /^lockgate: stdin is read once/],
  [
    "--shard without a list",
    ["drift", "--shard", "1/2"],
    /^lockgate: --shard takes a share of a list of databases/,
  ],
  ["--shard 0/3", [...DRIFT, "--shard", "0/3"], /^lockgate: --shard 0\/3: there is no share 0 of 3/],
  ["--shard a/b", [...DRIFT, "--shard", "a/b"], /^lockgate: --shard a\/b: it is <index>\/<of>, as in 1\/3/],
])("exit 2, and nothing on stdout: %s", (_, args, said) => {
  const result = lockgate(args);
  expect(result).toMatchObject({ status: 2, stdout: "" });
  expect(result.stderr).toMatch(said);
});

test("stdin is one of the shares", () => {
  const merged = lockgate(["merge", "a-1.json", "-", "a-3.json", "--format", "json"], read("a-2.json"));
  expect(merged).toMatchObject({ status: 4, stdout: read("whole.json"), stderr: "" });
});

test("a run that broke is no share that was checked, unless it was repeated", () => {
  const broken = lockgate(["merge", "broken-3.json", "a-2.json", "a-1.json"]);
  expect(broken.status).toBe(4);
  expect(broken.stderr).toBe(
    "lockgate: share 3/3: its run ended with an error: 3 databases were not checked\n",
  );
  const repeated = lockgate([
    "merge",
    "--format",
    "json",
    "broken-3.json",
    "a-2.json",
    "a-3.json",
    "a-1.json",
  ]);
  expect(repeated).toMatchObject({ status: 4, stdout: read("whole.json"), stderr: "" });
});

test("1,000 shares: more than there are databases", () => {
  const files = Array.from({ length: 1000 }, (_, at) => `many/${at}.json`);
  const [first, none] = ["1/1000", "11/1000"].map((shard) => lockgate([...DRIFT, "--shard", shard]));
  expect(none?.status).toBe(0);
  expect(JSON.parse(none?.stdout ?? "")).toMatchObject({ verdict: "clean", databases: [] });
  const [report, empty] = [first, none].map((one) => JSON.parse(one?.stdout ?? ""));
  // Each has one database, and they differ in its name alone.
  const own = (at: number) => JSON.parse(JSON.stringify(report).replaceAll("db0", `db${at}`));
  put(
    root,
    Object.fromEntries(
      files.map((path, at) => {
        const share = {
          ...(at < 10 ? own(at) : empty),
          shard: { index: at + 1, of: 1000 },
          fleet: report.fleet,
        };
        return [path, JSON.stringify(share)];
      }),
    ),
  );
  const merged = lockgate(["merge", "--format", "json", ...files.toReversed()]);
  expect(merged).toMatchObject({ status: 4, stdout: lockgate(DRIFT).stdout, stderr: "" });
});
