/**
 * Where the repository of a folder lies. It is found by `.git`, which no commit can hold: git itself would also take a
 * folder for a repository that has the files of one, which a commit can.
 */
import { existsSync, readFileSync, type Stats, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

export interface GitPlace {
  /** The folder with `.git`, absolute. */
  readonly workTree: string;
  /** The repository's own folder, absolute: of a linked worktree or a submodule it lies elsewhere. */
  readonly gitDir: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** The repository of a folder, or null. Where no folder above has one, the environment may name both of its folders. */
export function gitPlace(directory: string, env: Environment): GitPlace | null {
  for (let folder = resolve(directory); ; folder = dirname(folder)) {
    const gitDir = gitDirIn(folder);
    if (gitDir !== null) return { workTree: folder, gitDir };
    if (dirname(folder) === folder) break;
  }
  const { GIT_DIR: gitDir, GIT_WORK_TREE: workTree } = env;
  return gitDir && workTree ? { workTree: resolve(workTree), gitDir: resolve(gitDir) } : null;
}

/** `.git` is the repository, or a file that names it: `gitdir: ../.git/worktrees/a`. */
function gitDirIn(folder: string): string | null {
  const path = join(folder, ".git");
  const stat = statOf(path);
  if (stat?.isDirectory()) return existsSync(join(path, "HEAD")) ? path : null;
  if (!stat?.isFile()) return null;
  const [, named] = /^gitdir: (.+?)\r?\n?$/.exec(readFileSync(path, "utf8")) ?? [];
  return named === undefined ? null : resolve(folder, named);
}

function statOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    // Something above it is a file, or may not be looked into.
    return undefined;
  }
}

/** No folder is taken for a bare repository, and no program is asked what has changed. */
export const GUARDED = ["-c", "safe.bareRepository=explicit", "-c", "core.fsmonitor=false"];

// Git must not wait for a password or a lock that is optional, and must speak English: its words are matched.
const QUIET = { GIT_TERMINAL_PROMPT: "0", GIT_OPTIONAL_LOCKS: "0", LC_ALL: "C" };

/** The environment of a git that is told where its repository lies. */
export function gitEnvironment(cwd: string, env: Environment): Environment {
  const place = gitPlace(cwd, env);
  const told = place === null ? {} : { GIT_DIR: place.gitDir, GIT_WORK_TREE: place.workTree };
  return { ...env, ...QUIET, ...told };
}

/**
 * The environment of a git that looks for its repository by itself, which must be in `.git` of its working directory:
 * only so does it refuse one that belongs to somebody else.
 */
export function ownerChecked(env: Environment): Environment {
  const { GIT_DIR: _dir, GIT_WORK_TREE: _tree, ...rest } = env;
  return { ...rest, ...QUIET };
}
