/** The pipeline of `lockgate locks`: what each statement does, judged on its own against a schema. */

import { type OwnPlace, ownPlaces } from "./analysis/needs.ts";
import { statementEffects } from "./analysis/statement-effects.ts";
import { isNewRelation, relationAt } from "./effects/schema/find-relation.ts";
import { createModel, markModel, resetSession, type SchemaModel } from "./effects/schema/model.ts";
import { applyStatement } from "./effects/statements/statements.ts";
import { measuredFor, NEWEST } from "./postgres/majors.ts";
import type { LockedStatement, Locks } from "./report/locks-report.ts";
import type { ObserveEachResult } from "./shadow/rehearse/observe-each.ts";
import { loadParser, parseScript } from "./sql/parse.ts";
import type { Script, Statement, Unread } from "./sql/statement.ts";

export interface LocksOptions {
  readonly sql: string;
  /** SQL that makes the schema, as pg_dump --schema-only prints it or written by hand; null (default): nothing is known. */
  readonly schema?: string | null | undefined;
  /** PostgreSQL's major version; default: the newest that was measured. */
  readonly major?: number | undefined;
  /** Also run each statement alone on a shadow, in a transaction that is rolled back; null or left out: only derive. */
  readonly observe?: {
    /** "pglite", "docker:<image>" or a server's URL. */
    readonly shadow: string;
    /** The live database, never to be taken for a shadow, or null. */
    readonly live: string | null;
  } | null;
}

/** A part of the schema file that is no SQL: the schema that the answers would rest on is not what was meant. */
export class SchemaUnreadable extends Error {
  readonly unread: readonly Unread[];

  constructor(unread: readonly Unread[]) {
    super("the schema cannot be read");
    this.name = "SchemaUnreadable";
    this.unread = unread;
  }
}

/**
 * What each statement locks, rewrites and scans, each judged on its own, as `lockgate locks` does. A statement that cannot
 * be read is a result.
 *
 * @throws {SchemaUnreadable} when the schema has a part that does not parse
 * @throws {ShadowUnavailable} when the statements are to be observed and no shadow is available
 */
export async function locks(options: LocksOptions): Promise<Locks> {
  const { sql, schema = null, major = NEWEST, observe = null } = options;
  await loadParser();
  const schemaScript = schema === null ? null : parseScript(schema, "psql");
  if (schemaScript && schemaScript.unread.length > 0) throw new SchemaUnreadable(schemaScript.unread);
  const script = parseScript(sql, "psql");
  const given = schemaModel(schemaScript);
  markModel(given);
  const places = ownPlaces(script.statements, given, measuredFor(major));
  const observed = observe && (await observeAll(observe, schemaScript, script, places));
  const told = places.map(({ statement: own, model }, index): LockedStatement => {
    const statement = observed?.statements[index];
    const rehearsed = observed && statement ? { postgres: observed.postgres, statement } : null;
    const isNew = (relation: string) => isNewRelation(model, relationAt(model, relation));
    const moment = { statement: own, model, transaction: null, isNew };
    const { effects, unanalyzed, refusedInTransaction } = statementEffects(moment, major, rehearsed);
    return { ...shown(own), effects, unanalyzed, refusedInTransaction, error: null };
  });
  const none = {
    endLine: 0,
    sql: "",
    command: "",
    effects: [],
    unanalyzed: null,
    refusedInTransaction: false,
  };
  const unread = script.unread.map(({ line, reason }): LockedStatement => {
    return { ...none, index: 0, line, endLine: line, error: reason };
  });
  const all = [...told, ...unread].sort((a, b) => a.line - b.line);
  return {
    schema: "lockgate/locks@1",
    postgres: major,
    ...(major > NEWEST ? { judgedAs: NEWEST } : {}),
    statements: all.map((statement, index) => ({ ...statement, index })),
  };
}

async function observeAll(
  { shadow, live }: NonNullable<LocksOptions["observe"]>,
  schema: Script | null,
  script: Script,
  places: readonly OwnPlace[],
): Promise<ObserveEachResult> {
  const { observeEach } = await import("./shadow/rehearse/observe-each.ts");
  const needs = ({ index }: Statement) => places[index]?.needs ?? [];
  return observeEach({ shadow, live, schema, script, needs });
}

function shown({ index, line, endLine, text, command }: Statement) {
  return { index, line, endLine, sql: text, command };
}

function schemaModel(schema: Script | null): SchemaModel {
  // A name that a given schema lacks does not exist; without a schema nothing is known.
  const model = createModel({ complete: schema !== null });
  for (const { node } of schema?.statements ?? []) applyStatement(model, node, { transaction: null });
  resetSession(model);
  return model;
}
