/** Checks of migrations that are not written yet, with the catalog in which they end. */

import type { RowsOptions, RowsResult } from "../analysis/rows-run.ts";
import type { Trial } from "../analysis/trial.ts";
import { type CheckOptions, type Examination, examine } from "../check.ts";
import { alterTable } from "../sql/alter-table.ts";
import { CatalogReader, differencesOf } from "./catalog.ts";
import type { LaidOut } from "./layout.ts";
import type { Tried } from "./proof.ts";
import { compareRows } from "./rows.ts";
import type { Checked } from "./trial-outcome.ts";

/** What a check saw, and where it ended, by the target's folder. */
export interface TrialResult {
  readonly examination: Examination;
  /** The catalog in which the change ends. */
  readonly catalogs: ReadonlyMap<string, CatalogReader>;
  /** What became of tables with rows. */
  readonly rows: ReadonlyMap<string, RowsResult>;
}

export interface TrialSetup extends Pick<Trial, "draft" | "judged" | "ahead"> {
  /** By the target's folder. */
  rows(dir: string): RowsOptions | null;
}

/** The change as it is. */
export const AS_IT_IS: TrialSetup = {
  draft: new Map(),
  judged: null,
  ahead: new Map(),
  rows: () => ({ judged: new Set(), between: new Map(), behind: "", fill: null }),
};

/** @throws {UsageError} as `check` does. */
export async function trial(options: CheckOptions, setup: TrialSetup): Promise<TrialResult> {
  const catalogs = new Map<string, CatalogReader>();
  const rows = new Map<string, RowsResult>();
  const examination = await examine(
    { ...options, drift: "never" },
    {
      ...setup,
      rows: ({ dir }) => setup.rows(dir),
      onRows({ dir }, result) {
        if (result !== null) rows.set(dir, result);
      },
      witness({ dir }) {
        const reader = new CatalogReader();
        catalogs.set(dir, reader);
        return reader;
      },
    },
  );
  return { examination, catalogs, rows };
}

/** Checks what is laid out, and what the next release adds to it, and compares where they end. */
export async function tryOut(
  laidOut: readonly LaidOut[],
  options: CheckOptions,
  before: TrialResult,
): Promise<Tried> {
  const draft = new Map(textsOf(laidOut.flatMap(({ thisRelease }) => thisRelease)));
  const later = new Map(textsOf(laidOut.flatMap(({ nextRelease }) => nextRelease)));
  const dirs = new Set(laidOut.map(({ changed }) => changed.folder.dir));
  const hasNext = (dir: string) =>
    laidOut.some(({ changed, nextRelease }) => changed.folder.dir === dir && nextRelease.length > 0);
  const ahead = aheadOf(laidOut);
  const rowsOf = (dir: string): RowsOptions => ({
    ...byHand(laidOut.filter(({ changed }) => changed.folder.dir === dir)),
    judged: new Set(draft.keys()),
    fill: before.rows.get(dir)?.fill ?? null,
  });
  const now = await trial(options, {
    draft,
    judged: null,
    ahead,
    rows: (dir) => (dirs.has(dir) && !hasNext(dir) ? rowsOf(dir) : null),
  });
  const next =
    later.size === 0
      ? null
      : await trial(options, {
          draft: new Map([...draft, ...later]),
          judged: new Set(laidOut.flatMap(({ steps }) => pathsOf(steps, "next release"))),
          ahead,
          rows: (dir) => (hasNext(dir) ? rowsOf(dir) : null),
        });
  const isFailing = failingDirs(before.examination);
  const compared = [...dirs].map((dir) => {
    const was = before.catalogs.get(dir)?.catalog ?? null;
    const is = (next?.catalogs.get(dir) ?? now.catalogs.get(dir))?.catalog ?? null;
    if (was === null || is === null) return null;
    const anyOrder = laidOut.some((laid) => laid.changed.folder.dir === dir && changesType(laid));
    const only = { anyOrder, onlyMore: isFailing.has(dir) };
    return differencesOf(was, is, only);
  });
  const onRows = [...dirs].map((dir) =>
    compareRows(before.rows.get(dir), (hasNext(dir) ? next : now)?.rows.get(dir)),
  );
  const checks = [now, ...(next === null ? [] : [next])].map(({ examination }) => checkedOf(examination));
  return {
    findings: checks.flatMap(({ findings }) => findings),
    forms: new Map(checks.flatMap(({ forms }) => [...forms])),
    unanalyzed: checks.flatMap(({ unanalyzed }) => unanalyzed),
    texts: (path) => checks.map((one) => one.texts(path)).find((own) => own.length > 0) ?? [],
    differences: compared.includes(null)
      ? null
      : [
          ...compared.flatMap((lines) => lines ?? []),
          ...onRows.flatMap(({ difference }) => difference ?? []),
          ...laidOut.flatMap((laid) => noWayBack(laid, before.examination, now.examination)),
        ],
    isComparable: isFailing.size === 0,
    onRows: onRows.every(({ isEqual }) => isEqual),
  };
}

function textsOf(files: LaidOut["thisRelease"]): (readonly [string, string])[] {
  return files.map(({ path, text }) => [path, text]);
}

function pathsOf(steps: LaidOut["steps"], wanted: LaidOut["steps"][number]["phase"]): string[] {
  return steps.flatMap(({ path, phase }) => (phase === wanted && path !== null ? path : []));
}

/** By the target's folder: what is run by hand ahead of the change. */
function aheadOf(laidOut: readonly LaidOut[]): ReadonlyMap<string, string> {
  const ahead = new Map<string, string>();
  for (const { changed, steps } of laidOut) {
    const { dir } = changed.folder;
    const sql = steps.filter(({ isAhead }) => isAhead).map(({ sql }) => sql);
    if (sql.length > 0) ahead.set(dir, [ahead.get(dir) ?? "", ...sql].join(""));
  }
  return ahead;
}

/** What is run by hand between the releases, and behind all of them. */
function byHand(laidOut: readonly LaidOut[]): Pick<RowsOptions, "between" | "behind"> {
  const between = new Map<string, string>();
  let behind = "";
  for (const { steps } of laidOut) {
    let open = "";
    for (const { path, sql, phase, isAhead } of steps) {
      if (phase === "outside" && !isAhead) open += sql;
      if (phase !== "next release" || path === null || open === "") continue;
      between.set(path, open);
      open = "";
    }
    behind += open;
  }
  return { between, behind };
}

export function checkedOf({ result: { report }, changes, forms }: Examination): Checked {
  const texts = new Map(
    changes
      .flat()
      .map(({ migration: { path }, statements }) => [
        path,
        statements.map(({ statement }) => statement.text),
      ]),
  );
  const unanalyzed = report.unanalyzed.map(
    ({ path, line, reason }) => `${line === null ? path : `${path}:${line}`} ${reason}`,
  );
  return { findings: report.findings, forms, unanalyzed, texts: (path) => texts.get(path) ?? [] };
}

/** Folders whose change does not run to its end as it is: what comes of it shows only a part of what was meant. */
function failingDirs({ changes, selected }: Examination): ReadonlySet<string> {
  const paths = changes.flat().flatMap(({ migration, statements }) => {
    const fails = statements.some(({ effects }) =>
      effects.some((effect) => effect.kind === "fail" && effect.when === "always"),
    );
    return fails ? migration.path : [];
  });
  const isOf = (path: string) =>
    selected?.selections.find(({ migrations }) => migrations.some((one) => one.path === path));
  return new Set(paths.flatMap((path) => isOf(path)?.target.dir ?? []));
}

/** A column of another type is a new one, behind the others. */
function changesType({ changed: { statements, replacements } }: LaidOut): boolean {
  return statements.some(
    (statement) =>
      replacements.has(statement.index) &&
      alterTable(statement)?.clauses.some(({ newType }) => newType !== null),
  );
}

/** Down migrations that lead back before have to lead back afterwards. */
function noWayBack(
  { changed, steps }: LaidOut,
  { result: before }: Examination,
  { result: now }: Examination,
): string[] {
  const isExact = before.report.migrations.some(
    ({ path, rollback }) => path === changed.migration.path && rollback === "exact",
  );
  if (!isExact) return [];
  const paths = new Set(pathsOf(steps, "this release"));
  return now.report.migrations.flatMap(({ path, rollback, rollbackDetail: [detail = ""] = [] }) => {
    const isLost = paths.has(path) && (rollback === "differs" || rollback === "fails");
    return isLost ? `the way back of ${path} leads to another schema: ${detail}` : [];
  });
}
