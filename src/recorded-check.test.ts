/** `check` of code-first migrations, and what is told where recording and checkout are not of one kind. */
import { existsSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { running, TOOL } from "./capture/capture.testing.ts";
import { readRecording } from "./capture/recording.ts";
import { check } from "./check.ts";
import { commit, put, repository, run } from "./migrations/temporary-repository.testing.ts";
import { record } from "./record.ts";

const config = (command: string) =>
  `targets:\n  - dir: migrations\n    tool: knex\n    command: ${command}\n`;
const B = running("DROP TABLE a");

/** The base creates a table, the branch drops it. */
function project(changes: Readonly<Record<string, string>> = {}): string {
  const root = repository({
    ".gitignore": "node_modules\n",
    "lockgate.config.yaml": config("node migrate.cjs"),
    "migrate.cjs": TOOL,
    "migrations/1_a.cjs": running("CREATE TABLE a (id int PRIMARY KEY)"),
  });
  symlinkSync(join(import.meta.dirname, "../node_modules"), join(root, "node_modules"));
  put(root, { "migrations/2_b.cjs": B, ...changes });
  commit(root);
  return root;
}

const ENV = { PATH: process.env.PATH, HOME: process.env.HOME };

test("a command that the change rewrites is not run, and that is said", async () => {
  const root = project({
    "lockgate.config.yaml": config("node stranger.cjs"),
    "stranger.cjs": 'require("node:fs").writeFileSync("ran", "");',
  });
  const { report } = await check({ cwd: root, env: { ...ENV, CI: "true" } });
  expect(existsSync(join(root, "ran"))).toBe(false);
  expect(report.remarks).toContain("This change rewrites the command of migrations: the base's was run.");
  expect(report.migrations.map(({ path }) => path)).toEqual(["migrations/2_b.cjs"]);
  expect(report.unanalyzed).toEqual([]);
});

test("a recording is judged as data, and one that is not of this checkout is incomplete", async () => {
  const root = project();
  const { recording, shortfalls } = await record({ cwd: root, env: ENV });
  expect(shortfalls).toEqual([]);
  if (recording === null) throw new Error("nothing was recorded");
  const judge = async (made: object) => {
    writeFileSync(join(root, "recording.json"), JSON.stringify(made));
    return check({ cwd: root, env: ENV, recording: "recording.json" });
  };
  const whole = await judge(recording);
  expect([whole.exit, whole.report.unanalyzed]).toEqual([1, []]);

  const elsewhere = await judge({ ...recording, dir: "other" });
  expect(elsewhere.exit).toBe(4);
  expect(elsewhere.report.unanalyzed).toEqual([
    expect.objectContaining({ path: "migrations/2_b.cjs", reason: expect.stringContaining("other") }),
  ]);

  const lacking = await judge({ ...recording, migrations: [] });
  expect(lacking.exit).toBe(4);
  expect(lacking.report.unanalyzed).toContainEqual(expect.objectContaining({ path: "migrations/2_b.cjs" }));

  const far = JSON.parse(JSON.stringify(recording).replaceAll('"line":2', '"line":900'));
  expect((await judge(far)).exit).toBe(4);

  await expect(judge({ ...recording, dir: "../other" })).rejects.toThrow(
    /recording\.json is no recording of lockgate: dir: leads out of the repository$/,
  );
});

test("where nothing is new the recording is empty, and judged as that", async () => {
  const root = project();
  run(root, "checkout", "-q", "main");
  const { recording, shortfalls } = await record({ cwd: root, env: ENV });
  expect(shortfalls).toEqual([]);
  expect(recording).toMatchObject({ dir: "migrations", migrations: [], run: { ended: "not needed" } });
  expect(readRecording(JSON.stringify(recording))).toMatchObject({ ok: true });
  put(root, { ".git/recording.json": JSON.stringify(recording) });
  expect((await check({ cwd: root, env: ENV, recording: ".git/recording.json" })).exit).toBe(0);
  run(root, "checkout", "-q", "work");
  const stale = await check({ cwd: root, env: ENV, recording: ".git/recording.json" });
  expect(stale.report.unanalyzed).toEqual([
    {
      path: "migrations/2_b.cjs",
      line: null,
      reason: "the recording was made when no migration was new",
    },
  ]);
});

test("several folders are recorded one by one, and judged together", async () => {
  const root = project();
  put(root, {
    "lockgate.config.yaml": ["migrations", "other"]
      .map((dir, at) => (at === 0 ? "" : "\n").concat(`  - dir: ${dir}\n    command: node ${dir}.cjs`))
      .join("")
      .replace(/^/, "targets:\n"),
    "migrations.cjs": TOOL,
    "other.cjs": TOOL.replaceAll("migrations", "other"),
    "other/1_o.cjs": running("CREATE TABLE o (id int)"),
  });
  await expect(record({ cwd: root, env: ENV })).rejects.toThrow(
    "several code-first folders have new migrations: migrations, other",
  );
  const made: string[] = [];
  for (const dir of ["migrations", "other"]) {
    const { recording } = await record({ cwd: root, env: ENV, dir });
    expect(recording?.dir).toBe(dir);
    made.push(`.git/${dir}.json`);
    put(root, { [`.git/${dir}.json`]: JSON.stringify(recording) });
  }
  const { report } = await check({ cwd: root, env: ENV, recording: made });
  expect(report.unanalyzed).toEqual([]);
  expect(report.migrations.map(({ path }) => path)).toEqual(["migrations/2_b.cjs", "other/1_o.cjs"]);
  const [one] = made;
  await expect(check({ cwd: root, env: ENV, recording: [one ?? "", one ?? ""] })).rejects.toThrow(
    "is a second recording of migrations",
  );
});

test("a lock_timeout that the tool sets as it connects holds for each of its migrations", async () => {
  const root = project({ "migrations/3_c.cjs": running("CREATE TABLE c (id int)", "DROP TABLE c") });
  const timed = async (statement: string) => {
    put(root, {
      "migrate.cjs": TOOL.replace("connect();", `connect(); await client.query("${statement}");`),
    });
    commit(root);
    const { report } = await check({ cwd: root, env: ENV, command: "node migrate.cjs" });
    expect(report.unanalyzed).toEqual([]);
    const commands = report.migrations.flatMap(({ statements }) => statements.map(({ command }) => command));
    expect(commands).toEqual(["DROP TABLE", "CREATE TABLE", "DROP TABLE"]);
    return report.findings.some(({ rule }) => rule === "waits-without-timeout");
  };
  expect(await timed("SET lock_timeout = '5s'")).toBe(false);
  expect(await timed("SET lock_timeout = 0")).toBe(true);
});

test("with --all a migration is in the transaction that an earlier one of the run began", async () => {
  const together = TOOL.replaceAll(/\n {4}await client.query\("(?:BEGIN|COMMIT)"\);/g, "")
    .replace("for (const name of", 'await client.query("BEGIN");\n  for (const name of')
    .replace("await client.end();", 'await client.query("COMMIT");\n  await client.end();');
  const root = project({ "migrate.cjs": together });
  const { report } = await check({ cwd: root, env: ENV, all: true, command: "node migrate.cjs" });
  expect(report.unanalyzed).toEqual([]);
  expect(report.migrations.map(({ transaction }) => transaction)).toEqual(["file", "file"]);
});
