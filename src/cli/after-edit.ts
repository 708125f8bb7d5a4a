/** `check --after-edit`: what an assistant's hook runs when a file was edited. */
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { type CheckOptions, check } from "../check.ts";
import { loadConfig } from "../config/config.ts";
import { findRepository } from "../migrations/compare-with-base/git.ts";
import { UsageError } from "../migrations/failure.ts";
import { toPath } from "../migrations/find/given.ts";
import { withoutLinks } from "../migrations/find/leads-out.ts";
import { selectMigrations } from "../migrations/select.ts";
import { isBelow } from "../migrations/tree.ts";
import { type Format, render } from "../report/format.ts";
import { EXIT, say } from "./exit.ts";
import { viewOf } from "./terminal.ts";

/**
 * Judges what is new against the base if the edit was one of a migration. A hook has a contract of its own: 0 and silence
 * where all is well, and 2 with the report on stderr, which the assistant is shown, where it is not.
 *
 * @throws {UsageError} where stdin tells of no edit.
 */
export async function checkAfterEdit(options: CheckOptions, format: Format): Promise<number> {
  const cwd = options.cwd ?? process.cwd();
  const file = withoutLinks(resolve(cwd, editedFile(readFileSync(0, "utf8"))));
  if (!(await isMigration(file, cwd, options.config))) return EXIT.ok;
  // The live database is not asked at every edit.
  const asked = { ...options, drift: "never" } as const;
  const { report, exit } = await check(asked).catch((error: unknown) => {
    if (!(error instanceof UsageError)) throw error;
    // Without a base there is still the file; a mistake in the config comes up again.
    return check({ ...asked, paths: [file] });
  });
  if (exit === EXIT.ok || exit === EXIT.nothing) return EXIT.ok;
  say((await render(format, report, viewOf(process.stderr, process.env))).trimEnd());
  return EXIT.usage;
}

/** The file of an edit: Claude Code has it among the tool's input, Cursor beside the event. */
function editedFile(text: string): string {
  try {
    const { tool_input, file_path = tool_input?.file_path } = JSON.parse(text) as {
      readonly file_path?: unknown;
      readonly tool_input?: { readonly file_path?: unknown };
    };
    if (typeof file_path === "string" && file_path !== "" && !file_path.includes("\0")) return file_path;
  } catch {
    // Said below.
  }
  throw new UsageError(
    "stdin tells of no edited file",
    "--after-edit is for a hook of an assistant: see docs/ci.md.",
  );
}

/** Whether a file, absolute, lies in a folder of migrations. Whether those are judged is for the check to say. */
async function isMigration(file: string, cwd: string, named: string | undefined): Promise<boolean> {
  const repository = await findRepository(cwd);
  if (repository === null) return false;
  const { root } = repository;
  const { targets: declared } = await loadConfig(cwd, named ?? null, null);
  const nothing = { paths: [], base: null, staged: false, tool: null, env: {} };
  const found = await selectMigrations({ ...nothing, cwd: root, all: true, declared });
  const path = toPath(root, file);
  return (
    found.kind === "selected" &&
    found.targets.some(({ dir, skipped }) => skipped === null && isBelow(path, dir))
  );
}
