/** The base's own files in a folder beside the repository, where its command can run. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { git } from "../migrations/compare-with-base/git.ts";

export interface BaseCheckout {
  /** Absolute. */
  readonly root: string;
  remove(): Promise<void>;
}

/**
 * What is installed in the working tree serves the base, too, where its lockfiles are the same, or where nothing else is installed.
 *
 * @param installsItself whether a setup is run in the checkout.
 * @throws {GitFailure} where git cannot make one, as in a clone that lacks the commit's files.
 */
export async function checkOutBase(
  root: string,
  commit: string,
  cwd: string,
  installsItself: boolean,
): Promise<BaseCheckout> {
  const folder = mkdtempSync(join(tmpdir(), "lockgate-base-"));
  const checkout = join(folder, "repository");
  const remove = async () => {
    await git(root, ["worktree", "remove", "--force", checkout]).catch(() => {});
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await git(root, ["worktree", "add", "--detach", "--quiet", checkout, commit]);
  } catch (error) {
    await remove();
    throw error;
  }
  const folders = ancestors(cwd, root);
  const hasSameLockfiles = folders.every((dir) =>
    LOCKFILES.every((name) => isSame(join(dir, name), join(checkout, relative(root, dir), name))),
  );
  if (hasSameLockfiles || !installsItself) {
    for (const dir of folders) sharePackages(dir, join(checkout, relative(root, dir)));
  }
  return { root: checkout, remove };
}

const LOCKFILES = [
  "package-lock.json",
  "pnpm-lock.yaml",
  "yarn.lock",
  "bun.lock",
  "bun.lockb",
  "poetry.lock",
  "uv.lock",
  "Pipfile.lock",
  "requirements.txt",
  "Gemfile.lock",
];

/** What is installed beside the code and not checked in. */
export const INSTALLED: readonly string[] = [
  "node_modules",
  ".venv",
  "venv",
  "vendor",
  ".yarn",
  ".pnp.cjs",
  ".pnp.loader.mjs",
];

/** The folder and those above it, up to the top. */
export function ancestors(folder: string, top: string): string[] {
  return folder === top || dirname(folder) === folder
    ? [folder]
    : [folder, ...ancestors(dirname(folder), top)];
}

/** The lockfiles of the working tree that say what is installed: their paths and contents. */
export function lockfilesOf(cwd: string, root: string): [string, string][] {
  return ancestors(cwd, root)
    .flatMap((folder) => LOCKFILES.map((name) => join(folder, name)))
    .flatMap((path) => (existsSync(path) ? [[path, readFileSync(path, "latin1")]] : []));
}

function isSame(one: string, other: string): boolean {
  if (!existsSync(one) || !existsSync(other)) return existsSync(one) === existsSync(other);
  return readFileSync(one).equals(readFileSync(other));
}

function sharePackages(from: string, to: string): void {
  for (const name of INSTALLED) {
    const [installed, shared] = [join(from, name), join(to, name)];
    if (!existsSync(installed) || existsSync(shared)) continue;
    mkdirSync(to, { recursive: true });
    symlinkSync(installed, shared);
  }
}
