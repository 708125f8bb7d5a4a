/** The way back: the judged migrations taken back from the last to the first, then run up again. */
import type { Migration } from "../../migrations/migration.ts";
import { skeleton } from "../../migrations/skeleton.ts";
import type { StatementError } from "../../postgres/server-message.ts";
import { as, walk } from "../../sql/nodes.ts";
import type { Statement, Unread } from "../../sql/statement.ts";
import { QueryRefused, type Session } from "../engines/session.ts";
import { ShadowLost } from "../engines/shadow.ts";
import type { RehearsedMigration } from "./rehearsal.ts";
import type { RehearsalState } from "./rehearsal-state.ts";
import { firstError, unitsOf } from "./replay.ts";
import type { ScheduledMigration } from "./scheduled-migration.ts";
import { namesOf } from "./script-names.ts";
import type { Ended, RollBack, RolledBack } from "./way-back.ts";

/**
 * Takes the judged migrations back and runs them up again, as their runner does. What cannot be taken back stays, and those
 * before it are tried all the same.
 */
export async function rollBack(
  state: RehearsalState,
  judged: readonly ScheduledMigration[],
  rehearsed: ReadonlyMap<string, RehearsedMigration>,
  way: RollBack,
): Promise<RolledBack> {
  const result = { downs: new Map<string, Ended>(), upAgain: new Map<string, Ended>() };
  const { session } = state.shadow;
  try {
    await state.createRoles([...way.downs.values()].map((down) => namesOf(down).roles));
    for (const { migration } of [...judged].reverse()) {
      const down = way.downs.get(migration.id);
      if (down === undefined) continue;
      await state.connectAgain();
      const ended = isWhole(rehearsed.get(migration.id)) ? await runWhole(state, down) : NOT_UP;
      result.downs.set(migration.id, ended);
      if (ended === NOT_UP) continue;
      await state.connectAgain();
      await way.look({ at: "down", migration: migration.id }, session, false);
    }
    const taken = judged.filter(({ migration: { id } }) => result.downs.get(id)?.kind === "ran");
    for (const [at, one] of taken.entries()) {
      // A tool has one connection for all that it deploys at once; psql has one for each file.
      if (one.migration.tool === "sql") await state.connectAgain();
      const ended = await runWhole(state, one);
      result.upAgain.set(one.migration.id, ended);
      if (at === taken.length - 1)
        await way.look({ at: "up again", migration: one.migration.id }, session, false);
    }
  } catch (error) {
    if (!(error instanceof ShadowLost || error instanceof QueryRefused)) throw error;
    state.lose(`the way back ended: ${error.message}`);
  }
  return result;
}

const NOT_UP: Ended = { kind: "unknown", reason: "not all of its migration could be rehearsed" };

/** All of it ran, and on nothing that only stands for what the shadow lacks. */
function isWhole(rehearsed: RehearsedMigration | undefined): boolean {
  return (
    rehearsed?.statements.every((one) => one.kind === "observed" && one.observation.error === null) ?? false
  );
}

/** Runs a script as its runner does, up to its first error, with nothing left out. */
async function runWhole(state: RehearsalState, scheduled: ScheduledMigration): Promise<Ended> {
  const { session } = state.shadow;
  const { statements, unread } = scheduled.script;
  const [part] = unread;
  if (part !== undefined) return endOfUnread(part, scheduled.migration, session);
  const { units, skipped } = unitsOf(state, scheduled);
  const [left] = skipped;
  if (left !== undefined) return { kind: "unknown", reason: left.reason };
  for (const unit of units) {
    const failure = await firstError(unit, session);
    if (failure === null) continue;
    const { statement, error } = failure;
    const reason = state.blameAfterwards(scheduled, error)
      ? "it needs what the shadow lacks"
      : statement && mayDependOnRows(statement, error)
        ? "it fails on empty tables, and may not where there are rows"
        : null;
    if (reason !== null) return { kind: "unknown", reason: `${reason} (${error.message})` };
    return { kind: "failed", line: (statement ?? statements.at(-1))?.line ?? 1, error };
  }
  return { kind: "ran" };
}

/** What the parser here does not read, the server may: its newer grammar, or another reader's commands. */
async function endOfUnread(
  { line, reason, start, end }: Unread,
  { sql, reader }: Migration,
  session: Session,
) {
  const unknown: Ended = { kind: "unknown", reason: `line ${line} ${reason}` };
  if (reader === "psql") return unknown;
  await session.exec("BEGIN");
  const { error } = await session.exec(sql.slice(start, end));
  await session.exec("ROLLBACK");
  const ended: Ended = error?.sqlstate === SYNTAX_ERROR ? { kind: "failed", line, error } : unknown;
  return ended;
}

const SYNTAX_ERROR = "42601";

/** Code that asks a table, and raises an error of its own by what is in it. */
function mayDependOnRows({ node }: Statement, { sqlstate }: StatementError): boolean {
  const block = as(node, "DoStmt");
  // What a query names is there or not, whatever the rows are (class 42).
  if (as(node, "SelectStmt")) return !sqlstate.startsWith("42");
  if (block === undefined) return as(node, "CallStmt") !== undefined;
  let asks = false;
  walk(block, (inner) => {
    const body = as(inner, "String")?.sval ?? "";
    asks ||= /\b(?:from|execute|call|perform)\b/i.test(skeleton(body));
    return true;
  });
  return asks;
}
