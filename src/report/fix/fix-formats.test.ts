import { readFileSync } from "node:fs";
import { Ajv } from "ajv";
import MarkdownIt from "markdown-it";
import { expect, test } from "vitest";
import type { FixReport } from "../../fix/fix-report.ts";
import { HOSTILE } from "../hostile.testing.ts";
import { BUDGET } from "../markdown.ts";
import { PLAIN } from "../view.ts";
import { widthOf } from "../width.ts";
import { FIX_FORMATS, renderFix } from "./fix-format.ts";
import { capturedFix, plannedFix, sampleFix, unreadFix, writtenFix } from "./sample-fix.testing.ts";

const dir = "prisma/migrations/20261120093000_orders";

const hostile = sampleFix({
  migrations: HOSTILE.map((text, index) => ({
    path: `db/${index} ${text}.sql`,
    findings: [{ rule: text, line: 1, message: text, fingerprint: "0" }],
    steps: [
      {
        path: `db/${index} ${text}.sql`,
        before: `a\n${text}\nb`,
        sql: `a\nc ${text}\nb`,
        phase: "this release",
        when: text,
        proof: { schema: "equal", findings: 0 },
      },
      { path: null, sql: text, phase: "outside", when: text, proof: { schema: "differs", findings: 2 } },
    ],
  })),
  left: HOSTILE.map((text) => ({ rule: text, path: text, line: 1, reason: text })),
  remarks: HOSTILE,
  unanalyzed: HOSTILE.map((text) => ({ path: text, line: 1, reason: text })),
});

const nothing = sampleFix({ migrations: [], left: [] });

test("pretty: the plan, what is left, what to do next, the outcome last", async () => {
  expect(await renderFix("pretty", sampleFix(), { columns: 110, seconds: 2.13 })).toBe(`\
${dir}/migration.sql   (5 steps: same schema, no errors)
  line 5  blocks-writes-while-indexing
    builds orders_org_id_idx under SHARE: no writes to orders (12.3 M rows, 4.1 GB)
  line 8  scans-under-lock
    reads all of orders to check orders_org_id_fkey under SHARE ROW EXCLUSIVE: no writes
  line 11  changes-many-rows   updates all rows of orders in one transaction

1.  ${dir}/migration.sql   (changed, this release)
  2    ALTER TABLE "orders" ADD COLUMN "note" TEXT;
  3
  4  - -- CreateIndex
  5  - CREATE INDEX "orders_org_id_idx" ON "orders"("org_id");
  6  -
  7    -- AddForeignKey
  8  - ALTER TABLE "orders" ADD CONSTRAINT "orders_org_id_fkey" FOREIGN KEY ("org_id") REFERENCES "orgs"("id") ON DELETE CASCADE ON UPDATE CASCADE;
  5  + ALTER TABLE "orders" ADD CONSTRAINT "orders_org_id_fkey" FOREIGN KEY ("org_id") REFERENCES "orgs"("id") ON DELETE CASCADE ON UPDATE CASCADE NOT VALID;
  9
 10  - -- AlterTable
 11  - UPDATE "orders" SET "note" = 'none' WHERE "note" IS NULL;
 12  -

2.  prisma/migrations/20261120093001_orders_2/migration.sql   (new, this release)
     -- CreateIndex
     CREATE INDEX CONCURRENTLY "orders_org_id_idx" ON "orders"("org_id");

3.  prisma/migrations/20261120093002_orders_3/migration.sql   (new, this release)
     ALTER TABLE "orders" VALIDATE CONSTRAINT "orders_org_id_fkey";

4.  outside the migration tool, in batches until it changes no row
     UPDATE "orders" SET "note" = 'none' WHERE "id" IN (SELECT "id" FROM "orders" WHERE "note" IS NULL LIMIT 5000);

5.  next release, once the code writes it
     ALTER TABLE "orders" ALTER COLUMN "note" SET NOT NULL;

left as it is
  prisma/migrations/20261121080000_drop/migration.sql:3  drops-column
    what it destroys cannot be brought back: it is for you to decide

next
  npx lockgate fix --write   writes 3 files
  outside the migration tool, in batches until it changes no row: step 4
  next release, once the code writes it: step 5

fixes 3 findings, leaves 1 · proven on PostgreSQL 18 · 2.1 s
`);
});

test("pretty: after writing, by hand, and where there is nothing to do", async () => {
  const ends = async (report: FixReport): Promise<string> =>
    (await renderFix("pretty", report)).split("\n\nnext\n").at(-1) ?? "";
  expect(await ends(writtenFix())).toBe(`\
  look at the 3 files (git diff), and commit them together
  outside the migration tool, in batches until it changes no row: step 4
  next release, once the code writes it: step 5

wrote 3 files · fixed 3 findings, left 1 · proven on PostgreSQL 18
`);
  expect(await ends(capturedFix())).toMatch(
    /^ {2}write the SQL of steps 1, 2 and 3 into the migration's code\n[\s\S]*\nfixes 3 findings · proven on PostgreSQL 18\n$/,
  );
  expect(await renderFix("pretty", nothing)).toBe("nothing to fix\n");
  expect(await renderFix("pretty", sampleFix({ migrations: [] }))).toMatch(/\n\nfixes nothing, leaves 1\n$/);
});

test('a plan is neither proven nor a fix, and what is not analyzed is no "nothing to fix"', async () => {
  expect(await renderFix("pretty", plannedFix())).toBe(`\
prisma/migrations/20261121080000_drop/migration.sql   (2 steps for you to write, not proven)
  line 3  drops-column   drops orders.note

1.  this release
     ALTER TABLE "orders" ALTER "note" DROP NOT NULL;

2.  next release, once no release reads it
     ALTER TABLE "orders" DROP COLUMN "note";

left as it is
  prisma/migrations/20261121080000_drop/migration.sql:3  drops-column   code has to be released between its steps, which are listed

next
  for you to write, as soon as what is left allows it: steps 1 and 2

fixes nothing, leaves 1
`);
  expect(await renderFix("markdown", plannedFix())).toContain("In 2 steps for you to write, not proven.");
  expect(await renderFix("agent", plannedFix())).toContain(
    "\nstep 2, next release, once no release reads it; fix does not write it, what is left says why:\n",
  );
  expect(await renderFix("pretty", unreadFix())).toBe(`\
not analyzed
  db/a b.sql:4   syntax error at or near "selct"

1 place not analyzed, nothing planned
`);
  expect(await renderFix("agent", unreadFix())).toBe(
    'db/a b.sql:4 unanalyzed: syntax error at or near "selct"\n1 place not analyzed, nothing planned\n',
  );
  expect(await renderFix("markdown", unreadFix())).toMatch(/^### 🚫 lockgate fix: 1 place not analyzed/);
});

test("pretty: a proof that is not that of every step stands at its step", async () => {
  const [migration] = sampleFix().migrations;
  if (migration === undefined) throw new Error("no migration");
  const [first, ...more] = migration.steps;
  if (first === undefined) throw new Error("no step");
  const steps = [{ ...first, proof: { schema: "not compared", findings: 2 } as const }, ...more];
  const text = await renderFix("pretty", sampleFix({ migrations: [{ ...migration, steps }] }));
  const onRows = await renderFix("pretty", sampleFix({ migrations: [{ ...migration, rows: "equal" }] }));
  expect(onRows).toContain(`${dir}/migration.sql   (5 steps: same schema, no errors, same rows)\n`);
  expect(text).toContain(`${dir}/migration.sql   (5 steps)\n`);
  expect(text).toContain(
    `${dir}/migration.sql   (changed, this release, schema not compared, 2 errors left)\n`,
  );
  expect(text).toContain(
    "4.  outside the migration tool, in batches until it changes no row   (same schema)\n",
  );
});

test("pretty: no line of ours is wider than the terminal, SQL and paths apart", async () => {
  for (const columns of [40, 60, 80, 120]) {
    for (const report of [sampleFix(), writtenFix(), capturedFix(), plannedFix(), unreadFix()]) {
      const lines = (await renderFix("pretty", report, { columns })).split("\n");
      const ours = lines.filter((line) => !/(prisma|src)\/|ALTER|UPDATE|CREATE|npx/.test(line));
      expect(ours.filter((line) => widthOf(line) > columns && !line.includes(" · "))).toEqual([]);
    }
  }
});

test("every format is one document, the same from run to run, in which nothing is obeyed", async () => {
  for (const format of FIX_FORMATS) {
    for (const report of [
      sampleFix(),
      writtenFix(),
      capturedFix(),
      plannedFix(),
      unreadFix(),
      nothing,
      hostile,
    ]) {
      const text = await renderFix(format, report, PLAIN);
      expect(text).toBe(await renderFix(format, structuredClone(report)));
      expect(text.endsWith("\n"), format).toBe(true);
      // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this looks for
      expect(text, format).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028-\u202e]/);
    }
  }
});

test("json is what the schema says", async () => {
  const schema = JSON.parse(
    readFileSync(new URL("../../../schema/fix.schema.json", import.meta.url), "utf8"),
  );
  const validate = new Ajv({ strictTypes: false }).compile(schema);
  for (const report of [
    sampleFix(),
    writtenFix(),
    capturedFix(),
    plannedFix(),
    unreadFix(),
    nothing,
    hostile,
  ]) {
    const document = JSON.parse(await renderFix("json", report));
    expect(validate(document), JSON.stringify(validate.errors)).toBe(true);
    expect(document).toEqual(JSON.parse(JSON.stringify(report).replaceAll(/\\ud800/gi, "\\ud800")));
  }
});

test("markdown: what is fixed openly, a step folded, the command", async () => {
  const text = await renderFix("markdown", sampleFix(), { command: "npx lockgate fix --tool prisma" });
  expect(text).toMatch(/^### ⚠️ lockgate fix: fixes 3 findings, leaves 1\n/);
  expect(text.match(/<details>/g)).toHaveLength(5);
  expect(text).toContain('-- CreateIndex\n- CREATE INDEX "orders_org_id_idx" ON "orders"("org_id");\n');
  expect(text).toContain("- `npx lockgate fix --tool prisma --write` writes 3 files\n");
  expect(text).toMatch(/\n<sub>lockgate 0\.1\.0 · proven on PostgreSQL 18<\/sub>\n$/);
  expect(await renderFix("markdown", writtenFix())).toContain("wrote 3 files");
  expect(await renderFix("markdown", nothing)).toMatch(/^### ✅ lockgate fix: nothing to fix\n/);
});

test("markdown: nothing breaks out of it, and it stays in its budget", async () => {
  const html = new MarkdownIt({ html: true, linkify: true }).render(await renderFix("markdown", hostile));
  expect(html).not.toMatch(/<script|<img|<a |<h2|<table|<!--/);
  expect(html.match(/<details>/g)).toHaveLength(html.match(/<\/details>/g)?.length ?? 0);
  const [migration] = sampleFix().migrations;
  if (migration === undefined) throw new Error("no migration");
  const many = Array.from({ length: 200 }, (_, index) => ({ ...migration, path: `m/${index}.sql` }));
  const text = await renderFix("markdown", sampleFix({ migrations: many }));
  expect(text.length).toBeLessThan(BUDGET);
  expect(text).toContain("**Left out for length:**");
  expect(text).toContain("`npx lockgate fix --write`");
});

test("agent: an instruction a step, and what to run last", async () => {
  const lines = (await renderFix("agent", sampleFix())).split("\n");
  expect(lines.filter((line) => line !== "" && !line.startsWith("    "))).toEqual([
    `${dir}/migration.sql:5 fixes blocks-writes-while-indexing: builds orders_org_id_idx under SHARE: no writes to orders (12.3 M rows, 4.1 GB)`,
    `${dir}/migration.sql:8 fixes scans-under-lock: reads all of orders to check orders_org_id_fkey under SHARE ROW EXCLUSIVE: no writes`,
    `${dir}/migration.sql:11 fixes changes-many-rows: updates all rows of orders in one transaction`,
    `step 1: --write will change ${dir}/migration.sql (same schema, no errors):`,
    "step 2: --write will add prisma/migrations/20261120093001_orders_2/migration.sql (same schema, no errors):",
    "step 3: --write will add prisma/migrations/20261120093002_orders_3/migration.sql (same schema, no errors):",
    "step 4, outside the migration tool, in batches until it changes no row; not now (same schema, no errors):",
    "step 5, next release, once the code writes it; not now (same schema, no errors):",
    "prisma/migrations/20261121080000_drop/migration.sql:3 left drops-column: what it destroys cannot be brought back: it is for you to decide",
    "fixes 3 findings, leaves 1; proven on PostgreSQL 18; run `npx lockgate fix --write` to write 3 files, do not write them yourself",
  ]);
  const written = await renderFix("agent", writtenFix());
  expect(written).toContain(`step 1: changed ${dir}/migration.sql (same schema, no errors)\nstep 2: added `);
  expect(written).toMatch(/; wrote 3 files: commit them together, do not edit them\n$/);
  expect(await renderFix("agent", capturedFix())).toMatch(
    /\nstep 2: write this into the code of src\/migrations\/1700000000000-orders\.ts [\s\S]*; write the SQL into the migration's code, then run lockgate check\n$/,
  );
  expect(await renderFix("agent", nothing)).toBe("nothing to fix\n");
});
