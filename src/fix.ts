/** The pipeline of `lockgate fix`: a check, a plan, its proof by checks of what it would write, and the files. */
import type { CheckOptions, Examination } from "./check.ts";
import type { Changed } from "./fix/changed.ts";
import { type Chosen, choose, type Wanted } from "./fix/choose.ts";
import type { FixedMigration, FixReport, FixStep } from "./fix/fix-report.ts";
import type { LaidOut } from "./fix/layout.ts";
import { plannedMigration, provenMigration } from "./fix/plan-report.ts";
import { type Proven, prove } from "./fix/proof.ts";
import { AS_IT_IS, checkedOf, type TrialResult, trial, tryOut } from "./fix/trial.ts";
import { NotWritten, writeFiles } from "./fix/write-files.ts";
import type { Finding } from "./judge/finding.ts";
import { type FailOn, isSerious } from "./judge/verdict.ts";
import { UsageError } from "./migrations/failure.ts";
import { givenPaths } from "./migrations/find/given.ts";
import type { SelectResult } from "./migrations/selection.ts";
import { isBelow, readText } from "./migrations/tree.ts";
import { VERSION } from "./version.ts";

export interface FixOptions extends Omit<CheckOptions, "updateBaseline" | "drift" | "all" | "staged"> {
  /** Write what belongs to this release; nothing where anything is not proven. */
  readonly write?: boolean | undefined;
}

export interface FixResult {
  readonly report: FixReport;
  /** 0: nothing is left and a check of the result has no error; 1: some is left; 3: nothing to fix; 4: not proven, not parsed or not written. */
  readonly exit: 0 | 1 | 3 | 4;
  /** The files of this release, whether written or not. */
  readonly files: readonly { readonly path: string; readonly text: string }[];
}

/**
 * Finds the safe form of what a check finds, lays it out as migrations and proves it: a check of the new files has no error
 * that was not there before, and the catalog after them is the one after the change as it was.
 *
 * @throws {UsageError} as `check` does, without a shadow, and where a file leads out of the repository.
 */
export async function fix(options: FixOptions = {}): Promise<FixResult> {
  if (options.settings?.static)
    throw new UsageError("what fix writes is proven on a shadow", "leave --static out");
  const seen = await look(options);
  const { result, selected, forms } = seen.examination;
  const { report, failOn } = result;
  const head = headOf(seen);
  if (selected === null) return { report: { ...head, left: [] }, exit: 3, files: [] };
  const chosen = choose({
    findings: seen.findings,
    forms,
    failOn,
    refusal: (path) => refusalAt(seen, path)?.reason ?? null,
  });
  const isNothing = chosen.wanted.length + chosen.left.length + chosen.planned.length === 0;
  if (report.unanalyzed.length > 0) return { report: head, exit: 4, files: [] };
  if (isNothing) return { report: head, exit: 3, files: [] };
  const proven = await proveOn(seen, chosen, selected, options);
  const files = fileList(proven.laidOut.flatMap(({ thisRelease }) => thisRelease));
  const isUnseen = proven.unseen || chosen.stay.some(({ path }) => refusalAt(seen, path)?.isUnseen);
  const isUnproven = proven.laidOut.length === 0 && isUnseen;
  const { written, failure } = writing(options.write && !isUnproven ? files : [], selected.root);
  return {
    report: {
      ...head,
      migrations: reported(chosen.planned, proven, failOn),
      left: proven.left,
      remarks: [...head.remarks, ...failure],
      written,
    },
    exit: isUnproven || failure.length > 0 ? 4 : proven.left.length > 0 ? 1 : 0,
    files,
  };
}

/** What was written; or why nothing was, in a sentence. */
function writing(
  files: FixResult["files"],
  root: string,
): { readonly written: readonly string[]; readonly failure: readonly string[] } {
  try {
    return { written: writeFiles(root, files), failure: [] };
  } catch (error) {
    if (!(error instanceof NotWritten)) throw error;
    return { written: [], failure: [error.message] };
  }
}

/** A check of the change as it is. */
interface Look extends TrialResult {
  /** Those of the migrations that are meant. */
  readonly findings: readonly Finding[];
  /** Whole sentences on paths that are not meant. */
  readonly remarks: readonly string[];
}

/** Paths say which of the new migrations are meant; where they name others, as without git, those are checked alone. */
async function look(options: FixOptions): Promise<Look> {
  const { paths = [], cwd = process.cwd() } = options;
  if (paths.length === 0) return lookAlone(options);
  const compared = await trial({ ...options, paths: [] }, AS_IT_IS).catch((error: unknown) => {
    if (error instanceof UsageError) return null;
    throw error;
  });
  const selected = compared?.examination.selected ?? null;
  const given = selected && givenPaths(selected.root, cwd, paths);
  const known = new Set(selected?.found.flatMap(({ listing }) => listing.files.map(({ path }) => path)));
  const isNew = new Set(
    selected?.selections.flatMap(({ target, judged }) =>
      target.migrations.filter(({ id }) => judged.has(id)).map(({ path }) => path),
    ),
  );
  if (
    compared === null ||
    given === null ||
    given.bad.length > 0 ||
    given.files.some((path) => !known.has(path))
  )
    return lookAlone(options);
  const isMeant = (path: string) =>
    given.files.includes(path) || given.folders.some((dir) => isBelow(path, dir));
  const merged = given.files.filter((path) => !isNew.has(path));
  return {
    ...compared,
    findings: compared.examination.result.report.findings.filter(
      ({ path }) => path !== null && isMeant(path),
    ),
    remarks: merged.map((path) => `${path} is merged: what may be applied already stays as it is.`),
  };
}

async function lookAlone(options: FixOptions): Promise<Look> {
  const seen = await trial(options, AS_IT_IS);
  return { ...seen, findings: seen.examination.result.report.findings, remarks: [] };
}

function headOf({ examination: { result }, remarks }: Look): Omit<FixReport, "left"> & { readonly left: [] } {
  const { report, said } = result;
  const { major, judgedAs } = report.postgres;
  return {
    schema: "lockgate/fix@1",
    lockgate: VERSION,
    postgres: { major, ...(judgedAs === undefined ? {} : { judgedAs }) },
    migrations: [],
    left: [],
    remarks: [...new Set([...report.remarks, ...said, ...remarks])],
    unanalyzed: report.unanalyzed,
    written: [],
  };
}

/** Why nothing may be written for a finding at this path, and whether that is for want of a shadow; null: it may. */
function refusalAt(
  { examination, catalogs }: Look,
  path: string | null,
): { readonly reason: string; readonly isUnseen: boolean } | null {
  if (path === null) return null;
  const selection = examination.selected?.selections.find(({ target }) =>
    target.migrations.some((one) => one.path === path),
  );
  if (selection === undefined) return { reason: "no migration that runs stands there", isUnseen: false };
  const { tool, dir, isCaptured } = selection.target;
  if (isCaptured)
    return { reason: `${tool} migrations are code: its author writes the steps`, isUnseen: false };
  if (catalogs.get(dir)?.catalog) return null;
  return { reason: "it is not rehearsed, and what is written is proven on a shadow", isUnseen: true };
}

async function proveOn(
  seen: Look,
  chosen: Chosen,
  selected: SelectResult,
  options: FixOptions,
): Promise<Proven> {
  const { examination } = seen;
  const texts = new Map<string, string>();
  for (const { path } of chosen.wanted.map(({ finding }) => finding)) {
    const text = path === null ? null : await readText(selected.tree, path);
    if (path !== null && text !== null) texts.set(path, text);
  }
  return prove(chosen, {
    before: checkedOf(examination),
    failOn: examination.result.failOn,
    tree: selected.tree,
    changed: (path) => changedAt(path, selected, examination, texts.get(path) ?? ""),
    tryOut: (laidOut) => tryOut(laidOut, options, seen),
  });
}

function changedAt(
  path: string,
  { found }: SelectResult,
  { changes }: Examination,
  text: string,
): Omit<Changed, "replacements"> {
  const analyzed = changes.flat().find(({ migration }) => migration.path === path);
  const owner = found.find(({ listing }) => listing.files.some((file) => file.path === path));
  const file = owner?.listing.files.find((one) => one.path === path);
  if (analyzed === undefined || owner === undefined || file === undefined)
    throw new Error(`${path} was judged, and is in no folder`);
  return {
    folder: owner.folder,
    file,
    migration: analyzed.migration,
    statements: analyzed.statements.map(({ statement }) => statement),
    inTransaction: new Set(
      analyzed.statements.flatMap(({ statement, transaction }) =>
        transaction === null ? [] : statement.index,
      ),
    ),
    text,
  };
}

function reported(
  planned: readonly Wanted[],
  { laidOut, fixed, tried }: Proven,
  failOn: FailOn,
): FixedMigration[] {
  const proofOf = (path: string | null): FixStep["proof"] => ({
    schema: tried?.isComparable ? "equal" : "not compared",
    findings: (tried?.findings ?? []).filter(
      (one) => path !== null && one.path === path && isSerious(one.level, failOn),
    ).length,
  });
  const proven = laidOut.map((laid) => provenMigration(laid, fixed, proofOf, tried?.onRows ?? false));
  const paths = new Set(planned.flatMap(({ finding }) => finding.path ?? []));
  const open = [...paths].map((path) =>
    plannedMigration(
      path,
      planned.filter(({ finding }) => finding.path === path),
    ),
  );
  return [...proven, ...open];
}

function fileList(files: LaidOut["thisRelease"]): FixResult["files"] {
  return [...new Map(files.map((file) => [file.path, file])).values()];
}
