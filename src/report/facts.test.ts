import MarkdownIt from "markdown-it";
import { expect, test } from "vitest";
import type { Fact } from "../judge/finding.ts";
import { renderAgent } from "./agent.ts";
import { renderGithub } from "./github.ts";
import { renderGitlab } from "./gitlab.ts";
import { HOSTILE } from "./hostile.testing.ts";
import { renderJson } from "./json.ts";
import { renderJunit } from "./junit.ts";
import { renderMarkdown } from "./markdown.ts";
import { renderPretty } from "./pretty.ts";
import { factsReport } from "./sample-facts.testing.ts";
import { renderSarif } from "./sarif.ts";
import { PLAIN } from "./view.ts";
import { widthOf } from "./width.ts";

const SUMMARY =
  "live queries: 212 checked · 7 not (5 unknown functions, 2 unknown or temporary tables) · 31 hidden (grant pg_read_all_stats)";

test.each([80, 100, 120])("pretty keeps within %i columns", (columns) => {
  const text = renderPretty(factsReport(), { ...PLAIN, columns });
  for (const line of text.split("\n")) expect(widthOf(line)).toBeLessThanOrEqual(columns);
});

test("pretty has a line each for queries, code and time below the finding, and the list's fate above the summary", () => {
  const text = renderPretty(factsReport(), PLAIN);
  expect(text).toContain(
    "     error  drops-column   drops orders.legacy and its data\n       still used: 3 of 212 live queries fail (41 calls/s), first: SELECT",
  );
  expect(text).toContain(
    "\n       and used as Order.legacy by the release on main: prisma/schema.prisma:41, src/invoice.ts:88 and 4 more\n",
  );
  expect(text).toContain(
    "\n       takes about 20-200 s (not calibrated) and writes 5.1 GB to 6.3 GB of WAL\n",
  );
  expect(text).toContain(`${SUMMARY}\n2 errors, 1 warning · `);
});

test("markdown has them as a list, and all failing queries folded", () => {
  const text = renderMarkdown(factsReport());
  expect(text).toContain(
    "· `drops-column`\n- still used: 3 of 212 live queries fail (41 calls/s), first: `SELECT ",
  );
  expect(text).toContain("<details><summary>3 live queries that fail</summary>\n\n- `SELECT");
  expect(text).toContain("= $1` (38.2 calls/s): column `orders.legacy` does not exist\n");
  expect(text).toContain("<br>live queries: 212 checked · 7 not (5 unknown functions");
});

test("formats without lists of their own say the same", () => {
  const report = factsReport();
  const code = "used as Order.legacy by the release on main: prisma/schema.prisma:41";
  for (const text of [
    renderAgent(report),
    renderGithub(report, PLAIN),
    renderGitlab(report),
    renderJunit(report, PLAIN),
    renderSarif(report, PLAIN),
  ])
    expect(text).toContain(code);
  for (const text of [
    renderAgent(report),
    renderGithub(report, PLAIN),
    renderJunit(report, PLAIN),
    renderSarif(report, PLAIN),
  ])
    expect(text).toContain(SUMMARY);
  expect(JSON.parse(renderJson(report)).liveQueries.broken).toHaveLength(3);
});

test("the text of a query stays text", () => {
  const facts = HOSTILE.map((text): Fact => ({ kind: "queries", text, query: text }));
  const hostile = {
    checked: 1,
    notChecked: HOSTILE.map((reason) => ({ reason, count: 1 })),
    hidden: 0,
    left: 0,
    broken: HOSTILE.map((text) => ({
      id: text,
      sql: text,
      error: text,
      callsPerSecond: 1,
      migration: "m",
      statement: 0,
    })),
    otherResult: HOSTILE.map((text) => ({
      id: text,
      sql: text,
      callsPerSecond: 1,
      migration: "m",
      statement: 0,
    })),
  };
  const finding = { statement: 0, rule: "drops-column", level: "error", message: "drops a", facts } as const;
  const report = factsReport({ migrations: [{ id: "m", sql: "SELECT 1", findings: [finding] }] }, hostile);
  const markdown = renderMarkdown(report);
  // All HTML is the report's own, and each query is one code span.
  const blocks = new MarkdownIt({ html: true, linkify: true }).parse(markdown, {});
  const tokens = blocks.flatMap((block) => block.children ?? [block]);
  const html = tokens.filter(({ type }) => type.startsWith("html_")).map(({ content }) => content);
  const foreign = html.join("").replace(/<\/?(?:details|summary|sub|br|b|code)>/g, "");
  expect(foreign).not.toMatch(/[<>]/);
  expect(tokens.filter(({ type }) => /^(?:link|image|s|em)_/.test(type))).toEqual([]);
  expect(blocks.filter(({ type }) => type === "heading_open")).toHaveLength(2);
  for (const text of [
    renderPretty(report, PLAIN),
    renderAgent(report),
    renderGithub(report, PLAIN),
    markdown,
  ]) {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this looks for
    expect(text).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202e]/);
  }
  expect(renderGithub(report, PLAIN)).not.toMatch(/^::set-output/m);
});
