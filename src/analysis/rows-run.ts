/** A change on tables that have rows, as production has them: whether it runs, and what stands in them then. */
import type { Selection } from "../migrations/selection.ts";
import type { Session } from "../shadow/engines/session.ts";
import type { Rehearsal, Witness } from "../shadow/rehearse/rehearsal.ts";
import type { ScheduledMigration } from "../shadow/rehearse/scheduled-migration.ts";
import { type Contents, contentsOf } from "../shadow/rows/contents.ts";
import { varyingColumns } from "../shadow/rows/diff-contents.ts";
import { type FillOptions, fillTables } from "../shadow/rows/fill-tables.ts";
import { handRun } from "./hand-run.ts";
import type { Past } from "./past.ts";
import { rehearseSelection, type ShadowOptions } from "./rehearse-selection.ts";

export interface RowsOptions {
  /** Paths of migrations that run on rows although they are the base of what is judged. */
  readonly judged: ReadonlySet<string>;
  /** SQL that is run by hand ahead of the migration at this path. */
  readonly between: ReadonlyMap<string, string>;
  /** SQL that is run by hand behind all of them, or "". */
  readonly behind: string;
  /** Null: with rows as they come, and without nulls and duplicates where the change fails on those. */
  readonly fill: FillOptions | null;
}

export interface RowsResult {
  readonly fill: FillOptions;
  readonly before: Contents | null;
  readonly after: Contents | null;
  /** Tables that took no rows. */
  readonly unfilled: readonly string[];
  /** `schema.name.column`: columns whose values are others in every run of the change. */
  readonly varying: ReadonlySet<string>;
  /** The first statement that fails; null: none does. */
  readonly failure: RowsFailure | null;
}

export interface RowsFailure {
  readonly path: string;
  readonly line: number;
  /** In PostgreSQL's words. */
  readonly reason: string;
}

const AS_THEY_COME: FillOptions = {};
const EVERY_ONE_FIT: FillOptions = { nulls: false, duplicates: false };

export async function runOnRows(
  selection: Selection,
  scheduled: readonly ScheduledMigration[],
  past: Past,
  { judged, between, behind, fill }: RowsOptions,
  options: ShadowOptions,
): Promise<RowsResult | null> {
  const wanted = scheduled.flatMap((one): ScheduledMigration[] => {
    const own = { ...one, judged: one.judged || judged.has(one.migration.path) };
    const sql = between.get(one.migration.path);
    return sql === undefined ? [own] : [handRun(sql, one.migration.path), own];
  });
  if (behind !== "") wanted.push(handRun(behind, selection.target.dir));
  const run = async (how: FillOptions): Promise<RowsResult | null> => {
    const witness = new RowsWitness(how);
    const { rehearsal } = await rehearseSelection(selection, wanted, past, { ...options, witness });
    if (typeof rehearsal === "string") return null;
    const { filled, unfilled, changed } = witness;
    const failure = failureIn(wanted, rehearsal);
    return { fill: how, before: filled, after: changed, unfilled, varying: new Set(), failure };
  };
  const first = await run(fill ?? AS_THEY_COME);
  if (fill !== null) return first;
  const result = first?.failure ? await run(EVERY_ONE_FIT) : first;
  if (result?.after == null || !wanted.some(changesRows)) return result;
  const again = await run(result.fill);
  return again?.after == null ? result : { ...result, varying: varyingColumns(result.after, again.after) };
}

/** Whether it may make up values of its own. */
function changesRows({ judged, script }: ScheduledMigration): boolean {
  return judged && script.statements.some(({ command }) => MAKES_VALUES.has(command));
}

const MAKES_VALUES: ReadonlySet<string> = new Set([
  "INSERT",
  "UPDATE",
  "MERGE",
  "DO",
  "SELECT",
  "CALL",
  "COPY",
]);

function failureIn(scheduled: readonly ScheduledMigration[], rehearsal: Rehearsal): RowsFailure | null {
  for (const { migration, script, judged } of scheduled) {
    if (!judged) {
      const failed = rehearsal.baseFailures.find((one) => one.migration === migration.id);
      if (failed) return { path: failed.path, line: failed.line ?? 1, reason: failed.reason };
      continue;
    }
    for (const one of rehearsal.migrations.get(migration.id)?.statements ?? []) {
      const reason = one.kind === "skipped" ? one.reason : one.observation.error?.message;
      const line = script.statements[one.index]?.line ?? 1;
      if (reason !== undefined) return { path: migration.path, line, reason };
    }
  }
  return null;
}

/** Fills the tables ahead of the change, and reads them behind it. */
class RowsWitness implements Witness {
  filled: Contents | null = null;
  unfilled: readonly string[] = [];
  changed: Contents | null = null;
  readonly #fill: FillOptions;

  constructor(fill: FillOptions) {
    this.#fill = fill;
  }

  async before(session: Session): Promise<void> {
    const { unfilled } = await fillTables(session, this.#fill);
    this.unfilled = unfilled.map(({ relation }) => relation);
    this.filled = await contentsOf(session);
  }

  asksFor(): boolean {
    return false;
  }

  async after(): Promise<void> {}

  async end(session: Session): Promise<void> {
    this.changed = await contentsOf(session);
  }
}
