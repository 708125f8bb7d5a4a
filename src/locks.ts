/** The pipeline of `lockgate locks`: what each statement does, judged on its own against a schema. */
import { derive } from "./effects/derive.ts";
import { applyStatement } from "./effects/schema/apply.ts";
import {
  createModel,
  findRelation,
  forkModel,
  markModel,
  resetSession,
  type SchemaModel,
} from "./effects/schema/model.ts";
import type { LockedStatement, Locks } from "./report/locks-report.ts";
import { as, type Node, type RangeVar, walk } from "./sql/nodes.ts";
import { loadParser, parseScript } from "./sql/parse.ts";
import type { Statement, Unread } from "./sql/statement.ts";
import { transactionsOf } from "./sql/transaction.ts";

export interface LocksOptions {
  readonly sql: string;
  /** SQL that makes the schema, as pg_dump --schema-only prints it or written by hand; null: nothing is known. */
  readonly schema: string | null;
  readonly major: number;
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

/** @throws {SchemaUnreadable} when the schema file has a part that does not parse. */
export async function locks({ sql, schema, major }: LocksOptions): Promise<Locks> {
  await loadParser();
  const given = schemaModel(schema);
  const soFar = forkModel(given);
  const script = parseScript(sql);
  const transactions = transactionsOf(script.statements, "none");
  const statements = script.statements.map((statement, index): LockedStatement => {
    const ordinal = transactions[index] ?? null;
    const transaction = ordinal === null ? null : String(ordinal);
    const model = needsEarlier(statement.node, given, soFar) ? soFar : given;
    markModel(model);
    const { effects, unanalyzed } = derive(statement.node, model, { major, timeZone: null, transaction });
    applyStatement(soFar, statement.node, { transaction });
    return { ...shown(statement), effects, unanalyzed, error: null };
  });
  const unread = script.unread.map(({ line, reason }): LockedStatement => {
    return {
      index: 0,
      line,
      endLine: line,
      sql: "",
      command: "",
      effects: [],
      unanalyzed: null,
      error: reason,
    };
  });
  const all = [...statements, ...unread].sort((a, b) => a.line - b.line);
  return {
    schema: "lockgate/locks@1",
    postgres: major,
    statements: all.map((statement, index) => ({ ...statement, index })),
  };
}

function shown({ index, line, endLine, text, command }: Statement) {
  return { index, line, endLine, sql: text, command };
}

function schemaModel(schema: string | null): SchemaModel {
  // A name that a given schema lacks does not exist; without a schema nothing is known.
  const model = createModel({ complete: schema !== null });
  if (schema === null) return model;
  const { statements, unread } = parseScript(schema);
  if (unread.length > 0) throw new SchemaUnreadable(unread);
  for (const { node } of statements) applyStatement(model, node, { transaction: null });
  resetSession(model);
  return model;
}

/** Whether a statement names a relation that only an earlier statement of the same script makes. */
function needsEarlier(node: Node, given: SchemaModel, soFar: SchemaModel): boolean {
  const isEarlier = (name: RangeVar) => !findRelation(given, name) && findRelation(soFar, name) !== undefined;
  let needs = false;
  const look = (value: unknown): void => {
    if (typeof value !== "object" || value === null) return;
    if ("relname" in value && isEarlier(value as RangeVar)) needs = true;
  };
  walk(node, (child) => {
    look(as(child, "RangeVar"));
    for (const field of Object.values(Object.values(child)[0] ?? {})) look(field);
    return !needs;
  });
  return needs;
}
