/** Cuts what a tool sent into its migrations. */
import { as, kindOf, type NodeKind } from "../sql/nodes.ts";
import { parseScript } from "../sql/parse.ts";
import type { Statement, Unread } from "../sql/statement.ts";
import { isBookkeeping, registryIn } from "./bookkeeping.ts";
import { classOf, type StatementClass } from "./classify.ts";
import type { Exchange } from "./exchange.ts";
import {
  type HistoryOptions,
  type HistoryRow,
  historyIn,
  historyRowOf,
  type MigrationFile,
  type WrittenTable,
  writtenTable,
} from "./history.ts";

/** One exchange of a migration, with the statements of its text. */
export interface Sent {
  readonly exchange: Exchange;
  readonly statements: readonly { readonly statement: Statement; readonly class: StatementClass }[];
  readonly unread: readonly Unread[];
  /** Settings with which its connection began: the tool's, unless the migration says them. */
  readonly opens: boolean;
}

export interface CapturedMigration {
  readonly file: MigrationFile;
  /** What migrations that are none of those given sent since the last one of them. */
  readonly before: readonly Sent[];
  readonly sent: readonly Sent[];
  /** Index of the exchange that wrote its row into the tool's history; null where none did. */
  readonly recordedAt: number | null;
}

export interface Sliced {
  /** In the order in which they ran. */
  readonly migrations: readonly CapturedMigration[];
  readonly historyTable: string | null;
  /** Why it cannot be told which work is whose, as the end of a sentence; else null. */
  readonly doubt: string | null;
}

export interface SliceOptions extends HistoryOptions {
  /** The command ended with an error. */
  readonly failed: boolean;
}

/**
 * A migration is what was sent up to its history row, and the COMMIT of that row's transaction. It comes with what others sent
 * before it, upon which it may depend. What comes after the last row belongs to no migration; where the run failed it belongs to
 * the next that should have run. The parser must be loaded.
 *
 * @param exchanges in the order in which the server completed them.
 * @param migrations all that the run could name, in their order.
 */
export function slice(
  exchanges: readonly Exchange[],
  migrations: readonly MigrationFile[],
  { failed, ...options }: SliceOptions,
): Sliced {
  const openings = new Openings();
  const parsed = exchanges.map((exchange) => parse(exchange, migrations, openings));
  const { table, rows, others, isInTurn, doubt } = historyIn(parsed, options);
  const registries = registriesOf(parsed);
  const historyTable = qualified(table, rows, parsed, registries);
  const kept = parsed.map(({ sent }) =>
    registries.has(sent.exchange.connection) ? null : withoutBookkeeping(sent, historyTable),
  );
  const idle = transactionsWithoutWork(parsed, kept);
  // A pool's other connections only say hello.
  const working = new Set(kept.flatMap((sent) => (sent && !isTalk(sent) ? sent.exchange.connection : [])));
  const firstOwn = parsed.findIndex(({ sent }) => touchesHistory(sent, historyTable));
  // On a server one may still connect while another one looks into the history already.
  const withHistory = new Set(
    parsed.flatMap(({ sent }) => (touchesHistory(sent, historyTable) ? sent.exchange.connection : [])),
  );
  const groups = new Map<MigrationFile, { before: readonly Sent[]; sent: Sent[]; recordedAt: number }>();
  let before: Sent[] = [];
  let open: Sent[] = [];
  let last: { readonly sent: Sent[]; readonly transaction: string } | null = null;
  for (const [at, { transaction }] of parsed.entries()) {
    const file = rows.get(at);
    if (file !== undefined) {
      const known = groups.get(file);
      const group = [...(known?.sent ?? []), ...open];
      groups.set(file, { before: [...(known?.before ?? []), ...before], sent: group, recordedAt: at });
      before = [];
      open = [];
      last = { sent: group, transaction };
      continue;
    }
    if (others.has(at)) {
      before.push(...open);
      open = [];
      last = { sent: before, transaction };
      continue;
    }
    const sent = kept[at];
    if (sent === undefined || sent === null || (idle.has(transaction) && isControl(sent))) continue;
    if (!working.has(sent.exchange.connection)) continue;
    const isEarly = at < firstOwn || (createsExtension(sent) && !withHistory.has(sent.exchange.connection));
    if (isEarly && isOfTool(sent, migrations)) continue;
    if (last !== null && last.transaction === transaction && endsTransaction(sent)) last.sent.push(sent);
    else open.push(sent);
  }
  const recorded = [...groups].map(([file, group]) => ({
    file,
    before: trimmed(group.before),
    sent: trimmed(group.sent),
    recordedAt: group.recordedAt,
  }));
  const next = failed ? options.pending.find((file) => !groups.has(file)) : undefined;
  const rest = trimmed(open);
  if (next !== undefined && hasWork(rest)) {
    const failing = { file: next, before: trimmed(before), sent: rest, recordedAt: null };
    return { migrations: [...recorded, failing], historyTable, doubt };
  }
  const isLate = isInTurn && hasWork(rest);
  const late = isLate
    ? `statements follow the last row of ${historyTable}, and no row says whose they are`
    : null;
  return { migrations: recorded, historyTable, doubt: doubt ?? late };
}

/** By connection, the schema in which a tool keeps its registry there, and does nothing else. */
function registriesOf(parsed: readonly Parsed[]): ReadonlyMap<number, string> {
  const found = new Map<number, string>();
  for (const { sent } of parsed)
    for (const { statement } of sent.statements) {
      const schema = registryIn(statement.node);
      if (schema !== null) found.set(sent.exchange.connection, schema);
    }
  return found;
}

/** The history table with the schema in which its connection finds it. */
function qualified(
  table: string | null,
  rows: ReadonlyMap<number, MigrationFile>,
  parsed: readonly Parsed[],
  registries: ReadonlyMap<number, string>,
): string | null {
  if (table === null || table.includes(".")) return table;
  const [at = -1] = rows.keys();
  const schema = registries.get(parsed[at]?.sent.exchange.connection ?? -1);
  return schema === undefined ? table : `${schema}.${table}`;
}

/** The statements without the tool's own: what it asks the server, its locks and what it notes of itself. */
export function withoutChatter<S extends Sent["statements"][number]>(
  statements: readonly S[],
  historyTable: string | null,
): S[] {
  return statements.filter(
    ({ statement, class: kind }) =>
      kind !== "introspection" && kind !== "advisory lock" && !isBookkeeping(statement.node, historyTable),
  );
}

interface Parsed {
  readonly sent: Sent;
  readonly row: HistoryRow | null;
  readonly written: WrittenTable | null;
  /** Names a transaction of a connection: all up to the ReadyForQuery that says idle. */
  readonly transaction: string;
}

export function classified(statements: readonly Statement[]): Sent["statements"] {
  return statements.map((statement) => ({ statement, class: classOf(statement.node) }));
}

/** What connections begin with, before any of them does something. */
class Openings {
  readonly #atWork = new Set<number>();

  /** Whether these are settings with which their connection begins. Asked once for each exchange, in their order. */
  include(connection: number, kinds: readonly StatementClass[]): boolean {
    if (this.#atWork.has(connection)) return false;
    if (!kinds.every((kind) => BEFORE_WORK.has(kind))) this.#atWork.add(connection);
    return kinds.length > 0 && kinds.every((kind) => kind === "session");
  }
}

const BEFORE_WORK: ReadonlySet<StatementClass> = new Set<StatementClass>([
  "session",
  "introspection",
  "advisory lock",
  "transaction control",
]);

function parse(exchange: Exchange, migrations: readonly MigrationFile[], openings: Openings): Parsed {
  const { statements, unread } = parseScript(exchange.text);
  const all = classified(statements);
  const opens = openings.include(
    exchange.connection,
    all.map((it) => it.class),
  );
  const row = statements
    .map((statement) => historyRowOf(statement, exchange.parameters, migrations))
    .find((it) => it);
  return {
    sent: {
      exchange,
      statements: all,
      unread,
      opens,
    },
    row: exchange.error === null ? (row ?? null) : null,
    written: exchange.error === null ? (statements.map(writtenTable).find((it) => it) ?? null) : null,
    transaction: `${exchange.connection}.${exchange.transaction}`,
  };
}

/** The exchange without the tool's own; null where nothing is left. */
function withoutBookkeeping(sent: Sent, historyTable: string | null): Sent | null {
  const statements = withoutChatter(sent.statements, historyTable);
  return statements.length === 0 && sent.unread.length === 0 ? null : { ...sent, statements };
}

function touchesHistory({ statements }: Sent, historyTable: string | null): boolean {
  return statements.some(({ statement }) => isBookkeeping(statement.node, historyTable));
}

/**
 * Before it looks into its history a tool runs no migration: TypeORM creates the extensions that entities want as it connects. Text
 * that stands in a migration is left to that, and settings stay in force for those that follow.
 */
function isOfTool({ exchange, statements }: Sent, migrations: readonly MigrationFile[]): boolean {
  return (
    exchange.before === "I" &&
    exchange.after === "I" &&
    statements.every((it) => it.class === "work" && KINDS_OF_TOOL.has(kindOf(it.statement.node))) &&
    !migrations.some(({ source }) => source.includes(exchange.text.trim()))
  );
}

function createsExtension({ statements }: Sent): boolean {
  return statements.every(({ statement }) => kindOf(statement.node) === "CreateExtensionStmt");
}

/** What a tool makes for its own entities as it connects. */
const KINDS_OF_TOOL: ReadonlySet<NodeKind> = new Set<NodeKind>(["CreateExtensionStmt", "CreateSchemaStmt"]);

/** Transactions of the tool alone: of what was sent in them nothing is left but their BEGIN and COMMIT. */
function transactionsWithoutWork(
  parsed: readonly Parsed[],
  kept: readonly (Sent | null)[],
): ReadonlySet<string> {
  const all = new Set(parsed.map(({ transaction }) => transaction));
  for (const [at, { transaction }] of parsed.entries()) {
    const sent = kept[at];
    if (sent && !isControl(sent)) all.delete(transaction);
  }
  return all;
}

export function isControl({ statements, unread }: Sent): boolean {
  return unread.length === 0 && statements.every((it) => it.class === "transaction control");
}

function isTalk({ statements, unread }: Sent): boolean {
  return (
    unread.length === 0 &&
    statements.every((it) => it.class === "transaction control" || it.class === "session")
  );
}

function endsTransaction({ statements }: Sent): boolean {
  const kind = as(statements[0]?.statement.node, "TransactionStmt")?.kind;
  return kind === "TRANS_STMT_COMMIT" || kind === "TRANS_STMT_ROLLBACK";
}

/** Without transactions and settings at its ends in which nothing was done: those are the tool's. */
function trimmed(sent: readonly Sent[]): Sent[] {
  return hasWork(sent)
    ? [...sent]
    : sent.filter(({ statements }) => statements.some((it) => it.class === "read"));
}

function hasWork(sent: readonly Sent[]): boolean {
  return sent.some(
    ({ statements, unread }) => unread.length > 0 || statements.some((it) => it.class === "work"),
  );
}
