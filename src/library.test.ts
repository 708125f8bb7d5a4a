/** docs/library.md and docs/own-rules.md: their examples are the files beside them, which are compiled with the rest, and do what the pages say. */
import { readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { gate } from "../docs/examples/gate.ts";
import { recordInto } from "../docs/examples/record.ts";
import { running, TOOL } from "./capture/capture.testing.ts";
import { check } from "./check.ts";
import { commit, put, repository } from "./migrations/temporary-repository.testing.ts";

const docs = join(import.meta.dirname, "../docs");
const [page = "", ownRules = ""] = ["library.md", "own-rules.md"].map((name) =>
  readFileSync(join(docs, name), "utf8"),
);

test("what the pages show is in the files", () => {
  const shown = [...`${page}\n${ownRules}`.matchAll(/^`docs\/(examples\/.*)`:\n\n```\w+\n([\s\S]*?)```/gm)];
  expect(shown.map(([, path]) => path)).toEqual([
    "examples/gate.ts",
    "examples/record.ts",
    "examples/rules/drops-audited-table/rule.mjs",
  ]);
  for (const [, path = "", text] of shown) expect(text).toBe(readFileSync(join(docs, path), "utf8"));
});

test("the gate prints what the page shows", async () => {
  const logins = "CREATE SCHEMA audit;\nCREATE TABLE audit.logins (id int PRIMARY KEY);\n";
  const root = repository({ "migrations/1_audit.sql": logins });
  put(root, { "migrations/2_logins.sql": "DROP TABLE audit.logins;\n" });
  commit(root);
  const printed: string[] = [];
  expect(await gate(root, (text) => printed.push(text))).toBe(1);
  expect(page).toContain(`\`\`\`console\n${printed.join("\n")}\n\`\`\``);
});

test("where nothing stops it, and where the config has to be fixed first", async () => {
  const root = repository({ "migrations/1.sql": "CREATE TABLE t (id int);\n" });
  const printed: string[] = [];
  expect(await gate(root, (text) => printed.push(text))).toBe(0);
  expect(printed.join()).toMatch(/^pass: /);
  put(root, { "lockgate.config.yaml": "failOn: now\n" });
  expect(await gate(root, (text) => printed.push(text))).toBe(2);
  expect(printed.at(-1)).toMatch(/^lockgate.config.yaml:1: /);
});

test("the example of a recording writes one that is judged", async () => {
  const root = repository({
    "lockgate.config.yaml": "targets:\n  - dir: migrations\n    command: node migrate.cjs\n",
    "migrate.cjs": TOOL,
    "migrations/1_a.cjs": running("CREATE TABLE a (id int)"),
    ".gitignore": "node_modules\n",
  });
  symlinkSync(join(import.meta.dirname, "../node_modules"), join(root, "node_modules"));
  put(root, { "migrations/2_b.cjs": running("DROP TABLE a") });
  commit(root);
  const [file, printed] = [join(root, ".git/recording.json"), [] as string[]];
  expect(await recordInto(file, root, (text) => printed.push(text))).toBe(0);
  expect(printed).toEqual(["migrations/2_b.cjs: 3 messages"]);
  const { report } = await check({ cwd: root, settings: { base: "main" }, recording: ".git/recording.json" });
  expect(report.findings.map(({ rule }) => rule)).toContain("drops-table");
});
