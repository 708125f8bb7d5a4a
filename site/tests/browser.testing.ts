/** Pages of the built site in a real Chromium. */
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { type Browser, chromium, type Page } from "playwright-core";
import { DIST, serve } from "./static-server.testing.ts";

const NAMES = ["chromium", "chromium-browser", "google-chrome"];

function installedBrowser(): string {
  const folders = (process.env.PATH ?? "").split(delimiter);
  const found = folders
    .flatMap((folder) => NAMES.map((name) => join(folder, name)))
    .find((path) => existsSync(path));
  const path = process.env.CHROMIUM ?? found;
  if (path === undefined)
    throw new Error("no Chromium is installed: apt-get install chromium, or name it in CHROMIUM");
  return path;
}

export interface OpenOptions {
  readonly width?: number;
  readonly dark?: boolean;
}

export interface Site {
  readonly origin: string;
  /** A page of its own, with nothing stored; it fails the test when it throws or asks another host for something. */
  open(path: string, options?: OpenOptions): Promise<Page>;
  /** What went wrong in the pages until now, in words; what was asked of other hosts among it. */
  readonly wrong: readonly string[];
  /** Every address that was asked for. */
  readonly asked: readonly string[];
  close(): Promise<void>;
}

export async function openSite(): Promise<Site> {
  if (!existsSync(join(DIST, "index.html"))) throw new Error("the site is not built: npm run site");
  const server = await serve();
  const browser: Browser = await chromium.launch({
    executablePath: installedBrowser(),
    // Root in a container has no sandbox to give.
    args: process.getuid?.() === 0 ? ["--no-sandbox"] : [],
  });
  const wrong: string[] = [];
  const asked: string[] = [];
  return {
    origin: server.origin,
    wrong,
    asked,
    async open(path, { width = 1280, dark = false } = {}) {
      const context = await browser.newContext({
        viewport: { width, height: 900 },
        colorScheme: dark ? "dark" : "light",
        reducedMotion: "reduce",
      });
      const page = await context.newPage();
      page.on("pageerror", (error) => wrong.push(`${path}: ${error.message}`));
      page.on("console", (message) => {
        if (message.type() === "error") wrong.push(`${path}: ${message.text()} (${message.location().url})`);
      });
      context.on("request", (request) => {
        const url = request.url();
        asked.push(url);
        if (!url.startsWith(`${server.origin}/`)) wrong.push(`${path} asks for ${url.slice(0, 200)}`);
      });
      await page.goto(server.origin + path);
      return page;
    },
    async close() {
      await browser.close();
      server.close();
    },
  };
}
