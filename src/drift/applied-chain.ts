import type { Migration } from "../migrations/migration.ts";
import type { Surveyed } from "../migrations/survey.ts";
import { list } from "../migrations/tools/compare-histories.ts";
import { type AppliedMigration, appliedMigration } from "../migrations/tools/history.ts";
import { type ScheduledMigration, scheduledAlone } from "../shadow/rehearse/scheduled-migration.ts";
import { parseScript } from "../sql/parse.ts";
import type { CapturedChain } from "./captured-chain.ts";
import { appliedVersion, type Checkout, readRows } from "./history/part.ts";
import type { HistoryTable } from "./history/table.ts";
import type { DatabaseState } from "./seen-databases.ts";

/** The migrations that a live database has, as they were applied. */
export interface AppliedChain {
  readonly scheduled: readonly ScheduledMigration[];
  /** Where names without schema are, or null: in public. */
  readonly schema: string | null;
  /** The tool's own table, which no migration makes; null: none is known. */
  readonly history: { readonly schema: string; readonly table: string } | null;
  /** What of it is not as it was applied, in whole sentences: differences may come from that. */
  readonly doubts: readonly string[];
}

/** Of what a captured target sent, what the database's history says was applied. */
export function appliedOfCaptured(
  checkout: Checkout,
  database: DatabaseState,
  captured: CapturedChain,
): AppliedChain {
  const { surveyed } = checkout;
  const table = database.histories.get(surveyed);
  const applied = new Set(appliedIn(checkout, table).map(({ id, local }) => local?.id ?? id));
  const scheduled = captured.scheduled.filter(({ migration }) => applied.has(migration.id));
  const sent = new Set(scheduled.map(({ migration }) => migration.id));
  const lost = [...applied].filter((id) => !sent.has(id));
  const history = foundIn(table) ?? tableNamed(captured.historyTable);
  return { scheduled, schema: null, history, doubts: doubtsOn(lost, []) };
}

/** What the database's history says was applied, with its text from the history itself, the checkout or git. */
export async function appliedChain(checkout: Checkout, database: DatabaseState): Promise<AppliedChain> {
  const { surveyed } = checkout;
  const table = database.histories.get(surveyed);
  const migrations: Migration[] = [];
  const lost: string[] = [];
  const edited: string[] = [];
  for (const applied of appliedIn(checkout, table)) {
    const { text, isAsApplied } = await textOf(applied, checkout);
    if (!isAsApplied) (text === null ? lost : edited).push(applied.id);
    if (text !== null) migrations.push(migrationOf(applied, text, surveyed));
  }
  const scheduled = migrations.map((one) => scheduledAlone(one, parseScript(one.sql, one.reader)));
  return {
    scheduled,
    schema: schemaOfNames(database, surveyed, table),
    history: foundIn(table),
    doubts: doubtsOn(lost, edited),
  };
}

function foundIn(table: HistoryTable | undefined): AppliedChain["history"] {
  return table?.kind === "found" ? table : null;
}

function tableNamed(name: string | null): AppliedChain["history"] {
  if (name === null) return null;
  const [table = "", schema = "public"] = name.split(".").reverse();
  return { schema, table };
}

function doubtsOn(lost: readonly string[], edited: readonly string[]): string[] {
  const are = lost.length === 1 ? "is" : "are";
  const were = edited.length === 1 ? "was" : "were";
  return [
    ...(lost.length === 0 ? [] : [`${list(lost)} ${are} applied and nowhere in this clone.`]),
    ...(edited.length === 0
      ? []
      : [`${list(edited)} ${were} edited, and this clone has no version as it was applied.`]),
  ];
}

function appliedIn(checkout: Checkout, table: HistoryTable | undefined): readonly AppliedMigration[] {
  const { entries, added, folder } = checkout.surveyed;
  const reader = folder.tool.history;
  if (table?.kind === "found" && reader !== undefined) return readRows(checkout, reader, table.rows).applied;
  // Plain SQL keeps no history: all that is merged counts as applied.
  return entries.filter(({ id }) => !added.has(id)).map((entry) => appliedMigration(entry.id, entry));
}

/** Where the tool finds names without schema, or null for public. */
function schemaOfNames(
  database: DatabaseState,
  { folder: { tool } }: Surveyed,
  table: HistoryTable | undefined,
): string | null {
  const schema = tool.history?.isInOwnSchema && table?.kind === "found" ? table.schema : database.schema;
  return schema === "public" ? null : schema;
}

async function textOf(
  applied: AppliedMigration,
  checkout: Checkout,
): Promise<{ text: string | null; isAsApplied: boolean }> {
  const { local, edited, sql } = applied;
  if (sql !== null) return { text: sql, isAsApplied: true };
  const present = local?.content?.toString("utf8") ?? null;
  if (present !== null && !edited) return { text: present, isAsApplied: true };
  const version = await appliedVersion(applied, checkout);
  if (version !== null) return { text: version.content.toString("utf8"), isAsApplied: true };
  return { text: present, isAsApplied: false };
}

function migrationOf({ id, local }: AppliedMigration, text: string, surveyed: Surveyed): Migration {
  const { folder, target, entries } = surveyed;
  const path = local?.path ?? `${target.dir}/${id}`;
  const entry = entries.find((known) => known.id === id) ?? { id, path, version: id };
  const { sql, transaction, atomicity, note, delivery } = folder.read(entry, text);
  return {
    id,
    tool: target.tool,
    path,
    sql,
    transaction,
    atomicity: atomicity ?? transaction,
    note: note ?? null,
    ...(delivery === undefined ? {} : { delivery }),
  };
}
