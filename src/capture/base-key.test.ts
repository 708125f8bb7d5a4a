import { mkdirSync, renameSync, symlinkSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { commit, put, repository, run } from "../migrations/temporary-repository.testing.ts";
import { type BasePlaces, basePlaces } from "./base-key.ts";

const SOURCE = "exports.up = () => {};";

interface Project {
  readonly root: string;
  argv?: string[];
  env?: Record<string, string>;
  callerEnv?: Record<string, string>;
  source?: string;
  database?: string;
  hasCommit?: boolean;
}

function project(): Project {
  const files = {
    "migrations/1_a.cjs": SOURCE,
    "src/model.js": "",
    "packages/own/index.js": "",
    "package-lock.json": "{}",
    ".gitignore": "node_modules\n.venv\n.env\n",
  };
  const root = repository(files);
  put(root, { "node_modules/pg/package.json": "{}", "node_modules/.cache/a": "", ".env": "A=b" });
  symlinkSync("../packages/own", join(root, "node_modules/own"));
  return { root };
}

async function placesOf({
  root,
  argv,
  env,
  callerEnv,
  source = SOURCE,
  database = "",
  hasCommit = true,
}: Project) {
  const path = "migrations/1_a.cjs";
  const places = await basePlaces(
    {
      root,
      dir: "migrations",
      tool: "knex",
      historyTable: null,
      command: {
        argv: argv ?? ["node", "migrate.cjs"],
        cwd: root,
        env: env ?? {},
        passEnv: ["A"],
        timeoutMs: 1000,
      },
      setup: null,
      schemaCheck: null,
      files: [],
      judged: new Set(),
      base: hasCommit ? run(root, "rev-parse", "main") : null,
      extensions: [],
      asked: new Set(),
      openShadow: () => Promise.reject(new Error("nothing is opened")),
      snapshots: null,
      env: { PATH: process.env.PATH, ...callerEnv },
      isIsolated: false,
    },
    [{ id: "1_a.cjs", path, source, keys: [["1_a.cjs"]] }],
    { folder: "/cache", database },
  );
  return { checkout: keyOf(places), replay: places.replay().key };
}

function keyOf({ checkout }: BasePlaces): string {
  return checkout?.key ?? "";
}

const LATER = new Date("2100-01-01");

test.each<[string, (project: Project) => void]>([
  [
    "any file of the base",
    ({ root }) => {
      run(root, "checkout", "-q", "main");
      put(root, { "src/model.js": "changed" });
      commit(root);
    },
  ],
  ["a migration of the base, as the change leaves it", (project) => (project.source = "changed")],
  ["the command", (project) => (project.argv = ["npx", "knex"])],
  ["a variable of the config", (project) => (project.env = { B: "c" })],
  ["a variable that is passed on", (project) => (project.callerEnv = { A: "c" })],
  ["what the database has before", (project) => (project.database = "CREATE ROLE app")],
  ["the lockfile of the working tree", ({ root }) => put(root, { "package-lock.json": "{ }" })],
  ["a package", ({ root }) => utimesSync(join(root, "node_modules/pg"), LATER, LATER)],
  [
    "a package that is new",
    ({ root }) => mkdirSync(join(root, "node_modules/@scope/new"), { recursive: true }),
  ],
  [
    "a version",
    ({ root }) => mkdirSync(join(root, ".venv/lib/python3/site-packages/a-1.dist-info"), { recursive: true }),
  ],
  ["a workspace that is read where it is", ({ root }) => put(root, { "packages/own/index.js": "changed" })],
])("a base is another one after a change of %s", async (_, change) => {
  const one = project();
  const before = await placesOf(one);
  change(one);
  const after = await placesOf(one);
  expect(after.checkout).not.toBe(before.checkout);
  expect(after.replay).not.toBe(before.replay);
});

test("a base in its own checkout is the same whatever else is in the working tree", async () => {
  const one = project();
  const before = await placesOf(one);
  put(one.root, { "src/model.js": "changed", "node_modules/.cache/a": "changed" });
  const changed = await placesOf(one);
  expect(changed.checkout).toBe(before.checkout);
  expect(changed.replay).not.toBe(before.replay);
  // What git ignores and the command reads.
  renameSync(join(one.root, ".env"), join(one.root, ".env.old"));
  expect((await placesOf(one)).replay).not.toBe(changed.replay);
  expect(await placesOf(one)).toEqual(await placesOf(one));
});

test("without the commit there is no key for its checkout", async () => {
  expect(await placesOf({ ...project(), hasCommit: false })).toMatchObject({ checkout: "" });
});
