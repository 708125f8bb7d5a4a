import MarkdownIt from "markdown-it";
import { expect, test } from "vitest";
import type { SchemaEntry } from "../schema-diff/schema-diff.ts";
import { HOSTILE } from "./hostile.testing.ts";
import { BUDGET, renderMarkdown } from "./markdown.ts";
import { schemaSection } from "./markdown-schema.ts";
import { ordersReport } from "./sample-orders.testing.ts";
import { schemaDiffWords } from "./schema-diff-words.ts";

const markdown = new MarkdownIt({ html: true, linkify: true });
const ROOM = { budget: 12_000, lines: 40 };

function added(object: SchemaEntry["object"], name: string, after = "text"): SchemaEntry {
  return { kind: "added", object, name, before: null, after };
}

test("a summary names what there is of each kind, and counts where that is too much", () => {
  const changed: SchemaEntry = { kind: "changed", object: "index", name: "i", before: "a", after: "b" };
  const removed: SchemaEntry = { kind: "removed", object: "policy", name: "t.p", before: "a", after: null };
  expect(
    schemaDiffWords([added("table", "t"), added("table", "u"), changed, { ...changed, name: "j" }, removed]),
  ).toBe("2 tables added, 2 indexes changed, 1 policy removed");
  const kinds = ["table", "column", "view", "enum", "domain", "sequence"] as const;
  expect(schemaDiffWords([...kinds.map((object) => added(object, "x")), changed, removed])).toBe(
    "6 objects added, 1 changed, 1 removed",
  );
});

test("whatever a name or a definition holds, it stays text in its place", () => {
  const diff = HOSTILE.flatMap((text): SchemaEntry[] => [
    added("column", text, text),
    added("table", text, `a int\n${text}\nb int`),
    { kind: "changed", object: "view", name: text, before: `SELECT 1\n${text}`, after: `${text}\nSELECT 2` },
  ]);
  const html = markdown.render(schemaSection(diff, { budget: 1_000_000, lines: 100 }));
  expect(html.match(/<li>/g)).toHaveLength(diff.length);
  expect(
    html.replace(/<code[^>]*>[^<]*<\/code>|<\/?(?:details|summary|ul|li|strong|pre|p)>/g, ""),
  ).not.toMatch(/[<>]/);
  expect(html).not.toMatch(/<(?:script|img|a|h1|em)\b/);
});

test("what is too long is counted, and the comment keeps its limit", () => {
  const columns = Array.from({ length: 60 }, (_, n) => `column_${n} text`).join("\n");
  expect(schemaSection([added("table", "wide", columns)], ROOM)).toContain("  … and 20 more lines\n");
  const diff = Array.from({ length: 2_000 }, (_, n) => added("column", `orders.column_${n}`));
  const section = schemaSection(diff, ROOM);
  expect(section.length).toBeLessThan(ROOM.budget + 2_500);
  expect(section).toMatch(/\n\nand 1,\d\d\d more\n\n<\/details>$/);
  const comment = renderMarkdown({ ...ordersReport(), schemaDiff: diff });
  expect(comment.length).toBeLessThan(BUDGET);
  expect(comment).toContain("Changes to the schema: 2,000 columns added");
  expect(renderMarkdown({ ...ordersReport(), schemaDiff: diff }, 8_000)).not.toContain(
    "Changes to the schema",
  );
});
