import { defineConfig } from "vitepress";
import { browserParts } from "../build/browser-parts.ts";
import { labelledFences } from "../build/labelled-fences.ts";
import { REPOSITORY } from "../generate/page.ts";
import { sidebar } from "./sidebar.ts";

const BASE = process.env.SITE_BASE ?? "/";
const FILES = "assets/[name].[hash].[ext]";

/** Scripts are the site's own; those in the HTML set the theme before anything is drawn. Nothing is asked of anyone else. */
const POLICY = [
  "default-src 'self'",
  "script-src 'self' 'unsafe-inline' 'wasm-unsafe-eval'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");

export default defineConfig({
  srcDir: "pages",
  base: BASE,
  lang: "en",
  title: "lockgate",
  description:
    "A safety gate for PostgreSQL schema migrations: what each statement locks, rewrites, scans, destroys or breaks.",
  cleanUrls: true,
  head: [
    ["link", { rel: "icon", href: `${BASE}icon.svg` }],
    ["meta", { "http-equiv": "Content-Security-Policy", content: POLICY }],
  ],
  markdown: {
    theme: { light: "github-light-high-contrast", dark: "github-dark-high-contrast" },
    config(md) {
      md.use(labelledFences);
      // A table that scrolls can be scrolled by keyboard only where it takes the focus.
      md.renderer.rules.table_open = () => '<table tabindex="0">\n';
    },
  },
  themeConfig: {
    nav: [
      { text: "Start", link: "/start" },
      { text: "Playground", link: "/playground" },
      { text: "Rules", link: "/rules/" },
      { text: "Locks", link: "/locks" },
      { text: "Config", link: "/config" },
    ],
    sidebar: sidebar(),
    search: { provider: "local" },
    outline: [2, 3],
    socialLinks: [{ icon: "github", link: REPOSITORY }],
  },
  vite: {
    plugins: [browserParts("page")],
    worker: {
      format: "es",
      plugins: () => [browserParts("worker")],
      // Named as the page's own are: what both load is one file.
      rollupOptions: { output: { assetFileNames: FILES } },
    },
    build: {
      // A file that is inlined would be a request to a data: URL.
      assetsInlineLimit: 0,
      target: "es2022",
      chunkSizeWarningLimit: 2_000,
      rollupOptions: {
        // PGlite's and libpg-query's own scripts are what they are.
        onwarn: (warning, warn) => void (warning.code === "EVAL" || warn(warning)),
      },
    },
  },
});
