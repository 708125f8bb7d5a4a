import { readdirSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { commit, folder, put, run } from "../migrations/temporary-repository.testing.ts";
import { type ProjectOptions, projectWith, recordProject, running } from "./capture.testing.ts";
import type { Recording } from "./recording.ts";

/** Leaves a line outside of the repository for each run of its migration. */
const COUNTED = `exports.up = async (client) => {
  require("node:fs").appendFileSync(process.env.RUNS, "1");
  const { columns } = require("../columns.json");
  await client.query("CREATE TABLE a (" + columns + ")");
};`;

const BASE = {
  "columns.json": '{"columns":"id int PRIMARY KEY"}',
  "package-lock.json": "{}",
  ".gitignore": "node_modules\n",
  "migrations/1_a.cjs": COUNTED,
};

const NEW = { "migrations/2_b.cjs": running("ALTER TABLE a ADD b text") };

class Project {
  readonly root = projectWith(BASE);
  readonly cache = folder({});
  readonly #runs = join(folder({ runs: "" }), "runs");
  readonly #base: string;

  constructor() {
    run(this.root, "init", "-q");
    commit(this.root);
    this.#base = run(this.root, "rev-parse", "HEAD");
    put(this.root, NEW);
  }

  record(options: ProjectOptions = {}): Promise<Recording> {
    const { root, cache: snapshots } = this;
    const env = { RUNS: this.#runs, ...options.env };
    return recordProject(
      { ...BASE, ...NEW },
      { judged: ["2_b.cjs"], root, base: this.#base, snapshots, ...options, env },
    );
  }

  /** How often the migration of the base has run. */
  get runs(): number {
    return readFileSync(this.#runs, "utf8").length;
  }

  get snapshot(): string {
    const [name = ""] = readdirSync(this.cache);
    return join(this.cache, name);
  }
}

test("what the base left is found again, and the recording is the same", async () => {
  const project = new Project();
  const first = await project.record();
  expect(first.base).toMatchObject({ from: "checkout", migrations: [{ id: "1_a.cjs", recorded: true }] });
  expect(first.migrations).toMatchObject([{ id: "2_b.cjs", recorded: true }]);
  expect(project.runs).toBe(1);
  expect(await project.record()).toEqual(first);
  expect(project.runs).toBe(1);
  // Another change upon the same base.
  writeFileSync(join(project.root, "migrations/2_b.cjs"), running("ALTER TABLE a ADD c text"));
  const { migrations } = await project.record();
  expect(migrations.map(({ sent }) => sent.map(({ sql }) => sql))).toEqual([
    ["BEGIN", "ALTER TABLE a ADD c text", "COMMIT"],
  ]);
  expect(project.runs).toBe(1);
});

test("a snapshot that is damaged or of something else is not used, and made again", async () => {
  const project = new Project();
  const first = await project.record();
  const damages: ((path: string) => void)[] = [
    (path) => truncateSync(path, 1000),
    // What it says of the base, and the pages of the database.
    (path) => writeFileSync(path, replaced(readFileSync(path), "CREATE TABLE a", "CREATE TABLE x")),
    (path) => {
      const bytes = readFileSync(path);
      bytes.writeUInt8(bytes.readUInt8(bytes.length - 9) ^ 1, bytes.length - 9);
      writeFileSync(path, bytes);
    },
  ];
  for (const [at, damage] of damages.entries()) {
    damage(project.snapshot);
    expect(await project.record()).toEqual(first);
    expect(project.runs).toBe(2 + at);
  }
});

test("a run of all migrations is kept for the working tree that it was of", async () => {
  const project = new Project();
  const replayed = { base: "0".repeat(40) };
  const first = await project.record(replayed);
  expect(first.base.from).toBe("replay");
  expect(await project.record(replayed)).toEqual(first);
  expect(project.runs).toBe(1);
});

function replaced(bytes: Buffer, text: string, other: string): Buffer {
  const at = bytes.indexOf(text);
  expect(at).toBeGreaterThan(0);
  bytes.write(other, at);
  return bytes;
}
