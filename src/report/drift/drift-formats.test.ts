import { readFileSync } from "node:fs";
import { Ajv } from "ajv";
import MarkdownIt from "markdown-it";
import { expect, test } from "vitest";
import { validateXML } from "xmllint-wasm";
import { renderDriftJson } from "../json.ts";
import { JUNIT_XSD } from "../junit-xsd.testing.ts";
import { PLAIN } from "../view.ts";
import { widthOf } from "../width.ts";
import { renderDriftAgent } from "./drift-agent.ts";
import { DRIFT_FORMATS, renderDrift } from "./drift-format.ts";
import { renderDriftGithub } from "./drift-github.ts";
import { renderDriftJunit } from "./drift-junit.ts";
import { renderDriftMarkdown } from "./drift-markdown.ts";
import { renderDriftPretty } from "./drift-pretty.ts";
import { hostileDrift, sampleDrift, sampleFleet } from "./sample-drift.testing.ts";

const schema = JSON.parse(
  readFileSync(new URL("../../../schema/drift.schema.json", import.meta.url), "utf8"),
);
const validate = new Ajv({ strict: true, strictTypes: false, allErrors: true }).compile(schema);

const empty = sampleDrift({ verdict: "not-checked", targets: [], databases: [] });

test("every format is the same from run to run, ends with a line break and holds no control character", async () => {
  for (const format of DRIFT_FORMATS) {
    for (const report of [sampleDrift(), sampleFleet(), hostileDrift(), empty]) {
      const text = await renderDrift(format, report, PLAIN);
      expect(text).toBe(await renderDrift(format, structuredClone(report), PLAIN));
      expect(text.endsWith("\n"), format).toBe(true);
      // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this looks for
      expect(text, format).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028-\u202e]/);
    }
  }
});

test("the JSON is what the published schema says, and nothing else", () => {
  for (const report of [sampleDrift(), sampleFleet(), hostileDrift(), empty]) {
    const document = JSON.parse(renderDriftJson(report));
    expect(validate(document), JSON.stringify(validate.errors)).toBe(true);
    expect(document).toEqual(report);
  }
});

test("pretty: by part and table, what is shared said once, the whole SQL", () => {
  expect(renderDriftPretty(sampleDrift(), { ...PLAIN, columns: 100, seconds: 1.42 })).toBe(`\
prisma/migrations   (prisma against eu)
  history  drifted
    edited
      20250102_orders: its SQL was edited after it was applied (\`prisma migrate status\` passes)
      next: run \`git checkout 0a1b2c3d4e -- prisma/migrations/20250102_orders/migration.sql\`, and
            make the change in a new migration
  catalog  drifted
    public.orders
      column total  the migrations make it bigint, the database has integer
        keep it: ALTER TABLE public.orders ALTER COLUMN total TYPE integer;
      column tax  the migrations make it bigint, the database has integer
        keep it: ALTER TABLE public.orders ALTER COLUMN tax TYPE integer;
    public.rich
      view  its definition differs
        - by the migrations  + in the database
        - WHERE total > 100;
        + WHERE total > 1000;
        keep it: CREATE OR REPLACE VIEW public.rich AS SELECT id
          FROM orders
          WHERE total > 1000;
    next: to keep it, put its SQL into a new migration and mark that as applied: run
          \`npx prisma migrate resolve --applied <migration>\`; else undo it in the database
  schema   not checked: a schema file of prisma is not checked
  \`prisma migrate status\` passes all of this: it compares neither checksums nor catalogs.

drifted: 1 in the history, 3 in the catalog · 1.4 s
`);
});

test("pretty: databases that share a difference are named together, one that cannot be read hides none", () => {
  const text = renderDriftPretty(sampleFleet(), PLAIN);
  expect(text).toContain("    in eu and us\n      public.orders\n        column total  the migrations");
  expect(text).toContain("    in us only\n      public.orders\n        column tax  ");
  expect(text).toContain("\ndatabases\n  ap  error: cannot connect to 10.0.0.3");
  expect(text).toMatch(/\nerror: 2 in the catalog · 3 databases: 1 error, 2 drifted\n$/);
});

test("pretty: in a terminal no line of ours is wider than it, SQL and commands apart", () => {
  for (const columns of [50, 80, 120]) {
    for (const report of [sampleDrift(), sampleFleet()]) {
      const lines = renderDriftPretty(report, { ...PLAIN, columns, verbose: true }).split("\n");
      const wide = lines.filter((line) => widthOf(line) > columns && !/ALTER |CREATE |`| · /.test(line));
      expect(wide).toEqual([]);
    }
  }
});

test("pretty: a database that is another one does not flood the terminal", () => {
  const [target] = sampleDrift().targets;
  if (target === undefined) throw new Error("there is one");
  const [difference] = target.catalog.differences;
  const differences = Array.from({ length: 100 }, (_, n) => ({ ...difference, name: `public.t${n}` }));
  const many = sampleDrift({
    targets: [{ ...target, catalog: { ...target.catalog, differences: differences as never } }],
  });
  expect(renderDriftPretty(many, PLAIN)).toContain("and 70 more (--verbose)");
  expect(renderDriftPretty(many, { ...PLAIN, verbose: true })).not.toContain("more (--verbose)");
});

test("markdown: verdict first, SQL folded, and nothing that a name holds is obeyed", () => {
  const text = renderDriftMarkdown(sampleDrift());
  expect(text).toMatch(/^### ❌ lockgate drift: drifted: 1 in the history, 3 in the catalog\n/);
  expect(text).toContain("- `public.orders` **column total** the migrations make it bigint");
  expect(text).toContain("-- public.orders column total: keep it\nALTER TABLE public.orders");
  expect(text).toContain(
    "```diff\n# public.rich view: keep it\n- WHERE total > 100;\n+ WHERE total > 1000;\n```",
  );
  expect(text).toContain("run `npx prisma migrate resolve --applied <migration>`; else");
  const html = new MarkdownIt({ html: true, linkify: true }).render(renderDriftMarkdown(hostileDrift(), 1e6));
  expect(html).not.toMatch(/<(script|img|a |h1|table)/);
  expect(html.match(/<details>/g)?.length).toBe(html.match(/<\/details>/g)?.length);
  expect(renderDriftMarkdown(hostileDrift(), 3000).length).toBeLessThan(3000);
});

test("junit: a failure a difference, an error for what could not be read, skipped for what does not apply", async () => {
  for (const report of [sampleDrift(), sampleFleet(), hostileDrift()]) {
    const xml = renderDriftJunit(report, PLAIN);
    const { errors } = await validateXML({
      xml: { fileName: "drift.xml", contents: xml },
      schema: { fileName: "junit.xsd", contents: JUNIT_XSD },
    });
    expect(errors, xml).toEqual([]);
  }
  const xml = renderDriftJunit(sampleFleet(), PLAIN);
  expect(xml).toContain('failures="2" errors="3"');
  expect(xml).toContain('<testcase name="catalog: public.orders column total in eu and us"');
  expect(xml).toContain('<skipped message="a schema file of prisma is not checked"/>');
  expect(renderDriftJunit(sampleDrift(), { ...PLAIN, fails: () => false })).toContain('failures="0"');
});

test("github: on the migration's file where there is one, and nothing else is a command", () => {
  const lines = renderDriftGithub(sampleDrift(), PLAIN).split("\n");
  expect(lines[0]).toMatch(
    /^::error file=prisma\/migrations\/20250102_orders\/migration.sql,title=lockgate drift%3A history%3A edited::20250102_orders: its SQL/,
  );
  expect(lines[1]).toMatch(
    /^::error title=lockgate drift%3A catalog%3A public.orders column total::the migr/,
  );
  expect(lines.at(-2)).toBe("lockgate: drifted: 1 in the history, 3 in the catalog");
  const hostile = renderDriftGithub(hostileDrift(), PLAIN).split("\n").slice(0, -2);
  expect(hostile.filter((line) => !/^::error |^\d+ more/.test(line))).toEqual([]);
  expect(renderDriftGithub(sampleDrift(), { ...PLAIN, fails: () => false })).toMatch(/^::warning /);
});

test("agent: a line a difference with what to do, and a last line", () => {
  const lines = renderDriftAgent(sampleFleet()).split("\n");
  expect(lines[0]).toBe("database ap error: cannot connect to 10.0.0.3:5432/app: no answer within 5 s");
  expect(lines).toContain(
    "prisma/migrations public.orders drift catalog column tax: the migrations make it bigint, the database has integer (in us only) | fix: to keep it, put its SQL into a new migration and mark that as applied: run `npx prisma migrate resolve --applied <migration>`; else undo it in the database: ALTER TABLE public.orders ALTER COLUMN tax TYPE integer;",
  );
  expect(lines.at(-2)).toBe("error: 2 in the catalog");
});
