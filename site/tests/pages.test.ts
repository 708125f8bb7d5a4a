import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openSite, type Site } from "./browser.testing.ts";
import { reported } from "./playground.testing.ts";
import { DIST } from "./static-server.testing.ts";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const ROOT = join(import.meta.dirname, "../..");
const RULES = readdirSync(join(ROOT, "rules"), { withFileTypes: true }).flatMap((entry) =>
  entry.isDirectory() ? entry.name : [],
);

let site: Site;

beforeAll(async () => {
  site = await openSite();
});

afterAll(() => site.close());

/** What axe finds: the rule that is broken, and the first place. */
async function faults(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  return page.evaluate(async () => {
    const { axe } = window as unknown as { axe: typeof import("axe-core") };
    const tags = ["wcag2a", "wcag2aa", "wcag21aa"];
    const { violations } = await axe.run(document, { runOnly: tags, resultTypes: ["violations"] });
    return violations.map(
      ({ id, nodes }) => `${id}: ${nodes.length} × ${nodes[0]?.html} ${nodes[0]?.failureSummary}`,
    );
  });
}

const LOOKED_AT = [
  "/",
  "/playground",
  "/locks",
  "/rules/",
  "/rules/rewrites-table",
  "/ci",
  "/museum",
  "/config",
  "/comparison",
  "/library",
  "/start",
];

test.each(
  LOOKED_AT.flatMap((path) => [
    [path, "light"],
    [path, "dark"],
  ]),
)("%s can be read and used by everyone, %s", async (path, theme) => {
  const page = await site.open(path, { dark: theme === "dark" });
  if (path === "/playground") {
    await reported(page);
    await page.evaluate(() => {
      for (const one of document.querySelectorAll("details")) one.open = true;
    });
  }
  expect(await faults(page)).toEqual([]);
  expect(site.wrong).toEqual([]);
  await page.close();
});

test.each(LOOKED_AT)("%s fits on a telephone", async (path) => {
  const page = await site.open(path, { width: 390 });
  if (path === "/playground") await reported(page);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  await page.close();
});

test("each rule has a page with its id as the heading", () => {
  for (const id of RULES) {
    const html = readFileSync(join(DIST, `rules/${id}.html`), "utf8");
    const headings = [...html.matchAll(/<h1[^>]*>([^<]*)/g)].map(([, text = ""]) => text.trim());
    expect(headings).toEqual([id]);
    const isTold = /<span class="lang">problem/.test(html);
    expect(isTold, id).toBe(true);
  }
  expect(RULES.length).toBeGreaterThan(30);
});

test("the lock catalogue is filtered by words, lock and version", async () => {
  const page = await site.open("/locks");
  const rows = page.getByTestId("lock-row");
  const all = await rows.count();
  expect(all).toBeGreaterThan(500);
  await page.getByTestId("lock-filter").fill("create index concurrently");
  await expect.poll(() => rows.count()).toBeLessThan(10);
  expect(await rows.first().textContent()).toContain("SHARE UPDATE EXCLUSIVE");
  await page.getByTestId("lock-filter").fill("set not null");
  await page.getByTestId("lock-mode").selectOption("ROW SHARE");
  await expect.poll(() => rows.count()).toBe(0);
  await page.getByTestId("lock-mode").selectOption("");
  await page.getByTestId("lock-filter").fill("SET ACCESS METHOD");
  const newest = await rows.first().textContent();
  await page.getByTestId("lock-version").selectOption("14");
  await expect.poll(() => rows.first().textContent()).not.toBe(newest);
  expect(await rows.first().textContent()).toContain("syntax error");
});

test("the search finds a rule", async () => {
  const page = await site.open("/");
  await page.click("#local-search button");
  await page.fill("#localsearch-input", "blocks-writes-while-indexing");
  await page.waitForSelector("#localsearch-list a[href*='/rules/blocks-writes-while-indexing']");
});

/** In bytes, of JavaScript and WASM, as they are sent compressed. */
const MOST = 1_500_000;

test("the playground opens with less than 1.5 MB, and PostgreSQL comes only when it is asked for", async () => {
  const before = site.asked.length;
  const page = await site.open("/playground");
  await reported(page);
  const code = [...new Set(site.asked.slice(before))].filter((url) => /\.(?:js|wasm)$/.test(url));
  const sizes = code.map((url) => gzipSync(readFileSync(join(DIST, new URL(url).pathname))).length);
  const total = sizes.reduce((sum, size) => sum + size, 0);
  expect(code.some((url) => url.includes("libpg-query"))).toBe(true);
  expect(code.filter((url) => url.includes("pglite") || url.includes("worker"))).toEqual([]);
  expect(total).toBeLessThan(MOST);
  process.stdout.write(`playground: ${Math.round(total / 1000)} kB of JavaScript and WASM, compressed\n`);
});

test("no page leads nowhere, and no file of it is missing", () => {
  const pages = readdirSync(DIST, { recursive: true, encoding: "utf8" }).filter((path) =>
    path.endsWith(".html"),
  );
  const files = new Set(readdirSync(DIST, { recursive: true, encoding: "utf8" }));
  const dead = pages.flatMap((path) => {
    const html = readFileSync(join(DIST, path), "utf8");
    return [...html.matchAll(/(?:href|src)="\/([^"#?]*)/g)]
      .map(([, target = ""]) => target)
      .filter((target) => ![target, `${target}.html`, `${target}index.html`].some((file) => files.has(file)))
      .map((target) => `${path} → /${target}`);
  });
  expect(dead).toEqual([]);
});
