import sarif from "@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json" with { type: "json" };
import { Ajv } from "ajv";
import { expect, test } from "vitest";
import { validateXML } from "xmllint-wasm";
import type { Finding } from "../judge/finding.ts";
import { renderAgent } from "./agent.ts";
import { hostileDrift, sampleDrift } from "./drift/sample-drift.testing.ts";
import { FORMATS, render } from "./format.ts";
import { renderGithub } from "./github.ts";
import { renderGitlab } from "./gitlab.ts";
import { HOSTILE } from "./hostile.testing.ts";
import { renderJunit } from "./junit.ts";
import { JUNIT_XSD } from "./junit-xsd.testing.ts";
import { logSafe } from "./log-safe.ts";
import type { Report } from "./report.ts";
import { ordersReport } from "./sample-orders.testing.ts";
import { sampleReport } from "./sample-report.testing.ts";
import { renderSarif } from "./sarif.ts";
import { PLAIN, type View } from "./view.ts";

const path = "prisma/migrations/20261120_orders/migration.sql";
const unread = { path: "db/a b.sql", line: 4, reason: 'syntax error at or near "selct"' };
const orders = ordersReport({
  unanalyzed: [unread, { ...unread, line: 9 }, { path: "x.sql", line: null, reason: "is not UTF-8" }],
});

const hostile = sampleReport({
  migrations: HOSTILE.map((text, index) => ({
    id: `m${index}`,
    path: `db/${index} ${text}.sql`,
    sql: "SELECT 1",
    findings: [
      {
        statement: 0,
        rule: text,
        level: "error",
        message: text,
        facts: [{ kind: "queries", text, query: text } as const],
        remedy: { summary: text, sql: text },
      },
      { statement: 0, rule: text, level: "note", message: text },
    ],
  })),
  unanalyzed: HOSTILE.map((text) => ({ path: text, line: 1, reason: text })),
  repository: HOSTILE.map((text) => ({ rule: text, level: "warning", message: text })),
});

/** As a run with a live database tells it. */
const drifted: Report = { ...orders, drift: sampleDrift() };
const hostileDrifted: Report = { ...hostile, drift: hostileDrift() };

const view: View = {
  ...PLAIN,
  rules: new Map([
    [
      "rewrites-table",
      {
        id: "rewrites-table",
        level: "error",
        summary: "It rewrites.",
        readme: "# rewrites-table\n\nIt rewrites.",
      },
    ],
  ]),
};

test("every format is the same from run to run, ends with a line break and holds no control character", async () => {
  for (const format of FORMATS) {
    for (const report of [orders, hostile, drifted, hostileDrifted, sampleReport({ migrations: [] })]) {
      const text = await render(format, report, view);
      expect(text).toBe(await render(format, structuredClone(report), view));
      expect(text.endsWith("\n"), format).toBe(true);
      // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this looks for
      expect(text, format).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028-\u202e]/);
    }
  }
});

test("agent: a line a finding with its fix, and always a last line", () => {
  expect(renderAgent(orders).split("\n")).toEqual([
    'db/a b.sql:4 unanalyzed: syntax error at or near "selct"',
    'db/a b.sql:9 unanalyzed: syntax error at or near "selct"',
    "x.sql unanalyzed: is not UTF-8",
    `${path}:3 error rewrites-table: rewrites orders under ACCESS EXCLUSIVE: no reads, no writes (12.3 M rows, 4.1 GB)`,
    `${path}:4 error blocks-writes-while-indexing: builds orders_org_idx under SHARE: no writes to orders | fix: move it to its own migration: CREATE INDEX CONCURRENTLY "orders_org_idx" ON "orders"("org_id");`,
    `${path}:6 warning scans-under-lock: reads all of orders to check orders_org_fkey under SHARE ROW EXCLUSIVE: no writes to orders and org | fix: add it NOT VALID, then validate it in a migration of its own: ALTER TABLE "orders" ADD CONSTRAINT "orders_org_fkey" FOREIGN KEY ("org_id") REFERENCES "org"("id") NOT VALID; ALTER TABLE "orders" VALIDATE CONSTRAINT "orders_org_fkey";`,
    `${path}:6 note piles-up-locks: holds blocking locks on 2 tables in one transaction`,
    "repository note waits-without-timeout: no lock_timeout is set: a migration that waits for a lock makes everyone behind it wait",
    "incomplete: 2 errors, 1 warning, 2 notes; 1 migration, 3 statements, 3 not analyzed",
    "",
  ]);
});

test("agent: steps keep their lines, as a comment would swallow what stands behind it", () => {
  const remedy = {
    summary: "in two steps",
    sql: "-- migration 1\nALTER TABLE t ADD u int;\n-- migration 2\nDROP TABLE t;\n",
  };
  const finding = { ...orders.findings[0], remedy } as Finding;
  const text = renderAgent({ ...orders, unanalyzed: [], findings: [finding] });
  expect(text.split("\n").slice(0, 6)).toEqual([
    expect.stringMatching(/\| fix: in two steps:$/),
    "    -- migration 1",
    "    ALTER TABLE t ADD u int;",
    "    -- migration 2",
    "    DROP TABLE t;",
    expect.stringMatching(/^incomplete: /),
  ]);
});

test("github: annotations on the lines, ten of a kind, the worst first", () => {
  const lines = renderGithub(orders, PLAIN).split("\n");
  expect(lines.slice(0, 4)).toEqual([
    '::error file=db/a b.sql,line=4,endLine=4,title=lockgate%3A not analyzed::syntax error at or near "selct"',
    '::error file=db/a b.sql,line=9,endLine=9,title=lockgate%3A not analyzed::syntax error at or near "selct"',
    "::error file=x.sql,title=lockgate%3A not analyzed::is not UTF-8",
    `::error file=${path},line=3,endLine=3,title=lockgate%3A rewrites-table::rewrites orders under ACCESS EXCLUSIVE: no reads, no writes (12.3 M rows, 4.1 GB)`,
  ]);
  expect(lines[5]).toMatch(/^::warning file=.*,line=6,endLine=8,title=.*%0ASafer: add it NOT VALID/);
  expect(lines.at(-2)).toMatch(/^lockgate: incomplete: 2 errors/);
  const many = ordersReport({
    migrations: [
      {
        id: "m",
        sql: "SELECT 1;".repeat(40),
        findings: Array.from({ length: 40 }, (_, statement) => ({
          statement,
          rule: "r",
          level: "error",
          message: `m${statement}`,
        })),
      },
    ],
  });
  expect(renderGithub(many, PLAIN).match(/^::error/gm)).toHaveLength(10);
  expect(renderGithub(many, PLAIN)).toContain("30 more findings are not annotated");
});

test("github: no text becomes a command of its own", () => {
  const commands = renderGithub(hostile, PLAIN)
    .split("\n")
    .filter((line) => line.includes("::"));
  for (const line of commands) expect(line).toMatch(/^::(error|warning|notice) file=[^:]*::/);
  expect(renderGithub(hostile, PLAIN)).not.toMatch(/^##\[|^::(set-output|add-mask|stop-commands)/m);
});

// The schema is of draft 04; what it uses means the same in later drafts but for the name of its own id.
const { $schema: _draft, id: _id, ...sarifSchema } = sarif;
const isSarif = new Ajv({
  strict: false,
  allErrors: true,
  validateFormats: false,
  unicodeRegExp: false,
}).compile(sarifSchema);

test("no line of a log is a command to GitHub's runner", async () => {
  for (const format of FORMATS) {
    const text = await render(format, hostileDrifted, { ...view, verbose: true });
    const isLogged = format === "pretty" || format === "markdown" || format === "agent";
    const logged = isLogged ? logSafe(text) : text;
    expect(logged, format).not.toContain("##[");
    if (format !== "github") expect(logged, format).not.toMatch(/^\s*::/m);
  }
});

test("sarif: valid, each result on its lines, rules with their help", () => {
  for (const report of [orders, hostile, drifted, hostileDrifted]) {
    const log = JSON.parse(renderSarif(report, view));
    expect(isSarif(log), JSON.stringify(isSarif.errors?.slice(0, 3))).toBe(true);
    const [run] = log.runs;
    for (const result of run.results) expect(run.tool.driver.rules[result.ruleIndex].id).toBe(result.ruleId);
  }
  const [run] = JSON.parse(renderSarif(orders, view)).runs;
  expect(run.tool.driver.rules.find(({ id }: { id: string }) => id === "rewrites-table")).toEqual({
    id: "rewrites-table",
    shortDescription: { text: "It rewrites." },
    help: { text: "# rewrites-table\n\nIt rewrites.", markdown: "# rewrites-table\n\nIt rewrites." },
    defaultConfiguration: { level: "error" },
  });
  expect(run.results[2].locations[0].physicalLocation).toEqual({
    artifactLocation: { uri: path, uriBaseId: "%SRCROOT%" },
    region: { startLine: 6, endLine: 8 },
  });
  expect(run.invocations).toEqual([{ executionSuccessful: false }]);
  expect(run.results.at(-3).locations[0].physicalLocation.artifactLocation.uri).toBe("db/a%20b.sql");
  const marks = run.results.map(({ partialFingerprints }: { partialFingerprints: object }) =>
    JSON.stringify(partialFingerprints),
  );
  expect(new Set(marks).size).toBe(marks.length);
});

/** What GitLab's documentation asks of an entry. */
const isCodeQuality = new Ajv({ allErrors: true }).compile({
  type: "array",
  items: {
    type: "object",
    required: ["description", "check_name", "fingerprint", "severity", "location"],
    properties: {
      description: { type: "string" },
      check_name: { type: "string" },
      fingerprint: { type: "string", minLength: 1 },
      severity: { enum: ["info", "minor", "major", "critical", "blocker"] },
      location: {
        type: "object",
        required: ["path", "lines"],
        properties: {
          path: { type: "string", pattern: "^(?!\\./)" },
          lines: {
            type: "object",
            required: ["begin"],
            properties: { begin: { type: "integer", minimum: 1 } },
          },
        },
      },
    },
  },
});

test("gitlab: valid, fingerprints unique and the same when lines move", () => {
  const entries = (report: Report) => JSON.parse(renderGitlab(report)) as { fingerprint: string }[];
  for (const report of [orders, hostile, drifted, hostileDrifted]) {
    expect(isCodeQuality(entries(report)), JSON.stringify(isCodeQuality.errors?.slice(0, 3))).toBe(true);
    const marks = entries(report).map(({ fingerprint }) => fingerprint);
    expect(new Set(marks).size).toBe(marks.length);
  }
  const moved = ordersReport({
    unanalyzed: orders.unanalyzed.map((entry) => ({ ...entry, line: (entry.line ?? 0) + 7 })),
  });
  expect(entries(moved).map(({ fingerprint }) => fingerprint)).toEqual(
    entries(orders).map(({ fingerprint }) => fingerprint),
  );
  expect(entries(orders)).toHaveLength(3 + 4);
});

test("junit: valid; a failure is at or above --fail-on, an error is what was not analyzed", async () => {
  const plain = sampleReport({ migrations: [{ id: "1", sql: "SELECT 1" }] });
  for (const report of [orders, hostile, plain, drifted, hostileDrifted]) {
    const contents = renderJunit(report, PLAIN);
    const outcome = await validateXML({
      xml: { fileName: "report.xml", contents },
      schema: { fileName: "junit.xsd", contents: JUNIT_XSD },
    });
    expect(outcome.errors, contents).toEqual([]);
  }
  expect(renderJunit(orders, PLAIN)).toContain(
    '<testsuites name="lockgate" tests="8" failures="2" errors="3">',
  );
  const strict = renderJunit(orders, { ...PLAIN, fails: (level) => level !== "note" });
  expect(strict).toContain('<testsuites name="lockgate" tests="8" failures="3" errors="3">');
  expect(renderJunit(sampleReport({ migrations: [{ id: "1", sql: "SELECT 1" }] }), PLAIN)).toContain(
    '<testcase name="no findings" classname="prisma/migrations/1/migration.sql"/>',
  );
});

test("every format tells of drift, and none of a live database that was not asked", async () => {
  for (const format of FORMATS) {
    const text = await render(format, drifted, view);
    expect(text, format).toContain("20250102_orders");
    expect(await render(format, orders, view), format).not.toContain("20250102_orders");
    // Without a place in the repository it is no entry for GitLab.
    if (format !== "gitlab") expect(text, format).toContain("the migrations make it bigint");
  }
  const clean = { ...orders, drift: sampleDrift({ verdict: "clean", targets: [] }) };
  expect(await render("pretty", clean, view)).toContain(" · drift: clean");
  expect(await render("markdown", clean, view)).toContain(" · no drift");
});

test("sarif: drift on a file is a result, the rest is told of the run", () => {
  const [run] = JSON.parse(renderSarif(drifted, view)).runs;
  const results = run.results.filter(({ ruleId }: { ruleId: string }) => ruleId === "drift");
  expect(results).toHaveLength(1);
  expect(results[0].locations[0].physicalLocation.artifactLocation.uri).toBe(
    "prisma/migrations/20250102_orders/migration.sql",
  );
  expect(run.invocations[0].toolExecutionNotifications).toHaveLength(3);
});

test("every format says by which version a newer one is judged", async () => {
  const newer: Report = { ...orders, postgres: { major: 19, from: "flag", judgedAs: 18 } };
  for (const format of FORMATS) {
    const text = await render(format, newer, view);
    expect(text, format).toMatch(
      /PostgreSQL 19 \(judged as 18\)|"major": 19,\s+"from": "flag",\s+"judgedAs": 18/,
    );
    expect(await render(format, orders, view), format).not.toMatch(/judged ?as/i);
  }
});
