/** Migrations and their tools that do what they should not. */
import { mkdirSync, renameSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { commit, put, repository } from "../migrations/temporary-repository.testing.ts";
import { projectWith, recordProject, running, TOOL } from "./capture.testing.ts";
import { readRecorded } from "./recorded-script.ts";
import { remarksOn, shortfallsOf } from "./shortfalls.ts";

const A = running("CREATE TABLE a (id int PRIMARY KEY)");
const SECOND = (...calls: readonly string[]) => `exports.up = async (client) => {
  ${calls[0]}
  const other = new (require("pg").Client)({ connectionString: process.env.DATABASE_URL });
  await other.connect();
  ${calls[1]}
  await other.end();
};`;
const wanted = (...names: readonly string[]) => names.map((id) => ({ id, path: `migrations/${id}` }));

test("a migration that waits for itself is told, with both its connections", async () => {
  const waits = SECOND(
    'await client.query("ALTER TABLE a ADD b int");',
    'await other.query("UPDATE a SET b = 1");',
  );
  const recording = await recordProject({ "migrations/1_a.cjs": A, "migrations/2_b.cjs": waits });
  expect(shortfallsOf(recording, wanted("1_a.cjs", "2_b.cjs"))).toEqual([
    {
      path: "migrations/2_b.cjs",
      line: null,
      reason:
        "Connection 2 runs `UPDATE a SET b = 1` (line 5) while connection 1 is idle in a transaction after `ALTER TABLE a ADD b int` (line 2) and holds public.a (AccessExclusiveLock): the migration waits for itself for ever",
    },
  ]);
});

test("a second connection on another table waits for nothing", async () => {
  const elsewhere = SECOND(
    'await client.query("ALTER TABLE a ADD b int");',
    'await other.query("CREATE TABLE c (id int)");',
  );
  const recording = await recordProject({ "migrations/1_a.cjs": A, "migrations/2_b.cjs": elsewhere });
  expect(shortfallsOf(recording, wanted("1_a.cjs", "2_b.cjs"))).toEqual([]);
  expect(remarksOn(recording)).toContainEqual(
    expect.stringContaining("Connection 2 runs `CREATE TABLE c (id int)` while connection 1 is idle"),
  );
});

test("a second connection that only connects changes nothing", async () => {
  const hello = SECOND('await client.query("ALTER TABLE a ADD b int");', "");
  const recording = await recordProject({ "migrations/1_a.cjs": A, "migrations/2_b.cjs": hello });
  expect(recording.notes).toEqual([]);
});

test("a statement that cannot be read is told at its line, not passed over", async () => {
  const recording = await recordProject({ "migrations/1_a.cjs": A });
  const [migration] = recording.migrations;
  const message = migration?.sent.find(({ sql }) => sql.startsWith("CREATE"));
  if (!migration || !message) throw new Error("nothing was recorded");
  const { listed, unread } = readRecorded(
    { ...migration, sent: [message, { ...message, sql: "ALTER TABLE a FROBNICATE" }] },
    recording.historyTable,
  );
  expect(listed).toHaveLength(1);
  expect(unread).toEqual([expect.objectContaining({ line: 2 })]);
});

test("a statement that PostgreSQL cannot read is the command's failure", async () => {
  const recording = await recordProject({ "migrations/1_a.cjs": running("ALTER TABLE a FROBNICATE") });
  const [shortfall] = shortfallsOf(recording, wanted("1_a.cjs"));
  expect(shortfall?.reason).toContain('syntax error at or near "FROBNICATE"');
});

test("a COPY of many rows, each in a message of its own, is one statement", async () => {
  const rows = 200_000;
  const copies = `exports.up = (client) => new Promise((resolve, reject) => {
    // As psql sends it: PostgreSQL's own messages, behind the driver's back.
    const { connection } = client;
    const line = Buffer.from("1\\n");
    const row = Buffer.alloc(5 + line.length);
    row.write("d"); row.writeInt32BE(4 + line.length, 1); line.copy(row, 5);
    const query = { text: "COPY a FROM STDIN", values: [], name: "", submit(c) { c.query(this.text); },
      handleCopyInResponse(c) {
        for (let n = 0; n < ${rows / 1000}; n++) c.stream.write(Buffer.concat(Array(1000).fill(row)));
        c.stream.write(Buffer.from([0x63, 0, 0, 0, 4]));
      },
      handleCommandComplete(message) { this.tag = message.text; }, handleReadyForQuery() { resolve(); },
      handleError(error) { reject(error); } };
    client.query(query);
  });`;
  const recording = await recordProject({
    "migrations/1_a.cjs": running("CREATE TABLE a (id int)"),
    "migrations/2_b.cjs": copies,
  });
  expect(recording.run).toMatchObject({ exit: 0 });
  const [, migration] = recording.migrations;
  const listed = migration && readRecorded(migration, recording.historyTable).listed;
  expect(listed?.map(({ text }) => text)).toEqual(["COPY a FROM STDIN"]);
  expect(Buffer.from(migration?.sent.find(({ copied }) => copied)?.copied ?? "", "base64")).toHaveLength(
    2 * rows,
  );
});

test("a client that dies in the middle of a message holds up nobody", async () => {
  const dies = `const { Client } = require("pg");
    const { connect } = require("node:net");
    (async () => {
      const url = process.env.DATABASE_URL;
      const client = new Client({ connectionString: url });
      await client.connect();
      await client.query("BEGIN");
      await client.query("CREATE TABLE lost (id int)");
      client.connection.stream.write(Buffer.from([0x51, 0, 0, 1]));
      client.on("error", () => {});
      client.connection.stream.destroy();
      const batch = new Client({ connectionString: url });
      await batch.connect();
      batch.on("error", () => {});
      const { connection } = batch;
      connection.parse({ text: "CREATE TABLE lost (id int)" });
      connection.bind({}); connection.execute({}); connection.flush();
      await new Promise((resolve) => setTimeout(resolve, 300));
      connection.stream.destroy();
      const other = new Client({ connectionString: url });
      await other.connect();
      const { rows } = await other.query("SELECT count(*)::int AS n FROM pg_class WHERE relname = 'lost'");
      console.log(rows[0].n);
      await other.end();
    })();`;
  const recording = await recordProject({ "migrate.cjs": dies, "migrations/1_a.cjs": A });
  expect(recording.run).toMatchObject({ exit: 0, lastLines: ["0"] });
});

test("migrations behind a link stand at their lines", async () => {
  const root = projectWith({ "migrations/1_a.cjs": A });
  mkdirSync(join(root, "db"));
  renameSync(join(root, "migrations"), join(root, "db/changes"));
  symlinkSync("db/changes", join(root, "migrations"));
  const recording = await recordProject({ "migrations/1_a.cjs": A }, { root });
  expect(recording.migrations.map(({ sent }) => sent.map(({ place }) => place))).toEqual([
    [expect.anything(), { path: "migrations/1_a.cjs", line: 2, from: "call" }, expect.anything()],
  ]);
});

test("files that the command writes in the checkout are told", async () => {
  const root = repository({ "migrate.cjs": "", "migrations/1_a.cjs": A, "schema.sql": "" });
  const writes = `require("node:fs").writeFileSync("schema.sql", "changed");
    require("node:fs").writeFileSync("new file", "");\n${TOOL}`;
  put(root, { "migrate.cjs": writes, ".gitignore": "node_modules\n" });
  symlinkSync(join(import.meta.dirname, "../../node_modules"), join(root, "node_modules"));
  commit(root);
  const recording = await recordProject({ "migrations/1_a.cjs": A }, { root });
  expect(remarksOn(recording)).toContain("The command changed files of the checkout: schema.sql, new file.");
});
