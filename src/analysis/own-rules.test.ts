import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { NO_PRODUCTION } from "../judge/change.ts";
import { judge } from "../judge/judge.ts";
import { DEFAULT_WEIGHING } from "../judge/weight.ts";
import type { Migration } from "../migrations/migration.ts";
import { loadParser, parseScript } from "../sql/parse.ts";
import { startOwnRules } from "./own-rules.ts";

let folder: string;
beforeAll(() => loadParser());
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "lockgate-own-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(id: string, body: string, top = ""): void {
  mkdirSync(join(folder, id), { recursive: true });
  writeFileSync(join(folder, id, "README.md"), `# ${id}\n`);
  const rule = `{ level: "warning", summary: "s", judge(analyzed) { ${body} } }`;
  writeFileSync(join(folder, id, "rule.mjs"), `${top}\nexport default ${rule};\n`);
}

const path = "migrations/1.sql";
const sql = "DROP TABLE a;\nSELECT 1;";
async function judged(limits?: { load: number; judge: number }) {
  const lost = { kind: "destroy", what: "table", name: "a", cascade: false } as const;
  const effects = [{ ...lost, relation: "public.a", isNew: false, evidence: "catalogue" } as const];
  const statements = parseScript(sql).statements.map((statement) => ({ statement, effects, transaction: 0 }));
  const migration: Migration = {
    id: "1",
    tool: "sql",
    path,
    sql,
    transaction: "file",
    atomicity: "file",
    note: null,
  };
  const changes = [[{ migration, statements }]];
  const own = await startOwnRules([folder], limits);
  try {
    await own.judge(changes, NO_PRODUCTION, () => false);
    const rules = new Map([...own.rules].map(([id, { rule }]) => [id, rule]));
    const around = { weighing: DEFAULT_WEIGHING, production: NO_PRODUCTION, today: "2026-11-01" };
    return judge(changes, [], { rules, ...around });
  } finally {
    await own.end();
  }
}

const SPEAKS = 'return { message: "drops it", because: analyzed.effects[0] };';

test("a rule of one's own judges, with the remedy that it gives", async () => {
  write("warns-of-it", `${SPEAKS} }, remedy() { return { summary: "do not", sql: "" };`);
  const { findings, unanalyzed } = await judged();
  expect(findings).toMatchObject([
    { rule: "warns-of-it", level: "warning", message: "drops it", remedy: { summary: "do not" } },
    { line: 2 },
  ]);
  expect(unanalyzed).toEqual([]);
});

test.each([
  ["ends the process", "process.exit(0);", "", "it ended its process"],
  ["kills it", 'process.kill(process.pid, "SIGKILL");', "", "it ended its process"],
  ["throws what is no error", "throw null;", "", "null"],
  ["says what is no judgment", 'return { message: 1, because: "x" };', "", "what it says is no judgment"],
  [
    "says a function",
    "return { message: () => 1, because: analyzed.effects[0] };",
    "",
    "could not be cloned",
  ],
])("a rule that %s leaves the statements unanalyzed", async (_, body, top, reason) => {
  write("breaks-it", body, top);
  write("warns-of-it", SPEAKS);
  const { findings, unanalyzed } = await judged();
  expect(findings.map(({ rule }) => rule)).toEqual(["warns-of-it", "warns-of-it"]);
  expect(unanalyzed).toMatchObject(
    [1, 2].map((line) => ({ path, line, reason: expect.stringContaining(reason) })),
  );
});

test("a rule that bends what all code shares bends its own process only", async () => {
  const top =
    "Array.prototype.flatMap = () => []; JSON.stringify = () => '{}'; process.stdout.write = () => true;";
  write("bends-all", "analyzed.effects.length = 0; return undefined;", top);
  write("warns-of-it", SPEAKS);
  const { findings } = await judged();
  expect(findings.map(({ rule }) => rule)).toEqual(["warns-of-it", "warns-of-it"]);
  expect([1].flatMap((one) => [one, one])).toEqual([1, 1]);
});

test("a rule that does not end is ended", async () => {
  write("loops", "for (;;);");
  const { unanalyzed } = await judged({ load: 30_000, judge: 300 });
  expect(unanalyzed).toMatchObject([
    { line: 1, reason: "rule loops failed: it runs longer than 0.3 s" },
    { line: 2 },
  ]);
});

test("one that ends the process while it is loaded is a mistake", async () => {
  write("ends-it", "", "process.exit(0);");
  await expect(judged()).rejects.toMatchObject({
    name: "UsageError",
    message: expect.stringContaining("ended"),
  });
});
