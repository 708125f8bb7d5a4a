import MarkdownIt from "markdown-it";
import { expect, test } from "vitest";
import { HOSTILE } from "./hostile.testing.ts";
import { BUDGET, renderMarkdown } from "./markdown.ts";
import { span } from "./markdown-text.ts";
import { ordersReport } from "./sample-orders.testing.ts";
import { type SampleMigration, sampleReport } from "./sample-report.testing.ts";

const markdown = new MarkdownIt({ html: true, linkify: true });

test("verdict, table, findings with what is safer, the rest folded", () => {
  expect(renderMarkdown(ordersReport())).toBe(`\
### ❌ lockgate: 2 errors, 1 warning

#### \`prisma/migrations/20261120_orders/migration.sql\`

<sub>Rehearsed on PostgreSQL 18, one transaction.</sub>

| Line | What it does | Lock | Blocks |
|--:|:--|:--|:--|
| **3** | rewrites \`orders\` | ACCESS EXCLUSIVE<br>\`orders\` | reads, writes |
| **4** | builds \`orders_org_idx\` | SHARE<br>\`orders\` | writes<br>since line 3: reads, writes of \`orders\` |
| **6** | reads all of \`orders\` | SHARE ROW EXCLUSIVE<br>\`orders\`, \`org\` | writes<br>since line 3: reads, writes of \`orders\` |

❌ **Line 3:** rewrites \`orders\` under ACCESS EXCLUSIVE: no reads, no writes (12.3 M rows, 4.1 GB) · \`rewrites-table\`

❌ **Line 4:** builds \`orders_org_idx\` under SHARE: no writes to \`orders\` · \`blocks-writes-while-indexing\`

<details><summary><b>Safer:</b> move it to its own migration</summary>

\`\`\`diff
- CREATE INDEX "orders_org_idx" ON "orders"("org_id");
+ CREATE INDEX CONCURRENTLY "orders_org_idx" ON "orders"("org_id");
\`\`\`

</details>

⚠️ **Line 6:** reads all of \`orders\` to check \`orders_org_fkey\` under SHARE ROW EXCLUSIVE: no writes to \`orders\` and \`org\` · \`scans-under-lock\`

<details><summary><b>Safer:</b> add it NOT VALID, then validate it in a migration of its own</summary>

\`\`\`sql
ALTER TABLE "orders" ADD CONSTRAINT "orders_org_fkey" FOREIGN KEY ("org_id") REFERENCES "org"("id") NOT VALID;
ALTER TABLE "orders" VALIDATE CONSTRAINT "orders_org_fkey";
\`\`\`

</details>

<details><summary>Timeline: locks held until commit, from line 3</summary>

\`\`\`text
━━━━━━━━━━━━  orders: ACCESS EXCLUSIVE from line 3, no reads, no writes
▲···▲···▲···  meanwhile: line 3 rewrites orders, 4 builds orders_org_idx, 6 reads all of orders
\`\`\`

</details>

<details><summary>2 notes</summary>

- ℹ️ \`prisma/migrations/20261120_orders/migration.sql:6\` holds blocking locks on 2 tables in one transaction · \`piles-up-locks\`
- ℹ️ no \`lock_timeout\` is set: a migration that waits for a lock makes everyone behind it wait · \`waits-without-timeout\`

</details>

<details><summary>1 suppressed finding</summary>

- \`drops-column\` in \`prisma/migrations/20261120_orders/migration.sql:3\` because the column was never written (until 2027-01-31)

</details>

<details><summary>1 folder not judged</summary>

- \`legacy/prisma/migrations\` (prisma): mysql, not PostgreSQL

</details>

<sub>lockgate 0.1.0 · 1 migration, 3 statements, all understood · rehearsed on PostgreSQL 18</sub>
`);
});

test("a clean change is one green line, what is not analyzed comes first", () => {
  const clean = sampleReport({ migrations: [{ id: "1", sql: "CREATE TABLE t (id int)" }] });
  expect(renderMarkdown(clean)).toBe(
    "### ✅ lockgate: no hazards found\n\n<sub>lockgate 0.1.0 · 1 migration, 1 statement, all understood · rehearsed on PostgreSQL 18</sub>\n",
  );
  const unread = ordersReport({
    unanalyzed: [{ path: "a.sql", line: 3, reason: "syntax error at end of input" }],
  });
  expect(renderMarkdown(unread).split("\n").slice(0, 5)).toEqual([
    "### 🚫 lockgate: 1 place not analyzed, 2 errors, 1 warning",
    "",
    "**Not analyzed**, so not known to be safe:",
    "",
    "- `a.sql:3` syntax error at end of input",
  ]);
});

test("what must be known of the whole run stands openly below the verdict, the rest folded", () => {
  const remarks = ["This change weakens it.", "b", "c", "d", "e"];
  const lines = renderMarkdown({ ...sampleReport({ migrations: [] }), remarks }).split("\n");
  expect(lines.slice(0, 8)).toEqual([
    "### ✅ lockgate: no new migrations",
    "",
    "- This change weakens it.",
    "- b",
    "- c",
    "- d",
    "",
    "<details><summary>1 remark</summary>",
  ]);
});

test("a version of production's own is not taken for the rehearsal's", () => {
  const text = renderMarkdown({ ...ordersReport(), postgres: { major: 16, from: "config" } });
  expect(text).toContain("Rehearsed for PostgreSQL 16, one transaction.");
  expect(text).toContain("· rehearsed for PostgreSQL 16</sub>");
});

/** A report with the text wherever text of others can stand. */
function reportWith(text: string) {
  const name = text.replaceAll('"', "").replaceAll("\0", "").trim() || "x";
  return sampleReport({
    migrations: [
      {
        id: text,
        path: `db/${text}.sql`,
        sql: `SELECT 1 AS "${name}"`,
        remarks: [text],
        effects: [
          [
            {
              kind: "lock",
              relation: `public.${text}`,
              mode: "SHARE",
              role: "target",
              isNew: false,
              evidence: "both",
            },
            { kind: "build", relation: text, index: text, isNew: false, evidence: "both" },
          ],
        ],
        findings: [
          {
            statement: 0,
            rule: text,
            level: "error",
            message: text,
            remedy: { summary: text, sql: `${text}\nx` },
          },
          { statement: 0, rule: text, level: "note", message: text },
        ],
      },
    ],
    repository: [{ rule: text, level: "warning", message: text }],
    unanalyzed: [{ path: text, line: 1, reason: text }],
    suppressed: [{ rule: text, path: text, line: 1, reason: text, until: text }],
    skipped: { [text]: text },
  });
}

/** What GitHub reads in it: elements, and text that is not code. */
function readBack(source: string): { elements: string[]; text: string } {
  const html = markdown.render(source).replace(/<(code|pre)[ >].*?<\/\1>/gs, "");
  return {
    elements: html.match(/<[^>]*>/g) ?? [],
    text: html.replace(/<[^>]*>/g, ""),
  };
}

const plain = readBack(renderMarkdown(reportWith("harmless"))).elements;

function expectHarmless(text: string): void {
  const { elements, text: prose } = readBack(renderMarkdown(reportWith(text)));
  expect(elements, JSON.stringify(text)).toEqual(plain);
  expect(prose, JSON.stringify(text)).not.toMatch(/[@#]\w|gh-\d|https?:|www\.|:\w+:|&lt;!--|\$\w/i);
}

test.each(HOSTILE)("nothing breaks out of %j", (text) => {
  expectHarmless(text);
  expectHarmless(`${text} in the middle ${text}`);
});

test("nothing breaks out of any mixture of hostile pieces", () => {
  const pieces = [
    ...HOSTILE.flatMap((text) => text.split(/(?<=[\s`|>:])/)),
    "\\",
    "|",
    "`",
    "*",
    "_",
    "<",
    "\n\n",
    "    ",
    "- ",
    "> ",
  ];
  let seed = 20261122;
  const next = (below: number): number => {
    seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
    return seed % below;
  };
  for (let round = 0; round < 400; round++) {
    const mixed = Array.from({ length: 1 + next(7) }, () => pieces[next(pieces.length)]).join(
      next(2) ? "" : " ",
    );
    if (mixed.trim() !== "") expectHarmless(mixed);
  }
});

test("a code span holds any run of backticks", () => {
  for (const text of ["`", "``a`", "a ``` b", " ", "\\`"]) {
    expect(markdown.renderInline(span(text))).toMatch(/^<code>[^<]*<\/code>$/);
  }
});

const columns = Array.from({ length: 3000 }, (_, index) => `ALTER TABLE t${index} DROP COLUMN "c${index}";`);
const long: SampleMigration = {
  id: "long",
  sql: columns.join("\n"),
  effects: columns.map((_, index) => [
    {
      kind: "destroy",
      what: "column",
      relation: `public.t${index}`,
      name: `c${index}`,
      cascade: false,
      isNew: false,
      evidence: "both",
    },
  ]),
  findings: columns.map((_, index) => ({
    statement: index,
    rule: "drops-column",
    level: index % 3 === 0 ? "error" : "warning",
    message: `drops t${index}.c${index} and its data`,
    remedy: { summary: "stop using it first", sql: "x".repeat(3000) },
  })),
};

test("a huge report is cut by weight and says what is left out", () => {
  for (const budget of [BUDGET, 5_000, 3_000]) {
    const text = renderMarkdown(ordersReport({ migrations: [long] }), budget);
    expect(text.length).toBeLessThanOrEqual(budget);
    expect(text).toMatch(/^### ❌ lockgate: 1,000 errors, 2,000 warnings$/m);
    expect(text.includes("**Left out for length:**")).toBe(budget < BUDGET);
    expect(text).toContain("**Line 1:** drops `t0.c0` and its data");
    expect(text.trimEnd().endsWith("</sub>")).toBe(true);
    expect(readBack(text).elements.filter((tag) => tag === "<details>").length).toBe(
      readBack(text).elements.filter((tag) => tag === "</details>").length,
    );
  }
});

const indexes = Array.from({ length: 1500 }, (_, index) => `CREATE INDEX i${index} ON t (a);`);
const mixed: SampleMigration = {
  id: "mixed",
  sql: [...indexes, "DROP TABLE users;"].join("\n"),
  findings: [
    ...indexes.map((_, statement) => ({
      statement,
      rule: "blocks-writes-while-indexing",
      level: "error" as const,
      message: `builds i${statement} under SHARE: no writes to t`,
    })),
    { statement: 1500, rule: "drops-table", level: "error", message: "drops users and its rows" },
  ],
};

test("one of each kind comes before the repetitions of another", () => {
  for (const budget of [BUDGET, 3_000]) {
    expect(renderMarkdown(sampleReport({ migrations: [mixed] }), budget)).toContain(
      "drops users and its rows",
    );
  }
});

test("of very many, three of each kind stand by themselves and in the table", () => {
  const text = renderMarkdown(sampleReport({ migrations: [mixed] }));
  expect(text.match(/^❌ .*$/gm)).toHaveLength(4);
  expect(text).toContain("| **1501** |");
  expect(text).toContain("<summary>1,497 more errors</summary>");
});

test("where there is room, everything stands", () => {
  const text = renderMarkdown(sampleReport({ migrations: [mixed] }), 1_000_000);
  expect(text.match(/^❌ /gm)).toHaveLength(1501);
  expect(text).not.toContain("Left out");
});
