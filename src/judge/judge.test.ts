import { beforeAll, expect, test } from "vitest";
import type { Effect, ScanEffect } from "../effects/effect.ts";
import type { Migration } from "../migrations/migration.ts";
import { defineRule, effectsOf, type Judgment, type Level, waitsFor } from "../rule.ts";
import { loadParser, parseScript } from "../sql/parse.ts";
import { analyze, NO_PRODUCTION, type ReadMigration } from "./change.ts";
import { judge } from "./judge.ts";
import { DEFAULT_WEIGHING, type Sizing, type SizingOverride, type Weighing } from "./weight.ts";

beforeAll(() => loadParser());

const on = { relation: "public.orders", isNew: false, evidence: "catalogue" } as const;
const lock: Effect = { kind: "lock", mode: "ACCESS EXCLUSIVE", role: "target", ...on };
const rewrite: Effect = { kind: "rewrite", ...on };
const scan: ScanEffect = { kind: "scan", reason: "constraint", of: "c", why: "checks constraint c", ...on };
const destroyed: Effect = { kind: "destroy", what: "column", name: "legacy", cascade: false, ...on };

const nulls: Effect = { kind: "fail", when: "on existing rows", reason: "nulls", sqlstate: "23502", ...on };

function ruleOn(kind: Effect["kind"], level: Level) {
  return defineRule({
    level,
    summary: kind,
    judge: (analyzed) =>
      effectsOf(analyzed, kind).map((because) => ({ message: `${kind} of ${because.relation}`, because })),
  });
}

const rules = new Map([
  ["drops-column", ruleOn("destroy", "error")],
  ["rewrites-table", ruleOn("rewrite", "error")],
  ["scans-under-lock", ruleOn("scan", "warning")],
  [
    "fails-on-existing-rows",
    defineRule({
      level: "warning",
      summary: "fails",
      judge: (analyzed) =>
        effectsOf(analyzed, "fail").map((because) => {
          return { message: because.reason, because, cause: waitsFor(because.relation ?? "") };
        }),
    }),
  ],
]);

function migrationOf(sql: string, effects: readonly (readonly Effect[])[], id = "1"): ReadMigration {
  const migration: Migration = {
    id,
    tool: "sql",
    path: `migrations/${id}.sql`,
    sql,
    transaction: "file",
    atomicity: "file",
    note: null,
  };
  const statements = parseScript(sql).statements.map((statement) => {
    return { statement, effects: effects[statement.index] ?? [], transaction: 0 };
  });
  return { migration, statements };
}

function judged(sql: string, effects: readonly Effect[], weighing: Partial<Weighing> = {}) {
  return judge([[migrationOf(sql, [effects])]], [], {
    rules,
    weighing: { ...DEFAULT_WEIGHING, ...weighing },
    production: NO_PRODUCTION,
    today: "2026-11-22",
  });
}

test("one finding a statement and cause: the gravest speaks, the rest stands folded below it", () => {
  const { findings } = judged("ALTER TABLE orders DROP COLUMN legacy", [lock, scan, rewrite, destroyed]);
  expect(findings.map(({ rule, also }) => [rule, also.map((folded) => folded.rule)])).toEqual([
    ["drops-column", []],
    ["rewrites-table", ["scans-under-lock"]],
  ]);
});

test("how long others wait depends on the table that is worked on, not on those that they wait for", () => {
  const small: ScanEffect = { ...scan, relation: "public.colours" };
  const sizes = new Map([
    ["public.colours", 40],
    ["public.orders", 12_000_000],
  ]);
  const judgedOf = (judgment: Judgment) =>
    judge([[migrationOf("SELECT 1", [[lock]])]], [], {
      rules: new Map([["a-rule", defineRule({ level: "error", summary: "a", judge: () => judgment })]]),
      weighing: DEFAULT_WEIGHING,
      production: {
        ...NO_PRODUCTION,
        stats: (relation) => {
          const rows = sizes.get(relation) ?? 0;
          return { relation, rows, bytes: rows * 100, writesPerSecond: null, readsPerSecond: null };
        },
      },
      today: "2026-11-22",
    }).findings.map(({ level, message }) => `${level} ${message}`);
  expect(judgedOf({ message: "scans", because: small, covering: [lock] })).toEqual([
    "note scans (orders: 12 M rows, 1.1 GB)",
  ]);
  expect(judgedOf({ message: "holds", because: lock, during: small })).toEqual([
    "note holds (orders: 12 M rows, 1.1 GB)",
  ]);
  expect(
    judgedOf({ message: "holds", because: { ...lock, relation: "public.colours" }, during: scan }),
  ).toEqual(["error holds (orders: 12 M rows, 1.1 GB)"]);
});

test("a sizing holds for the tables that it names", () => {
  const sizing = (assume: "small" | "large", table: string) => ({
    where: (_: string, relation: string | null) => relation === table,
    over: (general: Sizing) => ({ ...general, assume }),
  });
  const levelWith = (...sizings: SizingOverride[]) =>
    judged("ALTER TABLE orders ADD CHECK (a > 0)", [rewrite], { sizings }).findings.map(({ level }) => level);
  expect(levelWith(sizing("small", "public.orders"))).toEqual(["note"]);
  expect(levelWith(sizing("small", "public.users"))).toEqual(["error"]);
  expect(levelWith(sizing("small", "public.orders"), sizing("large", "public.orders"))).toEqual(["error"]);
});

test("bad rows are told below the lock, and stand by themselves once the lock is ignored", () => {
  const statement = "ALTER TABLE orders ALTER COLUMN note SET NOT NULL";
  const effects = [lock, scan, nulls];
  const { findings } = judged(statement, effects);
  expect(findings.map(({ rule, also }) => [rule, also.map((folded) => folded.rule)])).toEqual([
    ["scans-under-lock", ["fails-on-existing-rows"]],
  ]);
  const ignoring = (rule: string) => {
    const outcome = judged(`-- lockgate: ignore ${rule} because looked at\n${statement}`, effects);
    return outcome.findings.map(({ rule: told }) => told);
  };
  expect(ignoring("scans-under-lock")).toEqual(["fails-on-existing-rows"]);
  expect(ignoring("fails-on-existing-rows")).toEqual(["scans-under-lock"]);
  expect(ignoring("scans-under-lock,fails-on-existing-rows")).toEqual([]);
});

test("a small table makes a long lock a note, a big one raises it; lost data does not depend on size", () => {
  const levels = (rows: number) =>
    judge([[migrationOf("SELECT 1", [[scan, destroyed]])]], [], {
      rules,
      weighing: DEFAULT_WEIGHING,
      production: {
        ...NO_PRODUCTION,
        stats: (relation) => ({
          relation,
          rows,
          bytes: rows * 100,
          writesPerSecond: null,
          readsPerSecond: null,
        }),
      },
      today: "2026-11-22",
    }).findings.map(({ level, message }) => `${level} ${message}`);
  expect(levels(10)).toEqual([
    "error destroy of public.orders (10 rows, 1000 B)",
    "note scan of public.orders (10 rows, 1000 B)",
  ]);
  expect(levels(12_345_678)).toEqual([
    "error destroy of public.orders (12.3 M rows, 1.1 GB)",
    "error scan of public.orders (12.3 M rows, 1.1 GB)",
  ]);
});

test("configuration sets levels by rule and table, but never silences lost data", () => {
  const { findings } = judged("SELECT 1", [scan, rewrite, destroyed], {
    levels: [
      { rule: "drops-column", level: "off", where: null },
      { rule: "rewrites-table", level: "off", where: (_, relation) => relation === "public.orders" },
      { rule: "scans-under-lock", level: "error", where: (path) => path.startsWith("migrations/") },
    ],
  });
  expect(findings.map(({ rule, level }) => `${level} ${rule}`)).toEqual([
    "warning drops-column",
    "error scans-under-lock",
  ]);
});

test("fingerprints do not depend on lines, and equal findings have different ones", () => {
  const of = (sql: string, effects: Effect[]) =>
    judged(sql, effects).findings.map(({ fingerprint }) => fingerprint);
  const twice = of("DROP TABLE a", [destroyed, { ...destroyed, name: "other" }]);
  expect(new Set(twice).size).toBe(2);
  expect(of("\n\n-- moved\nDROP TABLE a", [destroyed])).toEqual(twice.slice(0, 1));
  expect(twice[0]).toMatch(/^[0-9a-f]{16}$/);
});

test("a rule that fails leaves its statement unanalyzed", () => {
  const broken = defineRule({
    level: "error",
    summary: "x",
    judge: () => {
      throw new Error("no such thing");
    },
  });
  const { unanalyzed } = judge([[migrationOf("SELECT 1;\nSELECT 2", [])]], [], {
    rules: new Map([["breaks", broken]]),
    weighing: DEFAULT_WEIGHING,
    production: NO_PRODUCTION,
    today: "2026-11-22",
  });
  expect(unanalyzed).toEqual([
    { path: "migrations/1.sql", line: 1, reason: "rule breaks failed: no such thing" },
    { path: "migrations/1.sql", line: 2, reason: "rule breaks failed: no such thing" },
  ]);
});

test("the statements of one transaction are seen together, also over migrations", () => {
  const together = (transactions: readonly (number | null)[]) => {
    const change = ["a", "b"].map((id, at) => {
      const read = migrationOf("SELECT 1; SELECT 2", [], id);
      const statements = read.statements.map((one, index) => {
        return { ...one, transaction: transactions[2 * at + index] ?? null };
      });
      return { ...read, statements };
    });
    return analyze(change, NO_PRODUCTION, () => false)
      .flatMap(({ statements }) => statements)
      .map((one) => one.together.map(({ index }) => index).join());
  };
  expect(together([0, 0, 0, 0])).toEqual(["0,1,2,3", "0,1,2,3", "0,1,2,3", "0,1,2,3"]);
  expect(together([0, 0, 1, 1])).toEqual(["0,1", "0,1", "2,3", "2,3"]);
  expect(together([null, 0, 0, null])).toEqual(["0", "1,2", "1,2", "3"]);
});
