import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { check } from "./index.ts";
import { renderPretty } from "./report/pretty.ts";
import { PLAIN } from "./report/view.ts";

/**
 * Each folder in fixtures/ is a small repository as a user has it; expected.txt is the whole report on it, and
 * rehearsed.txt the one after a rehearsal where that shows more. `npx vitest run src/fixtures.test.ts -u` writes them.
 */
const root = join(import.meta.dirname, "..");
const fixtures = readdirSync(join(root, "fixtures"), { withFileTypes: true }).filter(
  // Incidents have a test of their own (scripts/museum).
  (entry) => entry.isDirectory() && entry.name !== "museum",
);

async function reportOn(name: string, settings: { readonly static?: boolean }): Promise<string> {
  const paths = [`fixtures/${name}`];
  const { report, exit } = await check({ cwd: root, paths, all: true, env: {}, settings, noCache: true });
  const view = { ...PLAIN, columns: 100, verbose: true };
  return `${renderPretty(report, view)}exit ${exit}\n`;
}

test.each(fixtures.map(({ name }) => name))("%s", async (name) => {
  const text = await reportOn(name, { static: true });
  await expect(text).toMatchFileSnapshot(join(root, "fixtures", name, "expected.txt"));
});

test.each(["prisma-shop"])("%s, rehearsed", async (name) => {
  await expect(await reportOn(name, {})).toMatchFileSnapshot(join(root, "fixtures", name, "rehearsed.txt"));
});
