import { resolveBase } from "./compare-with-base/base.ts";
import { diff, type Repository } from "./compare-with-base/git.ts";
import { overlay } from "./compare-with-base/overlay.ts";
import type { Head } from "./compare-with-base/select-new.ts";
import { UsageError } from "./failure.ts";
import { type DiscoverResult, discover, type FoundTarget } from "./find/discover.ts";
import type { Given } from "./find/given.ts";
import { locate } from "./find/place.ts";
import type { DiscoverOptions } from "./find/recognize.ts";
import { leadsOut, workingTree } from "./find/working-tree.ts";
import type { Base, SelectOptions } from "./selection.ts";
import { basename, filesBelow, resolvePath, type Tree, withFiles } from "./tree.ts";

/** The migrations of a repository, before any of them is selected. */
export interface FoundMigrations {
  /** Absolute; every path is relative to it. */
  readonly root: string;
  readonly repository: Repository | null;
  readonly given: Given;
  readonly head: Head;
  readonly options: DiscoverOptions;
  /** Of every tool. */
  readonly discovery: DiscoverResult;
  /** Of the tool that was asked for. */
  readonly found: readonly FoundTarget[];
  /** Null where none was wanted, or none is there. */
  readonly base: Base | null;
}

/**
 * @param wanted whether a base must be there, may be missing where nobody names one, or is not looked for.
 * @throws {UsageError} for what only the user can fix: no repository, no base, a declared folder that is not there.
 */
export async function findMigrations(
  request: SelectOptions,
  wanted: "required" | "if any" | "none",
): Promise<FoundMigrations> {
  const declared = request.declared.map((target) => ({
    ...target,
    dir: resolvePath("", target.dir) ?? target.dir,
  }));
  const { root, repository, given: typed, starts, named } = await locate(request);
  if (repository === null && (wanted === "required" || request.staged)) {
    throw new UsageError(
      "not in a git repository, so there is no base",
      "use --all, or name files or folders",
    );
  }
  const compared =
    repository === null || wanted === "none"
      ? Promise.resolve(null)
      : baseOf(repository, request, wanted === "required");
  // Git says both at once; what is wrong with the folders is told first.
  compared.catch(() => undefined);
  // Flyway's locations may lie anywhere: what runs before one of its files is not only what stands beside it.
  const hasLocations = typed.files.some((path) => /^[A-Z]+\d[\d._]*__/.test(basename(path)));
  const listed = hasLocations ? [""] : [...starts, ...declared.map(({ dir }) => dir)];
  const head = drafted(await headOf(root, repository, listed, request.staged), request.draft);
  const unwritten = request.paths.length === 0 ? [] : [...(request.draft?.keys() ?? [])];
  const given = { ...typed, files: [...new Set([...typed.files, ...unwritten])] };
  for (const { dir } of declared) checkDeclared(root, head.tree, dir);
  const options = {
    starts,
    byHand: new Set(named),
    declared,
    tool: request.tool,
    isCaptured: request.isCaptured,
  };
  const discovery = await discover(head.tree, options);
  const base = await compared;
  const found = discovery.found.filter(({ target }) => request.tool === null || target.tool === request.tool);
  return { root, repository, given, head, options, discovery, found, base };
}

async function headOf(
  root: string,
  repository: Repository | null,
  listed: readonly string[],
  staged: boolean,
): Promise<Head> {
  const working = await workingTree(root, repository, listed);
  if (!staged || repository === null) return { tree: working, untracked: working.untracked, side: [] };
  const tree = overlay(repository, working, await diff(root, []), working.untracked);
  return { tree, untracked: new Set(), side: ["--cached"] };
}

/** The state to judge, with files that are not written yet. */
function drafted({ tree, untracked, side }: Head, draft: SelectOptions["draft"]): Head {
  if (draft === undefined) return { tree, untracked, side };
  const known = new Set(tree.files);
  const added = [...draft.keys()].filter((path) => !known.has(path));
  const files = [...draft].map(([path, text]) => ({ path, text }));
  return { tree: withFiles(tree, files), untracked: new Set([...untracked, ...added]), side };
}

function checkDeclared(root: string, { files }: Tree, dir: string): void {
  if (leadsOut(root, dir)) {
    throw new UsageError(
      `the folder ${dir} of a declared target is a link out of the repository`,
      "what is outside of it is in no review: name a folder of the repository",
    );
  }
  if (filesBelow(files, dir).length === 0)
    throw new UsageError(`the folder ${dir} of a declared target holds no files`);
}

async function baseOf(
  repository: Repository,
  request: SelectOptions,
  isRequired: boolean,
): Promise<Base | null> {
  try {
    const base = await resolveBase(repository, { ...request, named: request.base }, request.staged);
    request.onBase?.(base);
    return base;
  } catch (error) {
    if (error instanceof UsageError && !isRequired && request.base === null) return null;
    throw error;
  }
}
