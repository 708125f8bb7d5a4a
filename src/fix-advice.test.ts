/** What a check says of `lockgate fix`: which findings, with which command, and what is right in place. */
import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { running, TOOL } from "./capture/capture.testing.ts";
import { type CheckOptions, check } from "./check.ts";
import { suggestionsOf } from "./comment/suggestions.ts";
import { fix } from "./fix.ts";
import { commit, folder, put, repository, run } from "./migrations/temporary-repository.testing.ts";
import { renderFix } from "./report/fix/fix-format.ts";
import { fixCommand } from "./report/fix-command.ts";
import { render } from "./report/format.ts";
import type { Report } from "./report/report.ts";

const SHOP = "CREATE TABLE orders (id int PRIMARY KEY, total int NOT NULL, note text);\n";
const INDEX = "CREATE INDEX orders_total_idx ON orders (total);\n";
const DROP = "ALTER TABLE orders DROP COLUMN note;\n";
const prisma = (dir: string, name: string) => `${dir}prisma/migrations/${name}/migration.sql`;

/** A branch with these further files. */
function branch(files: Readonly<Record<string, string>>, dir = ""): string {
  const root = repository({ [prisma(dir, "20260101000000_init")]: SHOP });
  put(root, files);
  return root;
}

async function judged(cwd: string, options: CheckOptions = {}): Promise<Report> {
  const { settings, ...rest } = options;
  return (await check({ cwd, env: {}, settings: { static: true, ...settings }, ...rest })).report;
}

const next = { [prisma("", "20260201000000_next")]: INDEX + DROP };

test("a finding with something to write is fixable, one whose data is lost is not", async () => {
  const report = await judged(branch(next));
  const levels = report.findings.filter(({ level }) => level !== "note");
  expect(levels.map(({ rule, fixable }) => [rule, fixable])).toEqual([
    ["blocks-writes-while-indexing", true],
    ["drops-column", undefined],
    ["waits-without-timeout", undefined],
  ]);
  expect(report.fix).toEqual({ command: "npx lockgate fix" });
  expect(await render("pretty", report)).toContain(
    "\n1 finding can be fixed: npx lockgate fix   (proves safe migrations; --write writes them)\n",
  );
  expect(await render("agent", report)).toContain(
    "\nfix for 1 finding: `npx lockgate fix --format agent` plans and proves safe migrations, --write writes them: run it before you write any by hand\n",
  );
  expect(await render("markdown", report)).toContain(
    "\n🔧 `npx lockgate fix` shows safe migrations for 1 finding, proven to make the same schema; with `--write` it writes them.\n",
  );
});

test("nothing is said where nothing can be written, and of migrations that are merged long since", async () => {
  const cases: [string, CheckOptions][] = [
    [branch({ [prisma("", "20260201000000_next")]: DROP }), {}],
    [branch(next), { all: true }],
    [branch(next), { paths: ["prisma"] }],
  ];
  for (const [cwd, options] of cases) {
    const report = await judged(cwd, options);
    expect(report.findings.length).toBeGreaterThan(0);
    expect(report.fix).toBeUndefined();
    for (const format of ["pretty", "agent", "markdown"] as const) {
      expect(await render(format, report)).not.toContain("lockgate fix");
    }
  }
});

test("the command is as check was called, without what may be secret", async () => {
  const root = branch({
    [prisma("packages/api/", "20260201000000_next")]: SHOP.replace("orders", "o") + INDEX,
  });
  put(root, next);
  mkdirSync(join(root, "sub dir"));
  const command = async (options: CheckOptions) => (await judged(root, options)).fix;
  const file = prisma("", "20260201000000_next");
  expect(await command({ paths: [file] })).toEqual({ command: `npx lockgate fix ${file}` });
  expect(await command({ paths: [join(root, file)] })).toEqual({ command: `npx lockgate fix ${file}` });
  expect(await command({ tool: "prisma", settings: { pgVersion: 16 } })).toEqual({
    command: "npx lockgate fix --tool prisma --pg-version 16",
  });
  expect(await command({ settings: { shadow: "postgres://u:secret@127.0.0.1/x" } })).toEqual({
    command: "npx lockgate fix",
  });
  expect(await command({ below: ["prisma"] })).toEqual({ command: "npx lockgate fix", directory: "prisma" });
  expect(await command({ cwd: join(root, "sub dir"), paths: [`../${file}`] })).toEqual({
    command: `npx lockgate fix ../${file}`,
    directory: "sub dir",
  });
});

test("a base that only the CI knows is named, the default one and a commit are not", async () => {
  const root = branch(next);
  run(root, "branch", "develop", "main");
  const command = async (options: CheckOptions) => (await judged(root, options)).fix?.command;
  expect(await command({ env: { GITHUB_BASE_REF: "develop" } })).toBe("npx lockgate fix --base develop");
  expect(await command({ env: { GITHUB_BASE_REF: "main" } })).toBe("npx lockgate fix");
  expect(await command({ settings: { base: run(root, "rev-parse", "main") } })).toBe("npx lockgate fix");
  put(root, { "lockgate.config.yaml": "base: develop\n" });
  run(root, "checkout", "-q", "main");
  commit(root);
  run(root, "checkout", "-q", "-B", "work");
  put(root, { [prisma("", "20260202000000_next")]: INDEX.replace("_idx", "_2") });
  expect(await command({})).toBe("npx lockgate fix");
});

test("words in the command are one each for a shell, and a path is no option", () => {
  const call = { paths: ["it's.sql", "$(id).sql", "b/c.sql"], config: "l.yaml", recording: ["r.json"] };
  expect(fixCommand(call, { cwd: "/r/a", from: "/r" })).toBe(
    "npx lockgate fix --config a/l.yaml --recording a/r.json 'a/it'\\''s.sql' 'a/$(id).sql' a/b/c.sql",
  );
  expect(fixCommand({ paths: ["~/x", "-v"] }, { cwd: "/r", from: "/r" })).toBe("npx lockgate fix '~/x' ./-v");
});

const file = (path: string, text: string): Record<string, string> => ({ [path]: text });

test.each([
  ["plain SQL, among others", file("migrations/2.sql", `SELECT 1;\n${INDEX}`), true],
  ["plain SQL, in its own transaction", file("migrations/2.sql", `BEGIN;\n${INDEX}COMMIT;\n`), false],
  ["Prisma, alone", file(prisma("", "2_next"), INDEX), true],
  ["Prisma, among others", file(prisma("", "2_next"), `SELECT 1;\n${INDEX}`), false],
  // The line that keeps goose from a transaction stands elsewhere in the file.
  [
    "goose, alone",
    file("goose/2_next.sql", `-- +goose Up\n${INDEX}-- +goose Down\nDROP INDEX orders_total_idx;\n`),
    false,
  ],
  [
    "goose, without a transaction",
    file("goose/2_next.sql", `-- +goose NO TRANSACTION\n-- +goose Up\n${INDEX}`),
    true,
  ],
])("an index that is to be built concurrently, in place: %s: %s", async (_, files, isInPlace) => {
  const [path = ""] = Object.keys(files);
  const first = path.replace("2_next", "1_init").replace("2.sql", "1.sql");
  const cwd = folder({ [first]: first.startsWith("goose") ? `-- +goose Up\n${SHOP}` : SHOP, ...files });
  const report = await judged(cwd, { paths: [path] });
  const suggested = suggestionsOf(report);
  expect(report.findings.find(({ rule }) => rule.startsWith("blocks-writes"))?.remedy?.inPlace).toBe(
    isInPlace ? true : undefined,
  );
  expect(suggested.map(({ body }) => /```suggestion\n(.*)\n```/.exec(body)?.[1])).toEqual(
    isInPlace ? ["CREATE INDEX CONCURRENTLY orders_total_idx ON orders (total);"] : [],
  );
});

test("of migrations in code the SQL is printed, as the report says", async () => {
  const config = "targets:\n  - dir: migrations\n    tool: knex\n    command: node migrate.cjs\n";
  const root = repository({
    ".gitignore": "node_modules\n",
    "lockgate.config.yaml": config,
    "migrate.cjs": TOOL,
    "migrations/1_a.cjs": running("CREATE TABLE a (id int PRIMARY KEY, b int)"),
  });
  symlinkSync(join(import.meta.dirname, "../node_modules"), join(root, "node_modules"));
  put(root, { "migrations/2_b.cjs": running("CREATE INDEX a_b_idx ON a (b)") });
  commit(root);
  const options = { cwd: root, env: { PATH: process.env.PATH, HOME: process.env.HOME }, noCache: true };
  const { report } = await check(options);
  expect(await render("pretty", report)).toContain(
    "\n1 finding can be fixed: npx lockgate fix   (prints the SQL for the migration's code)\n",
  );
  const plan = await fix({ ...options, write: true });
  expect([plan.exit, plan.report.written]).toEqual([1, []]);
  const shown = await renderFix("pretty", plan.report);
  expect(shown).toContain("     CREATE INDEX CONCURRENTLY a_b_idx ON a (b);\n");
  expect(shown).toContain("migrations/2_b.cjs   (1 step for you to write, not proven)\n");
  expect(shown).toMatch(
    /left as it is\n {2}migrations\/2_b\.cjs:\d+ {2}blocks-writes-while-indexing {3}knex migrations are code/,
  );
});
