import { beforeAll, expect, test } from "vitest";
import { discover } from "../migrations/find/discover.ts";
import { memoryTree } from "../migrations/memory-tree.testing.ts";
import { loadParser, parseScript } from "../sql/parse.ts";
import { takeBack } from "./take-back.ts";

beforeAll(loadParser);

const ORIGINAL = 'CREATE TABLE b (id int);\nCREATE INDEX "I" ON a (x);\n';
const KEPT = "CREATE TABLE b (id int);\n";
const INDEX = { sql: 'CREATE INDEX CONCURRENTLY "I" ON a (x);\n', alone: true };

/** The index goes to a file of its own. */
async function taken(files: Readonly<Record<string, string>>, path: string) {
  const tree = memoryTree(files);
  const where = { starts: [""], byHand: new Set<string>(), declared: [], tool: null };
  const [found] = (await discover(tree, where)).found;
  const file = found?.listing.files.find((one) => one.path === path);
  if (found === undefined || file === undefined) throw new Error(`no migration ${path}`);
  const lineBreak = files[path]?.includes("\r\n") ? "\r\n" : "\n";
  const inFile = (sql: string) => sql.replaceAll("\n", lineBreak);
  return takeBack({
    tree,
    folder: found.folder,
    file,
    text: (files[path] ?? "").replace(inFile(ORIGINAL), inFile(KEPT)),
    original: parseScript(ORIGINAL).statements,
    kept: KEPT,
    further: [{ ...INDEX, sql: inFile(INDEX.sql) }],
    later: [],
  });
}

test("a section of the same file: all else in it stays", async () => {
  const text = `-- +goose Up\n${ORIGINAL}\n-- +goose Down\n-- the index\nDROP INDEX "I";\n\n-- the table\nDROP TABLE b; -- gone\n`;
  for (const lineBreak of ["\n", "\r\n"]) {
    const result = await taken({ "db/1_a.sql": text.replaceAll("\n", lineBreak) }, "db/1_a.sql");
    expect(result).toMatchObject({
      text: `-- +goose Up\n${KEPT}\n-- +goose Down\n\n-- the table\nDROP TABLE b; -- gone\n`.replaceAll(
        "\n",
        lineBreak,
      ),
      beside: [],
      further: [{ down: `DROP INDEX CONCURRENTLY "I";${lineBreak}` }],
    });
  }
});

test("a file of its own", async () => {
  const files = {
    "migrations/1_a.up.sql": ORIGINAL,
    "migrations/1_a.down.sql": 'DROP TABLE b;\nDROP INDEX "I";\n',
  };
  expect(await taken(files, "migrations/1_a.up.sql")).toMatchObject({
    text: KEPT,
    beside: [{ path: "migrations/1_a.down.sql", text: "DROP TABLE b;\n" }],
    further: [{ down: 'DROP INDEX CONCURRENTLY "I";\n' }],
  });
});

test("nothing is left of it", async () => {
  const files = { "migrations/1_a.up.sql": ORIGINAL, "migrations/1_a.down.sql": 'DROP INDEX "I";\n' };
  expect((await taken(files, "migrations/1_a.up.sql")).beside).toEqual([
    { path: "migrations/1_a.down.sql", text: "-- Nothing to take back.\n" },
  ]);
});

test.each([
  ["no way back", { "migrations/1_a.up.sql": ORIGINAL }],
  ["an empty one", { "migrations/1_a.up.sql": ORIGINAL, "migrations/1_a.down.sql": "-- none\n" }],
  [
    "one that PostgreSQL does not read",
    { "migrations/1_a.up.sql": ORIGINAL, "migrations/1_a.down.sql": "DROP;\n" },
  ],
])("%s: it stays as it is", async (_, files) => {
  expect(await taken(files, "migrations/1_a.up.sql")).toMatchObject({
    text: KEPT,
    beside: [],
    further: [{ down: "" }],
  });
});

test("what the files change of the schema", async () => {
  const result = await taken({ "migrations/1_a.up.sql": ORIGINAL }, "migrations/1_a.up.sql");
  const added = { change: "added", schema: null, condition: null };
  expect(result.changes).toEqual([{ ...added, part: "table", table: "b", name: "b" }]);
  expect(result.further[0]?.changes).toEqual([{ ...added, part: "index", table: "a", name: "I" }]);
});
