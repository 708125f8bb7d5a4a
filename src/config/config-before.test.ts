import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { loadConfig } from "./config.ts";
import { configBefore } from "./config-before.ts";

let root: string;
const git = (...args: string[]) =>
  execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@example.com", ...args], { cwd: root });
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "lockgate-before-"));
  git("init", "-q");
  mkdirSync(join(root, "apps/api"), { recursive: true });
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function commit(files: Record<string, string>): void {
  for (const [path, text] of Object.entries(files)) writeFileSync(join(root, path), text);
  git("add", "-A");
  git("commit", "-qm", "x", "--allow-empty");
}
async function before(cwd = join(root, "apps/api")) {
  return configBefore(await loadConfig(cwd, null, null), cwd, "HEAD");
}

test("nothing before", async () => {
  commit({ "a.txt": "" });
  writeFileSync(join(root, "lockgate.config.json"), '{"failOn": "never"}');
  expect(await before()).toEqual({ path: null, config: {}, targets: [], baseline: null });
});

test("the commit's own words, not those of the working tree", async () => {
  commit({ "lockgate.config.yaml": "failOn: warning\n", "lockgate.baseline.json": "[]" });
  writeFileSync(join(root, "lockgate.config.yaml"), "failOn: never\n");
  expect(await before()).toEqual({
    path: "lockgate.config.yaml",
    config: { failOn: "warning" },
    targets: [],
    baseline: "[]",
  });
});

test("targets stand relative to the root, wherever the config does", async () => {
  commit({
    "apps/api/lockgate.config.json": '{"targets": [{"dir": "db", "command": "npx knex migrate:latest"}]}',
  });
  expect((await before()).targets).toMatchObject([
    { dir: "apps/api/db", command: { argv: ["npx", "knex", "migrate:latest"], cwd: "apps/api" } },
  ]);
});

test("a config that the change deletes is found where it was", async () => {
  commit({ "apps/api/lockgate.config.json": '{"failOn": "warning"}' });
  rmSync(join(root, "apps/api/lockgate.config.json"));
  expect((await before()).config).toEqual({ failOn: "warning" });
});

test("one that cannot be read said nothing", async () => {
  commit({ "lockgate.config.yaml": "failOn: [\n" });
  writeFileSync(join(root, "lockgate.config.yaml"), "failOn: error\n");
  expect((await before()).config).toEqual({});
});

test("a mistake in a merged command does not stand in the way of the change that mends it", async () => {
  const targets = (command: string) => JSON.stringify({ targets: [{ dir: "migrations", command }] });
  commit({ "lockgate.config.json": targets("migrate | tee log") });
  writeFileSync(join(root, "lockgate.config.json"), targets("migrate"));
  expect((await before()).targets).toEqual([]);
});
