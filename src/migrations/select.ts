import { resolveBase } from "./compare-with-base/base.ts";
import { diff, GitFailure } from "./compare-with-base/git.ts";
import { overlay } from "./compare-with-base/overlay.ts";
import { type Head, selectNew } from "./compare-with-base/select-new.ts";
import { type NoMigrations, UsageError } from "./failure.ts";
import { discover } from "./find/discover.ts";
import { locate } from "./find/place.ts";
import { type Chosen, selectFiles, selectWhole } from "./find/select-given.ts";
import { leadsOut, workingTree } from "./find/working-tree.ts";
import type { Base, Request, Selected } from "./selection.ts";
import { basename, filesBelow, isBelow, resolvePath } from "./tree.ts";
import type { Unreadable } from "./unreadable.ts";

/**
 * Finds the migrations and says which are judged: those given by hand, all, or those new against the base.
 *
 * @throws {UsageError} for what only the user can mend: no repository, no base, a declared folder that is not there.
 */
export async function selectMigrations(asked: Request): Promise<Selected | NoMigrations> {
  const declared = asked.declared.map((target) => ({
    ...target,
    dir: resolvePath("", target.dir) ?? target.dir,
  }));
  try {
    return await selectIn({ ...asked, declared });
  } catch (error) {
    // A repository that git itself cannot read: nothing here can mend it.
    if (error instanceof GitFailure) throw new UsageError(`git: ${error.message}`);
    throw error;
  }
}

async function selectIn(request: Request): Promise<Selected | NoMigrations> {
  const { root, repository, given, starts, named } = await locate(request);
  const isCompared = request.paths.length === 0 && !request.all;
  if (repository === null && (isCompared || request.staged)) {
    throw new UsageError(
      "not in a git repository, so there is no base",
      "use --all, or name files or folders",
    );
  }
  // Flyway's locations may lie anywhere: what runs before one of its files is not only what stands beside it.
  const hasLocations = given.files.some((path) => /^[A-Z]+\d[\d._]*__/.test(basename(path)));
  const listed = hasLocations ? [""] : [...starts, ...request.declared.map(({ dir }) => dir)];
  const working = await workingTree(root, repository, listed);
  const head: Head =
    request.staged && repository !== null
      ? {
          tree: overlay(repository, working, await diff(root, []), working.untracked),
          untracked: new Set(),
          side: ["--cached"],
        }
      : { tree: working, untracked: working.untracked, side: [] };
  for (const { dir } of request.declared) {
    if (leadsOut(root, dir)) {
      throw new UsageError(
        `the folder ${dir} of a declared target is a link out of the repository`,
        NOT_FOLLOWED,
      );
    }
    const hasFiles = filesBelow(head.tree.files, dir).length > 0;
    if (!hasFiles) throw new UsageError(`the folder ${dir} of a declared target holds no files`);
  }
  const where = { starts, byHand: new Set(named), declared: request.declared, tool: request.tool };
  const [discovery, base] = await Promise.all([
    discover(head.tree, where),
    isCompared && repository !== null
      ? resolveBase(repository, { ...request, named: request.base }, request.staged)
      : null,
  ]);
  const found = discovery.found.filter(({ target }) => request.tool === null || target.tool === request.tool);
  const common = { kind: "selected", root, excluded: discovery.excluded } as const;

  if (base !== null && repository !== null) {
    const chosen = await selectNew(repository, head, discovery, where, base, request);
    const remarks = [...wordsOn(base), ...chosen.remarks];
    return orNone({ ...common, ...chosen, remarks, base, targets: found.map(({ target }) => target) });
  }
  const folders = request.paths.length === 0 ? null : given.folders;
  const whole = selectWhole(found, folders);
  const rest = found.filter(({ target }) => !whole.targets.includes(target));
  const chosen = join(whole, await selectFiles(head.tree, rest, given, request));
  const links = discovery.links.filter(({ path }) => folders?.some((dir) => isBelow(path, dir)) !== false);
  const unreadable = [...given.bad, ...links, ...chosen.unreadable];
  return orNone({ ...common, ...chosen, unreadable, edits: [], base: null });
}

const NOT_FOLLOWED = "what is outside of it is in no review: name a folder of the repository";

function wordsOn({ ref, exact, ignored }: Base): Unreadable[] {
  const words: Unreadable[] = [];
  if (!exact) {
    const reason = "is compared as it is now: this clone is too shallow to show where the work left it";
    words.push({ path: ref, line: null, reason });
  }
  if (ignored !== undefined) {
    const reason = `is the base in this change's config and does not count: on ${ref} the config does not name it`;
    words.push({ path: ignored, line: null, reason });
  }
  return words;
}

function join(a: Chosen, b: Chosen): Chosen {
  return {
    targets: [...a.targets, ...b.targets],
    selections: [...a.selections, ...b.selections],
    neverRun: [...a.neverRun, ...b.neverRun],
    unreadable: [...a.unreadable, ...b.unreadable],
    remarks: [...a.remarks, ...b.remarks],
  };
}

/** Nothing to read at all is an outcome of its own: a gate that checked nothing must say so. */
function orNone(selected: Selected): Selected | NoMigrations {
  const { targets, selections, unreadable, edits } = selected;
  const hasAny = targets.some(({ migrations }) => migrations.length > 0) || selections.length > 0;
  const isEmptyFolder = unreadable.every(({ reason }) => reason === "holds no migrations");
  if (hasAny || !isEmptyFolder || edits.length > 0) return selected;
  const others = targets.flatMap(({ tool, dir, skipped }) =>
    skipped === null ? [] : [{ tool, dir, reason: skipped }],
  );
  const where = unreadable.map(({ path }) => path).join(", ");
  const left = selected.excluded.length === 0 ? "" : ` (left out by rule: ${selected.excluded.join(", ")})`;
  const reason = `no PostgreSQL migrations ${where === "" ? "found" : `in ${where}`}${left}`;
  return { kind: "no migrations", reason, others };
}
