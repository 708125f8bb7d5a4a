/** Rehearsals of migrations that a test writes down. */
import { schedule } from "../../analysis/schedule.ts";
import type { Migration } from "../../migrations/migration.ts";
import { parseScript } from "../../sql/parse.ts";
import type { Blame } from "./blame.ts";
import type { Rehearsal, RehearseOptions } from "./rehearsal.ts";
import { rehearse } from "./rehearse.ts";
import type { RehearsedStatement } from "./rehearsed-statement.ts";
import type { ScheduledMigration } from "./scheduled-migration.ts";

export type Unscheduled = Omit<ScheduledMigration, "places">;

export const SCHEMA = `CREATE TABLE users (id int PRIMARY KEY, email text);
  CREATE TABLE orders (id int PRIMARY KEY, user_id int REFERENCES users, total int);
  CREATE TYPE mood AS ENUM ('calm');`;

/** A migration of Prisma before 7.4, which sends a file as one query, unless said otherwise. The parser must be loaded. */
export function migration(
  id: string,
  sql: string,
  rest: Partial<Migration> & { judged?: boolean } = {},
): Unscheduled {
  const { judged = true, transaction = "file", ...given } = rest;
  const path = `migrations/${id}.sql`;
  const own = { id, tool: "prisma", path, sql, transaction, atomicity: transaction, note: null } as const;
  return {
    migration: { ...own, ...given },
    script: parseScript(sql, given.reader),
    judged,
  };
}

/** On PGlite, unless said otherwise. */
export function run(
  migrations: readonly Unscheduled[],
  rest: Partial<RehearseOptions> = {},
): Promise<Rehearsal> {
  const { grouping = "each" } = rest;
  const none = { platform: null, prelude: null, live: null, cache: null };
  const scheduled = schedule(migrations, grouping);
  return rehearse({ shadow: "pglite", scheduled, ...none, ...rest, grouping });
}

export function statements(rehearsal: Rehearsal, id: string): readonly RehearsedStatement[] {
  const rehearsed = rehearsal.migrations.get(id);
  if (!rehearsed) throw new Error(`not rehearsed: ${id}`);
  return rehearsed.statements;
}

export function observation(statement: RehearsedStatement | undefined) {
  return statement === undefined || statement.kind === "skipped" ? null : statement.observation;
}

export function locks(statement: RehearsedStatement | undefined): string[] | undefined {
  return observation(statement)?.locks.map(({ relation, mode }) => `${relation} ${mode}`);
}

/** SQLSTATE of each statement's error, or null. */
export function errors(rehearsal: Rehearsal, id: string): (string | null)[] {
  return statements(rehearsal, id).map((one) => observation(one)?.error?.sqlstate ?? null);
}

/** Why a statement was not run, or null. */
export function skipReason(statement: RehearsedStatement | undefined): string | null {
  return statement?.kind === "skipped" ? statement.reason : null;
}

export function blame(statement: RehearsedStatement | undefined): Blame | null {
  return statement?.kind === "blamed" ? statement.blame : null;
}
