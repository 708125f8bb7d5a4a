/** Checks of migrations that are not written yet, with the catalog in which they end. */
import { type CheckOptions, type Examination, examine } from "../check.ts";
import { CatalogReader, differencesOf } from "./catalog.ts";
import type { LaidOut } from "./layout.ts";
import type { Tried } from "./proof.ts";
import type { Checked } from "./trial-outcome.ts";

/** What a check saw, and where it ended. */
export interface TrialResult {
  readonly examination: Examination;
  /** The catalog in which the change ends, by the target's folder. */
  readonly catalogs: ReadonlyMap<string, CatalogReader>;
}

export interface TrialSetup {
  readonly draft: ReadonlyMap<string, string>;
  readonly judged: ReadonlySet<string> | null;
  readonly ahead: ReadonlyMap<string, string>;
}

/** The change as it is. */
export const NOTHING: TrialSetup = { draft: new Map(), judged: null, ahead: new Map() };

/** @throws {UsageError} as `check` does. */
export async function trial(options: CheckOptions, setup: TrialSetup): Promise<TrialResult> {
  const catalogs = new Map<string, CatalogReader>();
  const examination = await examine(
    { ...options, drift: "never" },
    {
      ...setup,
      witness({ dir }) {
        const reader = new CatalogReader();
        catalogs.set(dir, reader);
        return reader;
      },
    },
  );
  return { examination, catalogs };
}

/** Checks what is laid out, and what the next release adds to it, and compares where they end. */
export async function tryOut(
  laidOut: readonly LaidOut[],
  options: CheckOptions,
  { examination: original, catalogs: before }: TrialResult,
): Promise<Tried> {
  const draft = new Map(
    laidOut.flatMap(({ thisRelease }) => thisRelease.map(({ path, text }) => [path, text])),
  );
  const ahead = new Map<string, string>();
  for (const { changed, steps } of laidOut) {
    const { dir } = changed.folder;
    const sql = steps.filter(({ isAhead }) => isAhead).map(({ sql }) => sql);
    if (sql.length > 0) ahead.set(dir, [ahead.get(dir) ?? "", ...sql].join(""));
  }
  const now = await trial(options, { draft, judged: null, ahead });
  const later = laidOut.flatMap(({ nextRelease }) => nextRelease);
  const next =
    later.length === 0
      ? null
      : await trial(options, {
          draft: new Map([...draft, ...later.map(({ path, text }) => [path, text] as const)]),
          judged: new Set(
            laidOut.flatMap(({ steps }) =>
              steps.flatMap(({ path, phase }) => (phase === "next release" && path !== null ? path : [])),
            ),
          ),
          ahead,
        });
  const checks = [now, ...(next === null ? [] : [next])].map(({ examination }) => checkedOf(examination));
  const dirs = new Set(laidOut.map(({ changed }) => changed.folder.dir));
  const isFailing = failingDirs(original);
  const compared = [...dirs].map((dir) => {
    const was = before.get(dir)?.catalog ?? null;
    const is = (next?.catalogs.get(dir) ?? now.catalogs.get(dir))?.catalog ?? null;
    if (was === null || is === null) return null;
    return differencesOf(was, is, { anyOrder: laidOut.some(changesType), onlyMore: isFailing.has(dir) });
  });
  return {
    findings: checks.flatMap(({ findings }) => findings),
    forms: new Map(checks.flatMap(({ forms }) => [...forms])),
    unanalyzed: checks.flatMap(({ unanalyzed }) => unanalyzed),
    texts: (path) => checks.map((one) => one.texts(path)).find((own) => own.length > 0) ?? [],
    differences: compared.includes(null) ? null : compared.flatMap((lines) => lines ?? []),
    isComparable: isFailing.size === 0,
  };
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
function changesType({ changed: { replacements } }: LaidOut): boolean {
  return [...replacements.values()].some(
    (one) =>
      one.kind === "steps" && one.steps.some(({ sql }) => sql.some((text) => /\bRENAME COLUMN\b/.test(text))),
  );
}
