import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach } from "vitest";
import type { NoMigrations } from "./failure.ts";
import { selectMigrations } from "./select.ts";
import type { SelectOptions, SelectResult } from "./selection.ts";

const made: string[] = [];
afterEach(() => {
  for (const dir of made.splice(0)) rmSync(dir, { recursive: true, force: true });
});

/** A folder with these files; no repository yet. */
export function folder(files: Readonly<Record<string, string | Buffer>>): string {
  const root = mkdtempSync(join(tmpdir(), "lockgate-select-"));
  made.push(root);
  put(root, files);
  return root;
}

export function put(root: string, files: Readonly<Record<string, string | Buffer>>): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
}

export function run(root: string, ...args: string[]): string {
  const identity = ["-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"];
  return execFileSync("git", [...identity, ...args], { cwd: root, encoding: "utf8", stdio: "pipe" }).trim();
}

export function commit(root: string, message = "work"): void {
  run(root, "add", "-A");
  run(root, "commit", "-q", "--allow-empty", "-m", message);
}

/** A repository whose branch main holds these files, on a branch of its own. */
export function repository(files: Readonly<Record<string, string | Buffer>>): string {
  const root = folder(files);
  run(root, "init", "-q", "-b", "main");
  commit(root, "base");
  run(root, "checkout", "-q", "-b", "work");
  return root;
}

export const NOTHING: Omit<SelectOptions, "cwd"> = {
  paths: [],
  all: false,
  base: null,
  staged: false,
  tool: null,
  declared: [],
  env: {},
};

export async function select(cwd: string, request: Partial<SelectOptions> = {}): Promise<SelectResult> {
  const outcome = await selectMigrations({ ...NOTHING, cwd, ...request });
  if (outcome.kind !== "selected") throw new Error(outcome.reason);
  return outcome;
}

export async function selectNone(cwd: string, request: Partial<SelectOptions> = {}): Promise<NoMigrations> {
  const outcome = await selectMigrations({ ...NOTHING, cwd, ...request });
  if (outcome.kind !== "no migrations") throw new Error("migrations were found");
  return outcome;
}

/** One line a selection: judged migrations in brackets, the others before and between them as they are. */
export function shape({ selections }: SelectResult): string[] {
  return selections.map(({ target, migrations, judged, grouping }) => {
    const ids = migrations.map(({ id }) => (judged.has(id) ? `[${id}]` : id));
    return `${target.name} (${grouping}): ${ids.join(" ")}`;
  });
}
