import type { Migration } from "../migrations/migration.ts";
import { list } from "../migrations/tools/compare-histories.ts";
import type { AppliedMigration } from "../migrations/tools/history.ts";
import type { Live } from "../shadow/engines/server-identity.ts";
import { ShadowRefused, ShadowUnavailable } from "../shadow/engines/shadow.ts";
import { targetSetup } from "../shadow/platforms/target-setup.ts";
import type { BaseFailure, Progress, Replayed } from "../shadow/rehearse/rehearsal.ts";
import { rehearse } from "../shadow/rehearse/rehearse.ts";
import { type ScheduledMigration, scheduledAlone } from "../shadow/rehearse/scheduled-migration.ts";
import { parseScript } from "../sql/parse.ts";
import { appliedVersion, type Checkout } from "./history/part.ts";

export interface ShadowOptions {
  /** "pglite", "docker:<image>" or a server's URL. */
  readonly shadow: string;
  /** Live databases, none of which may be taken for a shadow. */
  readonly live: Live;
  /** Where names without schema are; default: in public. */
  readonly schema?: string | null;
  /** Where snapshots are kept, or null: nowhere. */
  readonly cache: string | null;
  /** The repository's root, absolute. */
  readonly root: string;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
}

/** The migrations that a live database has, as they were applied. */
export interface AppliedChain {
  readonly migrations: readonly Migration[];
  /** Where names without schema are, or null: in public. */
  readonly schema: string | null;
  /** What of it is not as it was applied, in whole sentences: differences may come from that. */
  readonly doubts: readonly string[];
}

/** What was applied, from the history itself, the checkout or git. The parser must be loaded. */
export async function appliedChain(
  applied: readonly AppliedMigration[],
  checkout: Checkout,
  schema: string | null,
): Promise<AppliedChain> {
  const migrations: Migration[] = [];
  const gone: string[] = [];
  const edited: string[] = [];
  for (const one of applied) {
    const { text, isAsApplied } = await textOf(one, checkout);
    if (!isAsApplied) (text === null ? gone : edited).push(one.id);
    if (text !== null) migrations.push(migrationOf(one, text, checkout));
  }
  const are = (ids: readonly string[]) => `${list(ids)} ${ids.length === 1 ? "is" : "are"}`;
  const were = (ids: readonly string[]) => `${list(ids)} ${ids.length === 1 ? "was" : "were"}`;
  const doubts = [
    ...(gone.length === 0 ? [] : [`${are(gone)} applied and nowhere in this clone.`]),
    ...(edited.length === 0
      ? []
      : [`${were(edited)} edited, and this clone has no version as it was applied.`]),
  ];
  return { migrations, schema, doubts };
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

function migrationOf({ id, local }: AppliedMigration, text: string, { surveyed }: Checkout): Migration {
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

/** Why the shadow does not show what the migrations make. */
export interface NoReplay {
  /** `failed`: there is no shadow; `incomplete`: it could not run all of them. */
  readonly kind: "failed" | "incomplete";
  readonly reason: string;
}

/** Replays migrations on a shadow and looks at it. Returns null when all went well. */
export async function replayAndVisit(
  migrations: readonly Migration[],
  { surveyed: { target } }: Checkout,
  options: ShadowOptions,
  visit: (replayed: Replayed) => Promise<void>,
): Promise<NoReplay | null> {
  const scheduled = migrations.map((one) => scheduledAlone(one, parseScript(one.sql, one.reader)));
  try {
    const { baseFailures } = await rehearse({
      ...options,
      ...(await targetSetup(target, options.root)),
      scheduled,
      grouping: "one change",
      extensions: target.extensions,
      // A catalog with declared objects is not the one that the migrations make.
      stubs: false,
      visit,
    });
    const failure = baseFailures.find((one) => shapesTheCatalog(one, scheduled));
    if (failure === undefined) return null;
    const { path, line, reason, blame } = failure;
    const advice =
      blame?.kind === "extension"
        ? `: the shadow has no extension ${blame.extension} (--shadow docker:<image> or a URL)`
        : "";
    return {
      kind: "incomplete",
      reason: `${path}${line === null ? "" : `:${line}`} fails on the shadow: ${reason}${advice}`,
    };
  } catch (error) {
    if (!(error instanceof ShadowUnavailable) || error instanceof ShadowRefused) throw error;
    const reason = error.hint === null ? error.message : `${error.message} (${error.hint})`;
    return { kind: "failed", reason };
  }
}

/** Commands that leave the compared part of the catalog as it is: what fails of them takes nothing from a comparison. */
const NO_SHAPE =
  /^(?:INSERT|UPDATE|DELETE|MERGE|COPY|GRANT|REVOKE|COMMENT|SET|RESET|REFRESH|ANALYZE|VACUUM|CLUSTER|LOCK|NOTIFY|ALTER DEFAULT PRIVILEGES|(?:CREATE|ALTER|DROP) (?:ROLE|USER|GROUP|DATABASE|TABLESPACE|SUBSCRIPTION)|ALTER SYSTEM)\b/;

function shapesTheCatalog(
  { migration, line }: BaseFailure,
  scheduled: readonly ScheduledMigration[],
): boolean {
  const failed = scheduled.find((one) => one.migration.id === migration);
  const statement = failed?.script.statements.findLast((one) => line !== null && one.line <= line);
  return statement === undefined || !NO_SHAPE.test(statement.command);
}
