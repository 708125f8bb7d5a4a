/** The playground as somebody uses it, and what the library says of the same files. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { check, renderJson } from "../../src/index.ts";

export interface Script {
  readonly schema: string;
  readonly migration: string;
}

/** The report of `lockgate check --pg-version 18 migrations/002_migration.sql`, as JSON. */
export async function checked({ schema, migration }: Script, isStatic: boolean): Promise<string> {
  const cwd = mkdtempSync(join(tmpdir(), "lockgate-site-"));
  try {
    mkdirSync(join(cwd, "migrations"));
    writeFileSync(join(cwd, "migrations/001_schema.sql"), schema);
    writeFileSync(join(cwd, "migrations/002_migration.sql"), migration);
    const settings = { static: isStatic, pgVersion: 18 };
    const { report } = await check({
      cwd,
      env: {},
      noCache: true,
      paths: ["migrations/002_migration.sql"],
      settings,
    });
    return renderJson(report);
  } finally {
    rmSync(cwd, { recursive: true });
  }
}

/** The report on the page once it is of what stands in the editors. */
export async function reported(page: Page): Promise<string> {
  await page.waitForSelector("[data-testid=report][data-report][aria-busy=false]", { timeout: 150_000 });
  return (await page.getAttribute("[data-testid=report]", "data-report")) ?? "";
}

export async function write(page: Page, { schema, migration }: Script): Promise<void> {
  await type(page, "schema", schema);
  await type(page, "migration", migration);
}

async function type(page: Page, field: "schema" | "migration", text: string): Promise<void> {
  await page.click(`[data-testid=${field}]`);
  await page.keyboard.press("Control+A");
  await page.keyboard.press("Delete");
  await page.keyboard.insertText(text);
}
