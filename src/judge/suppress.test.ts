import { beforeAll, expect, test } from "vitest";
import { type AnyRule, defineRule, effectsOf } from "../rule.ts";
import { loadParser, parseScript } from "../sql/parse.ts";
import { NO_PRODUCTION } from "./change.ts";
import { judge } from "./judge.ts";
import { loadRules } from "./load-rules.ts";
import { DEFAULT_WEIGHING, type LevelOverride } from "./weight.ts";

beforeAll(() => loadParser());

const ofRun = [...(await loadRules())].flatMap(([id, { rule }]) =>
  rule.scope === "run" ? [[id, rule] as const] : [],
);

const rewrites = defineRule({
  level: "error",
  summary: "rewrites",
  judge: (analyzed) => effectsOf(analyzed, "rewrite").map((because) => ({ message: "rewrites a", because })),
});

/** Judges a script whose every statement rewrites table a. */
function judged(sql: string, unanalyzed: readonly number[] = [], levels: readonly LevelOverride[] = []) {
  const path = "m.sql";
  const rewrite = { kind: "rewrite", relation: "public.a", isNew: false, evidence: "catalogue" } as const;
  const outcome = judge(
    [
      [
        {
          migration: {
            id: "m",
            tool: "sql",
            path,
            sql,
            transaction: "file",
            atomicity: "file",
            note: null,
          },
          statements: parseScript(sql).statements.map((statement) => {
            return {
              statement,
              effects: statement.command === "ALTER TABLE" ? [rewrite] : [],
              transaction: 0,
            };
          }),
        },
      ],
    ],
    unanalyzed.map((line) => ({ path, line, reason: "not understood" })),
    {
      rules: new Map<string, AnyRule>([["rewrites-table", rewrites], ...ofRun]),
      weighing: { ...DEFAULT_WEIGHING, levels },
      production: NO_PRODUCTION,
      today: "2026-11-22",
    },
  );
  return {
    findings: outcome.findings.map(({ line, level, rule }) => `${line} ${level} ${rule}`),
    messages: outcome.findings.map(({ message }) => message),
    suppressed: outcome.suppressed.map(
      ({ rule, line, reason, until }) => `${line} ${rule}: ${reason} (${until})`,
    ),
    unanalyzed: outcome.unanalyzed.map(({ line }) => line),
  };
}

const ALTER = "ALTER TABLE a ALTER b TYPE bigint;";

test("a reasoned ignore before, inside or behind its statement moves the finding to suppressed", () => {
  for (const sql of [
    `-- lockgate: ignore rewrites-table because a holds ten rows until 2026-11-22\n${ALTER}`,
    `/* lockgate: ignore rewrites-table because a holds ten rows until 2026-11-22 */\n-- more words\n\n${ALTER}`,
    `${ALTER} -- lockgate: ignore rewrites-table because a holds ten rows until 2026-11-22`,
    "ALTER TABLE a -- lockgate: ignore rewrites-table because a holds ten rows until 2026-11-22\n ALTER b TYPE bigint;",
  ]) {
    const { findings, suppressed } = judged(sql);
    expect(findings).toEqual([]);
    expect(suppressed).toEqual([expect.stringContaining("rewrites-table: a holds ten rows (2026-11-22)")]);
  }
});

test("an ignore holds for one statement only", () => {
  const { findings } = judged(`-- lockgate: ignore rewrites-table because small\n${ALTER}\n${ALTER}`);
  expect(findings).toEqual(["3 error rewrites-table"]);
});

test.each([
  ["ignore rewrites-table", "unreasoned-ignore", 'gives no reason: add "because ..."'],
  [
    "ignore rewrites-table because small until 2026-11-21",
    "expired-ignore",
    "the ignore of rewrites-table expired on 2026-11-21",
  ],
  ["ignore rewrite-table because small", "unknown-ignore", 'there is no rule "rewrite-table"'],
  ["ignore * because small", "unknown-ignore", 'there is no rule "*"'],
  [
    "ignore rewrites-table because small until friday",
    "malformed-ignore",
    '"until friday" is not a date: write it as 2027-01-31',
  ],
  ["disable all", "malformed-ignore", expect.stringContaining('"lockgate: disable all" is not understood')],
])("an ignore that is wrong does not hold and is reported: %s", (text, rule, message) => {
  const { findings, messages, suppressed } = judged(`-- lockgate: ${text}\n${ALTER}`);
  expect(findings).toEqual([`1 warning ${rule}`, "2 error rewrites-table"]);
  expect(messages[0]).toEqual(message);
  expect(suppressed).toEqual([]);
});

test("an ignore that nothing answers to is reported, unless its statement was not analysed", () => {
  const sql = "-- lockgate: ignore rewrites-table because small\nSELECT 1;";
  expect(judged(sql).findings).toEqual(["1 warning unused-ignore"]);
  expect(judged(sql, [2]).findings).toEqual([]);
  expect(judged("SELECT 1; SELECT 2;\n-- lockgate: ignore rewrites-table because x").messages).toEqual([
    "no statement follows this ignore of rewrites-table",
  ]);
});

test("the configuration gives these findings a level as any other, for some paths, too", () => {
  const sql = "-- lockgate: ignore rewrites-table because small\nSELECT 1;";
  const level = (set: LevelOverride["level"], path: string): LevelOverride => {
    return { rule: "unused-ignore", level: set, where: (at) => at === path };
  };
  expect(judged(sql, [], [level("error", "m.sql")]).findings).toEqual(["1 error unused-ignore"]);
  expect(judged(sql, [], [level("off", "m.sql")]).findings).toEqual([]);
  expect(judged(sql, [], [level("off", "n.sql")]).findings).toEqual(["1 warning unused-ignore"]);
});

test("what is not analysed can be ignored with a reason", () => {
  const sql = "-- lockgate: ignore unanalyzed because it only reads\nDO $$ BEGIN END $$;\nSELECT 1;";
  expect(judged(sql, [2, 3])).toMatchObject({
    findings: [],
    suppressed: ["2 unanalyzed: it only reads (null)"],
    unanalyzed: [3],
  });
  expect(judged(sql).findings).toEqual(["1 warning unused-ignore"]);
});

test("words in strings are no ignore", () => {
  expect(judged(`SELECT '-- lockgate: ignore rewrites-table because x';\n${ALTER}`).findings).toEqual([
    "2 error rewrites-table",
  ]);
});
