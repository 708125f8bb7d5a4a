/**
 * Draws docs/comment.png and docs/comment-dark.png: the comment on the last migration of fixtures/prisma-shop, as it is made,
 * laid out much as GitHub does. `npx tsx scripts/screenshot.ts` needs Chromium and a font with emoji (on
 * Debian chromium and fonts-noto-color-emoji); CHROMIUM may name the program.
 */
import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import MarkdownIt from "markdown-it";
import { check, PLAIN, render } from "../src/index.ts";

const THEMES = {
  light: {
    file: "comment.png",
    text: "#1f2328",
    back: "#ffffff",
    line: "#d1d9e0",
    code: "#eff1f3",
    muted: "#59636e",
  },
  dark: {
    file: "comment-dark.png",
    text: "#f0f6fc",
    back: "#0d1117",
    line: "#3d444d",
    code: "#262c36",
    muted: "#9198a1",
  },
} as const;
type Theme = (typeof THEMES)[keyof typeof THEMES];

const root = join(import.meta.dirname, "..");
const folder = mkdtempSync(join(tmpdir(), "lockgate-screenshot-"));
// A repository of its own, as its users have it.
const cwd = join(folder, "shop");
cpSync(join(root, "fixtures/prisma-shop"), cwd, { recursive: true });
const { report } = await check({
  cwd,
  env: {},
  paths: ["prisma/migrations/20261120093000_orders"],
  noCache: true,
});
const html = new MarkdownIt({ html: true })
  .render(await render("markdown", report, PLAIN))
  .replace(/<details>(?=<summary>(?:Timeline|<b>Safer:<\/b> move it))/g, "<details open>");

for (const theme of Object.values(THEMES)) {
  const page = join(folder, "page.html");
  const tell = "document.documentElement.dataset.height = document.querySelector('main').offsetHeight";
  writeFileSync(
    page,
    `<!doctype html><style>${styleOf(theme)}</style><main>${html}</main><script>${tell}</script>`,
  );
  const height = /data-height="(\d+)"/.exec(browse(page, 600, "--dump-dom"))?.[1] ?? "600";
  browse(page, Number(height), `--screenshot=${join(root, "docs", theme.file)}`);
}
rmSync(folder, { recursive: true });

function browse(page: string, height: number, what: string): string {
  const size = [`--window-size=860,${height}`, "--force-device-scale-factor=1.5", "--hide-scrollbars"];
  const args = ["--headless", "--no-sandbox", "--disable-gpu", ...size, what, pathToFileURL(page).href];
  return execFileSync(process.env.CHROMIUM ?? "chromium", args, {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
}

function styleOf({ text, back, line, code, muted }: Theme): string {
  return `
    body { margin: 0; background: ${back}; }
    main { padding: 16px 20px; color: ${text}; background: ${back}; font: 14px/1.5 "Noto Sans", "DejaVu Sans", "Noto Color Emoji", sans-serif; }
    h3 { font-size: 18px; margin: 0 0 12px; } h4 { font-size: 14px; margin: 0 0 8px; } h4 code { font-weight: bold; } p { margin: 10px 0; }
    sub { color: ${muted}; font-size: 12px; vertical-align: baseline; }
    code { font: 12px "DejaVu Sans Mono", monospace; background: ${code}; padding: 2px 5px; border-radius: 5px; }
    pre { background: ${code}; padding: 10px; border-radius: 6px; overflow: hidden; } pre code { padding: 0; background: none; }
    table { border-collapse: collapse; margin: 10px 0; } th, td { border: 1px solid ${line}; padding: 5px 11px; vertical-align: top; }
    details { margin: 6px 0; }`;
}
