/** The written pages: what they show of configs, commands and reports is what there is. */
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, normalize } from "node:path";
import type { Command } from "commander";
import * as v from "valibot";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { programOf } from "../../src/cli/program.ts";
import { ConfigSchema } from "../../src/config/config-schema.ts";
import { check } from "../../src/index.ts";
import { renderPretty } from "../../src/report/pretty.ts";
import { PLAIN } from "../../src/report/view.ts";
import { keysOf } from "./config-page.ts";

const ROOT = join(import.meta.dirname, "../..");
const read = (path: string): string => readFileSync(join(ROOT, path), "utf8");

const PAGES = [
  "README.md",
  "CONTRIBUTING.md",
  "rules/README.md",
  ...readdirSync(join(ROOT, "docs"), { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".md"))
    .map((path) => `docs/${path.replaceAll("\\", "/")}`),
];

function blocksOf(page: string, language: RegExp): string[] {
  return [...read(page).matchAll(/^```(\w*).*\n([\s\S]*?)^```/gm)]
    .filter(([, name = ""]) => language.test(name))
    .map(([, , text = ""]) => text);
}

test("every config that is shown is one", () => {
  const configs = PAGES.flatMap((page) =>
    blocksOf(page, /^yaml$/)
      .filter((text) => text.startsWith("# lockgate.config.yaml"))
      .map((text) => ({ page, text })),
  );
  expect(configs.length).toBeGreaterThan(8);
  for (const { page, text } of configs)
    expect(v.safeParse(ConfigSchema, parse(text)).issues, `${page}\n${text}`).toBeUndefined();
});

/** What a key cannot do without beside itself. */
const BESIDE: Readonly<Record<string, object>> = {
  targets: { dir: "db" },
  unanalyzed: { path: "a.sql", reason: "a reason" },
};

test("the example of each key of the config is one that it takes", () => {
  const keys = keysOf(ConfigSchema, "");
  expect(keys.length).toBeGreaterThan(50);
  for (const { path, told } of keys) {
    const [, list, within = path] = /^(\w+)\[\]\.(.+)$/.exec(path) ?? [];
    const value = within.split(".").reduceRight<unknown>((inner, name) => ({ [name]: inner }), told.example);
    const config = list === undefined ? value : { [list]: [{ ...BESIDE[list], ...(value as object) }] };
    expect(v.safeParse(ConfigSchema, config).issues, path).toBeUndefined();
  }
});

const PROGRAM = await programOf(() => {});

function commandOf(words: readonly string[]): {
  readonly command: Command;
  readonly rest: readonly string[];
} {
  let command = PROGRAM;
  let at = 0;
  for (; at < words.length; at++) {
    const next = command.commands.find((one) => [one.name(), ...one.aliases()].includes(words[at] ?? ""));
    if (next === undefined) break;
    command = next;
  }
  return { command, rest: words.slice(at) };
}

test("every command that is shown is there, with its options", () => {
  const lines = PAGES.flatMap((page) =>
    blocksOf(page, /^(sh|console|yaml|bash|)$/)
      .flatMap((text) => text.split("\n"))
      .flatMap((line) => /(?:npx|\$|run:|^)\s*(?:npx )?(?:--yes )?lockgate ([a-z].*)/.exec(line)?.[1] ?? [])
      .map((line) => ({ page, words: line.split(/[#|>]/)[0]?.trim().split(/\s+/) ?? [] })),
  );
  expect(lines.length).toBeGreaterThan(25);
  for (const { page, words } of lines) {
    const { command, rest } = commandOf(words);
    const where = `${page}: lockgate ${words.join(" ")}`;
    expect(command.parent, where).not.toBeNull();
    const known = command.options.flatMap(({ long }) => long ?? []);
    for (const flag of rest.filter((word) => word.startsWith("--")))
      expect(known, where).toContain(flag.split("=")[0]);
  }
});

test("every link leads to a file, and to a heading of it", () => {
  const dead = PAGES.flatMap((page) =>
    [...outsideCode(read(page)).matchAll(/\]\(([^)\s]+)\)/g)].flatMap(([, target = ""]) => {
      if (/^[a-z]+:/.test(target)) return [];
      const [path = "", anchor] = target.split("#");
      const file = path === "" ? page : normalize(join(dirname(page), path)).replaceAll("\\", "/");
      if (!existsSync(join(ROOT, file))) return [`${page} → ${target}`];
      return anchor === undefined || anchorsOf(file).has(anchor)
        ? []
        : [`${page} → ${target}: no such heading`];
    }),
  );
  expect(dead).toEqual([]);
});

function outsideCode(text: string): string {
  return text.replace(/^```[\s\S]*?^```/gm, "");
}

/** As GitHub and VitePress make them. */
function anchorsOf(file: string): Set<string> {
  const headings = [...outsideCode(read(file)).matchAll(/^#+ (.+)$/gm)].map(([, text = ""]) => text);
  return new Set(
    headings.map((text) =>
      text
        .toLowerCase()
        .replace(/[^\p{L}\p{N}\- _]/gu, "")
        .replaceAll(" ", "-"),
    ),
  );
}

test("the example of the first page says what the page says", async () => {
  const page = read("docs/start.md");
  const [schema = "", migration = ""] = blocksOf("docs/start.md", /^sql$/);
  const cwd = mkdtempSync(join(tmpdir(), "lockgate-start-"));
  try {
    mkdirSync(join(cwd, "migrations"));
    writeFileSync(join(cwd, "migrations/001_orders.sql"), schema);
    writeFileSync(join(cwd, "migrations/002_by_org.sql"), migration);
    const { report, exit } = await check({
      cwd,
      env: {},
      noCache: true,
      paths: ["migrations/002_by_org.sql"],
    });
    const said = renderPretty(report, { ...PLAIN, columns: 100 });
    expect(page).toContain(`\`\`\`console\n${said.trimEnd()}\n\`\`\``);
    expect(exit).toBe(1);
  } finally {
    rmSync(cwd, { recursive: true });
  }
});

test("the figures of the comparison are those of the corpus", () => {
  const { repositories } = JSON.parse(read("fixtures/corpus.json")) as {
    repositories: Record<string, number>[];
  };
  const sum = (key: string) => repositories.reduce((total, one) => total + (one[key] ?? 0), 0);
  const page = read("docs/comparison.md").replaceAll(/\s+/g, " ");
  const [migrations, flagged] = [sum("migrations"), sum("flagged")];
  const share = ((flagged / migrations) * 100).toFixed(1);
  expect(page).toContain(
    `${migrations.toLocaleString("en")} migrations, of which ${flagged} (${share} %) get a warning or an error`,
  );
  expect(page).toContain(`Of ${sum("blocking")} migrations that work under a lock`);
  expect(page).toContain(`, ${sum("blockingReported")} are reported`);
  expect(page).toContain(
    `Of ${sum("destroying")} statements that destroy data, ${sum("destroyingReported")} are`,
  );
  expect(page).toContain(
    `Of ${sum("harmless")} migrations without such an effect, ${sum("falsePositives")} are flagged`,
  );
});
