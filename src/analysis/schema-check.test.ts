import { expect, test } from "vitest";
import { projectWith, running } from "../capture/capture.testing.ts";
import { type CheckOptions, check } from "../check.ts";
import { commit, put, run } from "../migrations/temporary-repository.testing.ts";
import { record } from "../record.ts";
import { render } from "../report/format.ts";

/** Holds the table `a` against the columns that models.json names. */
const COMPARE = `const { Client } = require("pg");
  (async () => {
    const client = new Client({ connectionString: process.env.DATABASE_URL });
    await client.connect();
    const { rows } = await client.query("SELECT column_name FROM information_schema.columns WHERE table_name = 'a' ORDER BY 1");
    await client.end();
    const has = rows.map((row) => row.column_name).join();
    const wants = require("./models.json").join();
    if (has === wants) return;
    console.log("the models want " + wants + ", the database has " + has);
    process.exit(1);
  })();`;

/** A branch of a repository whose main branch has one migration and models that agree with it. */
function project(schemaCheck = "node compare.cjs"): string {
  const targets = [{ dir: "migrations", command: "node migrate.cjs", schemaCheck }];
  const root = projectWith({
    "migrations/1_a.cjs": running("CREATE TABLE a (id int PRIMARY KEY)"),
    "compare.cjs": COMPARE,
    "models.json": '["id"]',
    "lockgate.config.json": JSON.stringify({ targets }),
  });
  run(root, "init", "-q", "-b", "main");
  commit(root);
  run(root, "checkout", "-qb", "feature");
  return root;
}

async function checked(root: string, options: Partial<CheckOptions> = {}) {
  const env = { PATH: process.env.PATH, HOME: process.env.HOME };
  const { report, exit } = await check({ cwd: root, env, settings: { base: "main" }, ...options });
  const schema = report.drift?.targets[0]?.schema;
  const messages = schema?.differences.map(({ message }) => message);
  return { exit, state: schema?.state, reason: schema?.reason, messages, report };
}

const SECOND = { "migrations/2_b.cjs": running("ALTER TABLE a ADD b text") };

test("models that the new migrations lead to are clean", async () => {
  const root = project();
  put(root, { ...SECOND, "models.json": '["b","id"]' });
  expect(await checked(root)).toMatchObject({ exit: 0, state: "clean", messages: [] });
});

test("a model without its migration is drift, with what the command said", async () => {
  const root = project();
  put(root, { ...SECOND, "models.json": '["b","c","id"]' });
  expect(await checked(root)).toMatchObject({
    exit: 1,
    state: "drifted",
    messages: [
      "`node compare.cjs` ends with 1 on what the migrations make; its last lines: the models want b,c,id, the database has b,id",
    ],
    report: { verdict: "fail", unanalyzed: [], drift: { verdict: "drifted" } },
  });
});

test("a model that changes without any migration is drift, too", async () => {
  const root = project();
  expect(await checked(root)).toMatchObject({ exit: 0, state: "clean" });
  put(root, { "models.json": '["c","id"]' });
  expect(await checked(root)).toMatchObject({ exit: 1, state: "drifted" });
  expect(await checked(root, { drift: "never" })).toMatchObject({ exit: 0, report: { drift: null } });
});

test("a check that cannot be started is no drift, and not clean", async () => {
  const root = project("no-such-program");
  const { exit, state, reason } = await checked(root);
  expect({ exit, state }).toEqual({ exit: 4, state: "not-checked" });
  expect(reason).toContain("no-such-program");
});

test("migrations that do not run leave nothing to check", async () => {
  const root = project();
  put(root, { "migrate.cjs": 'console.error("no such option"); process.exit(2);' });
  expect(await checked(root)).toMatchObject({
    exit: 4,
    state: "not-checked",
    reason:
      "the schemaCheck was not run, since the command failed with exit code 2; its last lines: no such option",
  });
});

test("nothing of a checkout that is not trusted is run", async () => {
  const { exit, report } = await checked(project(), { untrusted: "a stranger may have written it" });
  expect({ exit, drift: report.drift }).toEqual({ exit: 0, drift: null });
  expect(report.remarks).toContain(
    "The schemaCheck of migrations is not run: a stranger may have written it.",
  );
});

test("a job that records runs the check where nothing is new, and the job that judges has its answer", async () => {
  const root = project();
  put(root, { "models.json": '["c","id"]' });
  const env = { PATH: process.env.PATH, HOME: process.env.HOME };
  const { recording, shortfalls } = await record({ cwd: root, env, settings: { base: "main" } });
  expect(shortfalls).toEqual([]);
  expect(recording).toMatchObject({ migrations: [], schemaCheck: { exit: 1 } });
  put(root, { ".git/recording.json": JSON.stringify(recording) });
  expect(await checked(root, { recording: ".git/recording.json" })).toMatchObject({
    exit: 1,
    state: "drifted",
  });
});

test("a report says where such drift is", async () => {
  const root = project();
  put(root, { "models.json": '["c","id"]' });
  const { report } = await checked(root);
  expect(await render("agent", report)).toContain("1 in the models");
});
