import { afterAll, beforeAll, expect, test } from "vitest";
import { examplesIn } from "../generate/examples.ts";
import { openSite, type Site } from "./browser.testing.ts";
import { checked, reported, write } from "./playground.testing.ts";

const EXAMPLES = examplesIn(new URL("../../fixtures/museum", import.meta.url));

let site: Site;

beforeAll(async () => {
  site = await openSite();
});

afterAll(() => site.close());

test("of every example it says what the library says, as text alone", async () => {
  expect(EXAMPLES.length).toBeGreaterThan(20);
  const page = await site.open("/playground");
  await reported(page);
  for (const example of EXAMPLES) {
    await page.selectOption("[data-testid=example]", example.id);
    expect(await reported(page), example.id).toBe(await checked(example, true));
  }
  expect(site.wrong).toEqual([]);
});

const REHEARSED = [
  "2018-courtlistener-publisher",
  "2023-heroku-key-type",
  "2024-linear-truncate-cascade",
  "2026-autogpt-view",
  "2026-gpustack-enum-in-transaction",
  "2026-memex-row-security",
];

test.each(REHEARSED)("and rehearsed: %s", async (id) => {
  const example = EXAMPLES.find((one) => one.id === id);
  if (example === undefined) throw new Error(`there is no example ${id}`);
  const page = await site.open(`/playground?example=${id}`);
  await reported(page);
  await page.click("[data-testid=rehearse]");
  const report = await reported(page);
  expect(report).toBe(await checked(example, false));
  expect(JSON.parse(report).migrations[0].rehearsed).toBe(true);
  expect(site.wrong).toEqual([]);
  await page.close();
});

const ODD = {
  schema: `CREATE EXTENSION IF NOT EXISTS citext;\nCREATE TABLE "Ünïcode – 表" (id int, "näme" citext);\n`,
  migration: [
    `ALTER TABLE "Ünïcode – 表" ALTER COLUMN "näme" SET NOT NULL; -- <img src=x onerror=alert(1)>`,
    `COMMENT ON TABLE "Ünïcode – 表" IS '<script>alert(1)</script>';`,
    "CREATE INDEX CONCURRENTLY i ON missing (a);",
    "DO $$ BEGIN PERFORM 1/0; END $$;",
    "ALTER TABEL typo;",
  ].join("\n"),
};

test("of what is typed, with an extension, an error and names that no keyboard has", async () => {
  const page = await site.open("/playground");
  await reported(page);
  await write(page, ODD);
  await expect.poll(() => reported(page)).toBe(await checked(ODD, true));
  await page.click("[data-testid=rehearse]");
  expect(await reported(page)).toBe(await checked(ODD, false));
  expect(await page.locator("[data-testid=report] :is(img, script)").count()).toBe(0);
  await write(page, { schema: "", migration: "" });
  await expect.poll(() => reported(page)).toBe(await checked({ schema: "", migration: "" }, true));
  expect(site.wrong).toEqual([]);
});

test("an incident of the museum is opened in it", async () => {
  const museum = await site.open("/museum");
  await museum.click("a[href$='example=2024-lemmy-statistics']");
  expect(await reported(museum)).toContain("loses-statistics");
  expect(new URL(museum.url()).pathname).toBe("/playground");
});

test("the version is the one that is chosen", async () => {
  const page = await site.open("/playground");
  await reported(page);
  await page.selectOption("[data-testid=postgres]", "14");
  await expect.poll(async () => JSON.parse(await reported(page)).postgres.major).toBe(14);
});

test("the share link brings what was written to whoever opens it, and to no server", async () => {
  const page = await site.open("/playground");
  await reported(page);
  await write(page, ODD);
  await page.selectOption("[data-testid=postgres]", "16");
  await expect.poll(async () => JSON.parse(await reported(page)).postgres.major).toBe(16);
  const report = await reported(page);
  await page.click("[data-testid=share]");
  await page.waitForURL(/#/);
  const { pathname, search, hash } = new URL(page.url());
  expect(pathname + search).toBe("/playground");
  const other = await site.open(`/playground${hash}`);
  await expect.poll(() => reported(other)).toBe(report);
  expect(site.asked.filter((url) => url.includes("sql="))).toEqual([]);
  expect(site.wrong).toEqual([]);
});

test.each(["#sql=", "#sql=%%%", "#sql=AAAA", "#else"])(
  "a link that carries nothing to read opens an example: %s",
  async (hash) => {
    const page = await site.open(`/playground${hash}`);
    expect(JSON.parse(await reported(page)).migrations).toHaveLength(1);
    expect(site.wrong).toEqual([]);
  },
);

test("typing ends a rehearsal of what is no longer there, and the locks view is of what is", async () => {
  const page = await site.open("/playground");
  await reported(page);
  await page.click("[data-testid=rehearse]");
  const script = { schema: "CREATE TABLE t (a int);", migration: "ALTER TABLE t ADD COLUMN b int;" };
  await write(page, script);
  await expect.poll(() => reported(page)).toBe(await checked(script, true));
  await expect.poll(() => page.isEnabled("[data-testid=rehearse]")).toBe(true);
  await page.click("[data-testid=view-locks]");
  expect(await page.textContent("[data-testid=locks]")).toContain("ACCESS EXCLUSIVE  t  target");
});

test("by keyboard: Tab, or Escape and then Tab, leaves an editor, and everything is reached", async () => {
  const page = await site.open("/playground");
  await reported(page);
  const focused = () => page.evaluate(() => document.activeElement?.getAttribute("data-testid"));
  await page.focus("[data-testid=schema]");
  await page.keyboard.press("Tab");
  expect(await focused()).toBe("migration");
  await page.keyboard.press("Shift+Tab");
  expect(await focused()).toBe("schema");
  await page.keyboard.press("Shift+Tab");
  expect(await focused()).toBe("share");
  await page.focus("[data-testid=migration]");
  await page.keyboard.press("Escape");
  await page.keyboard.press("Tab");
  expect(await focused()).toBe("view-report");
  await page.focus("[data-testid=rehearse]");
  await page.keyboard.press("Enter");
  await expect.poll(async () => JSON.parse(await reported(page)).migrations[0].rehearsed).toBe(true);
});
