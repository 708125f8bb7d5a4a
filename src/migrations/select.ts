import { GitFailure } from "./compare-with-base/git.ts";
import { selectNew } from "./compare-with-base/select-new.ts";
import { type NoMigrations, UsageError } from "./failure.ts";
import {
  emptyFolders,
  type GivenResult,
  isMeantAsFile,
  selectFiles,
  selectWhole,
} from "./find/select-given.ts";
import { findMigrations } from "./find-migrations.ts";
import type { Base, SelectOptions, SelectResult } from "./selection.ts";
import { isBelow } from "./tree.ts";
import type { Unreadable } from "./unreadable.ts";

/**
 * Finds the migrations and says which are judged: those given by hand, all, or those new against the base.
 *
 * @throws {UsageError} for what only the user can fix: no repository, no base, a declared folder that is not there.
 */
export async function selectMigrations(request: SelectOptions): Promise<SelectResult | NoMigrations> {
  try {
    return await selectIn(request);
  } catch (error) {
    // A repository that git itself cannot read: nothing here can fix it.
    if (error instanceof GitFailure) throw new UsageError(`git: ${error.message}`);
    throw error;
  }
}

async function selectIn(request: SelectOptions): Promise<SelectResult | NoMigrations> {
  const isCompared = request.paths.length === 0 && !request.all;
  const migrations = await findMigrations(request, isCompared ? "required" : "none");
  const { root, repository, given, head, discovery, found, base } = migrations;
  const { tree } = head;
  const common = { kind: "selected", root, tree, found, excluded: discovery.excluded } as const;
  if (base !== null && repository !== null) {
    const { states: _, ...selected } = await selectNew({ ...migrations, base, repository });
    const remarks = [...wordsOn(base), ...selected.remarks];
    return orNone(
      { ...common, ...selected, remarks, base, targets: found.map(({ target }) => target) },
      selected.unreadable.length === 0,
    );
  }
  const folders = request.paths.length === 0 ? null : given.folders;
  const whole = selectWhole(found, folders);
  const rest = found.filter(({ target }) => !whole.targets.includes(target));
  const selected = join(whole, await selectFiles(tree, rest, given, request.all));
  const links = discovery.links.filter(({ path }) => folders?.some((dir) => isBelow(path, dir)) !== false);
  const empty = emptyFolders(found, folders ?? []);
  const unreadable = [...given.bad, ...links, ...empty, ...selected.unreadable];
  const isEmpty = unreadable.length === empty.length && !empty.some(({ path }) => isMeantAsFile(path));
  return orNone({ ...common, ...selected, unreadable, edits: [], base: null }, isEmpty);
}

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

function join(a: GivenResult, b: GivenResult): GivenResult {
  return {
    found: [...a.found, ...b.found],
    targets: [...a.targets, ...b.targets],
    selections: [...a.selections, ...b.selections],
    neverRun: [...a.neverRun, ...b.neverRun],
    unreadable: [...a.unreadable, ...b.unreadable],
    remarks: [...a.remarks, ...b.remarks],
  };
}

/** Nothing to read at all is an outcome of its own: a gate that checked nothing must say so. */
function orNone(selected: SelectResult, isEmpty: boolean): SelectResult | NoMigrations {
  const { targets, selections, unreadable, edits } = selected;
  const hasAny = targets.some(({ migrations }) => migrations.length > 0) || selections.length > 0;
  if (hasAny || !isEmpty || edits.length > 0) return selected;
  const others = targets.flatMap(({ tool, dir, skipped }) =>
    skipped === null ? [] : [{ tool, dir, reason: skipped }],
  );
  const where = unreadable.map(({ path }) => path).join(", ");
  const left = selected.excluded.length === 0 ? "" : ` (left out by rule: ${selected.excluded.join(", ")})`;
  const reason = `no PostgreSQL migrations ${where === "" ? "found" : `in ${where}`}${left}`;
  return { kind: "no migrations", reason, others };
}
