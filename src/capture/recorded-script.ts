/** What a recording holds of a migration, read as a script whose lines are those of its source. */
import { as } from "../sql/nodes.ts";
import { parseScript } from "../sql/parse.ts";
import type { Statement, Unread } from "../sql/statement.ts";
import { filled } from "./filled.ts";
import type { RecordedMessage, RecordedMigration } from "./recording.ts";
import { classified, withoutChatter } from "./slice.ts";

/** A message with the statements in it that are not the tool's own, BEGIN and COMMIT among them. */
export interface ReadMessage {
  readonly message: RecordedMessage;
  readonly statements: readonly Statement[];
}

export interface RecordedScript {
  readonly messages: readonly ReadMessage[];
  /** What a reader is shown and what is run again, in order: see `isListed`. */
  readonly listed: readonly Statement[];
  readonly unread: readonly Unread[];
  /** Reads rows of tables that are not the tool's own before something else. */
  readonly readsRows: boolean;
}

/** The parser must be loaded. */
export function readRecorded(migration: RecordedMigration, historyTable: string | null): RecordedScript {
  const messages: ReadMessage[] = [];
  const listed: Statement[] = [];
  const unread: Unread[] = [];
  let readsRows = false;
  let start = 0;
  for (const message of migration.sent) {
    // What failed and did not keep the migration from its end was caught by the tool: it left nothing behind.
    if (message.error !== undefined && migration.recorded) continue;
    const line = message.place?.line ?? 1;
    const parsed = parseScript(message.sql);
    for (const part of parsed.unread) unread.push({ ...part, line: lineOf(message, part.line) });
    const own = withoutChatter(classified(parsed.statements), historyTable);
    const statements = own.map(({ statement, class: kind }): Statement => {
      const isShown = message.opening !== true && isListed(statement, kind);
      const placed: Statement = {
        ...statement,
        index: isShown ? listed.length : -1,
        line: lineOf(message, statement.line),
        endLine: lineOf(message, statement.endLine),
        column: 1,
        start: start + statement.start,
        ...filledOf(statement, message),
      };
      if (isShown) listed.push(placed);
      readsRows ||= kind === "read";
      return placed;
    });
    start += message.sql.length + line;
    messages.push({ message, statements });
  }
  return { messages, listed, unread, readsRows };
}

/** All but what only says where a transaction begins and ends, and settings by which a driver makes itself understood. */
function isListed({ node }: Statement, kind: string): boolean {
  if (kind === "session") {
    const set = as(node, "VariableSetStmt");
    return set !== undefined && !OF_DRIVERS.has(set.name?.toLowerCase() ?? "");
  }
  const control = as(node, "TransactionStmt")?.kind;
  return control === undefined || KEPT_CONTROL.has(control);
}

const OF_DRIVERS: ReadonlySet<string> = new Set([
  "application_name",
  "bytea_output",
  "client_encoding",
  "client_min_messages",
  "datestyle",
  "extra_float_digits",
  "intervalstyle",
  "standard_conforming_strings",
]);

/** What takes something back, or can. */
const KEPT_CONTROL: ReadonlySet<string> = new Set([
  "TRANS_STMT_ROLLBACK",
  "TRANS_STMT_SAVEPOINT",
  "TRANS_STMT_RELEASE",
  "TRANS_STMT_ROLLBACK_TO",
]);

/** Lines of a text that stands in the source as it was sent are lines there; all else is of the line that sent it. */
function lineOf({ place }: RecordedMessage, line: number): number {
  if (place === undefined) return 1;
  return place.from === "text" ? place.line + line - 1 : place.line;
}

function filledOf({ text }: Statement, { parameters }: RecordedMessage): Pick<Statement, "filled"> {
  return parameters ? { filled: filled(text, parameters) } : {};
}
