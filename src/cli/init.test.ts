import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { parse } from "yaml";
import { loadConfig } from "../config/config.ts";
import { run } from "./program.ts";

let root: string;
let told = "";
const git = (cwd: string, ...args: string[]) =>
  execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@example.org", ...args], {
    cwd,
    encoding: "utf8",
  }).trim();
const put = (path: string, text: string) => {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
};
const text = (path: string) => readFileSync(join(root, path), "utf8");

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "lockgate-init-"));
  git(root, "init", "-q", "-b", "main");
  vi.spyOn(process, "cwd").mockImplementation(() => root);
  vi.spyOn(process.stderr, "write").mockImplementation(() => true);
  vi.spyOn(process.stdout, "write").mockImplementation(((chunk: string, done: () => void) => {
    told += chunk;
    done?.();
    return true;
  }) as typeof process.stdout.write);
  // GitHub as far as git asks for it: nowhere.
  vi.stubEnv("GIT_CONFIG_COUNT", "1");
  vi.stubEnv("GIT_CONFIG_KEY_0", "url.file:///nowhere/.insteadOf");
  vi.stubEnv("GIT_CONFIG_VALUE_0", "https://github.com/");
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  told = "";
  rmSync(root, { recursive: true, force: true });
});

test("a code-first target gets the command that the repository shows", async () => {
  put("db/migrations/20260101_a.js", "exports.up = (knex) => knex.schema.createTable('a', () => {});\n");
  put("package.json", JSON.stringify({ scripts: { migrate: "knex migrate:latest" } }));
  put("yarn.lock", "");
  expect(await run(["init", "--yes"])).toBe(0);
  expect(parse(text("lockgate.config.yaml")).targets).toEqual([
    { dir: "db/migrations", tool: "knex", command: "yarn run migrate" },
  ]);
  expect(text("lockgate.config.yaml")).toContain("  # The command is from package.json.\n");
  expect((await loadConfig(root, null, null)).path).toBe("lockgate.config.yaml");
});

test("a config and a workflow, shown as they are written", async () => {
  put("prisma/migrations/migration_lock.toml", 'provider = "postgresql"\n');
  put("prisma/migrations/1_init/migration.sql", "CREATE TABLE a (id int);\n");
  put("compose.yml", "services:\n  db:\n    image: postgres:16-alpine\n");
  expect(await run(["init", "--yes"])).toBe(0);
  expect(parse(text("lockgate.config.yaml"))).toEqual({ pgVersion: 16, failOn: "error" });
  expect(text("lockgate.config.yaml")).toContain("# - prisma/migrations (prisma)");
  expect((await loadConfig(root, null, null)).path).toBe("lockgate.config.yaml");
  const workflow = parse(text(".github/workflows/lockgate.yml"));
  expect(workflow.permissions).toEqual({});
  expect(workflow.jobs.migrations.permissions).toEqual({ contents: "read", "pull-requests": "write" });
  expect(Object.keys(workflow.on)).toEqual(["pull_request", "merge_group"]);
  expect(workflow.jobs.migrations.steps[0].uses).toMatch(/^actions\/checkout@[0-9a-f]{40}$/);
  for (const line of text("lockgate.config.yaml").trimEnd().split("\n")) expect(told).toContain(line);
});

test("lockgate itself is pinned to the commit of its version, or of main, where GitHub can be asked", async () => {
  const origin = mkdtempSync(join(tmpdir(), "lockgate-origin-"));
  const own = join(origin, "lockgate/lockgate");
  mkdirSync(own, { recursive: true });
  git(own, "init", "-q", "-b", "main");
  git(own, "commit", "-q", "--allow-empty", "-m", "release");
  vi.stubEnv("GIT_CONFIG_KEY_0", `url.${pathToFileURL(origin).href}/.insteadOf`);
  expect(await run(["init", "--yes"])).toBe(0);
  const main = `uses: lockgate/lockgate@${git(own, "rev-parse", "HEAD")} # main`;
  expect(text(".github/workflows/lockgate.yml")).toContain(main);
  rmSync(join(root, ".github"), { recursive: true });
  git(own, "tag", "-a", "v0.1.0", "-m", "v0.1.0");
  expect(await run(["init", "--yes"])).toBe(0);
  expect(text(".github/workflows/lockgate.yml")).toContain(
    `uses: lockgate/lockgate@${git(own, "rev-parse", "HEAD")} # v0.1.0`,
  );
  rmSync(origin, { recursive: true, force: true });
});

test("what stands there is left as it is, and that is said", async () => {
  put("lockgate.config.json", '{"failOn": "warning"}');
  put(".github/workflows/lockgate.yml", "name: ours\n");
  expect(await run(["init", "--yes"])).toBe(0);
  expect(text(".github/workflows/lockgate.yml")).toBe("name: ours\n");
  expect(existsSync(join(root, "lockgate.config.yaml"))).toBe(false);
  expect(told).toContain("lockgate.config.json exists and is left as it is");
});

test("git's own hook, only where it is asked for", async () => {
  await run(["init", "--yes"]);
  expect(existsSync(join(root, ".git/hooks/pre-commit"))).toBe(false);
  await run(["init", "--yes", "--hook"]);
  expect(text(".git/hooks/pre-commit")).toBe("#!/bin/sh\nnpx --no-install lockgate check --staged\n");
  expect(statSync(join(root, ".git/hooks/pre-commit")).mode & 0o111).not.toBe(0);
  put(".git/hooks/pre-commit", "#!/bin/sh\nexit 0\n");
  await run(["init", "--yes", "--hook"]);
  expect(text(".git/hooks/pre-commit")).toBe("#!/bin/sh\nexit 0\n");
  expect(told).toContain("add this line yourself: npx --no-install lockgate check --staged");
});

test("husky's hook keeps its lines", async () => {
  put(".husky/pre-commit", "npm test\n");
  await run(["init", "--yes", "--hook"]);
  await run(["init", "--yes", "--hook"]);
  expect(text(".husky/pre-commit")).toBe("npm test\nnpx --no-install lockgate check --staged\n");
});

test.each([
  [
    "# ours\npre-commit:\n  parallel: true\n  commands:\n    lint:\n      run: npm run lint # all\n",
    "commands",
  ],
  ["# ours\npre-commit:\n  jobs:\n    - name: lint\n      run: npm run lint # all\n", "jobs"],
  ["# ours\n", "commands"],
])("lefthook's config keeps its comments: %j", async (before, kind) => {
  put("lefthook.yml", before);
  await run(["init", "--yes", "--hook"]);
  const after = text("lefthook.yml");
  expect(after).toContain(before.trimEnd());
  const hook = parse(after)["pre-commit"];
  const written = kind === "jobs" ? hook.jobs.at(-1) : hook.commands.lockgate;
  expect(written.run).toBe("npx --no-install lockgate check --staged");
  await run(["init", "--yes", "--hook"]);
  expect(text("lefthook.yml")).toBe(after);
});

test("outside of a repository it is a mistake", async () => {
  rmSync(join(root, ".git"), { recursive: true });
  await expect(run(["init", "--yes"])).rejects.toThrow("not in a git repository");
});
