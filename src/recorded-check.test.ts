/** `check` of code-first migrations, and what is told where recording and checkout are not of one kind. */
import { existsSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { running, TOOL } from "./capture/capture.testing.ts";
import { check } from "./check.ts";
import { commit, put, repository } from "./migrations/temporary-repository.testing.ts";
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
