/** Which transaction each recorded statement ran in, by what the tool really sent. */
import { type ReadMessage, type RecordedScript, readRecorded } from "../capture/recorded-script.ts";
import type { RecordedMigration, Recording } from "../capture/recording.ts";
import { setsLockTimeout } from "../judge/lock-timeout.ts";
import type { Migration } from "../migrations/migration.ts";
import type { Selection } from "../migrations/selection.ts";
import type { ScheduledMigration } from "../shadow/rehearse/scheduled-migration.ts";
import { as } from "../sql/nodes.ts";
import type { Statement } from "../sql/statement.ts";
import { Connection, type Place } from "../sql/transaction.ts";
import { counter } from "./schedule.ts";

/**
 * The migrations of a recording in the order in which they ran: those of its base, then those that are judged.
 *
 * @param next numbers the transactions of what is judged: see `schedule`.
 */
export function scheduleRecording(
  recording: Recording,
  { migrations, judged, grouping }: Selection,
  next: () => number,
): ScheduledMigration[] {
  const known = new Map(migrations.map((migration) => [migration.id, migration]));
  const { historyTable, base } = recording;
  const before = base.migrations.flatMap((one) => readWithOthers(one, historyTable));
  const after = recording.migrations.flatMap((one) => readWithOthers(one, historyTable));
  const runs = grouping === "each" ? after.map((one) => [one]) : [after];
  // A BEGIN may stand in an earlier migration of the same run.
  const [blocksBefore, blocks] = [blocksOf(before), blocksOf(after)];
  const scheduled = [
    ...scheduleRun(before, blocksBefore, counter(-1)),
    ...runs.flatMap((run) => scheduleRun(run, blocks, next)),
  ];
  const timed = connectionsWithTimeout(after);
  const shared = sharedTransactions(scheduled.map(({ places }) => places));
  return scheduled.flatMap(({ one, isOfOthers, script, places }) => {
    const migration = known.get(one.id);
    if (migration === undefined) return [];
    const { listed: statements, unread } = script;
    return {
      migration: {
        ...captured(migration, places, shared),
        ...(isOfOthers ? { id: `before ${one.id}` } : {}),
        ...(one.sent.some(({ connection }) => timed.has(connection)) ? { setsLockTimeout: true } : {}),
      },
      script: { statements, unread },
      places,
      judged: !isOfOthers && judged.has(one.id),
    };
  });
}

/** Those on which the tool itself set a lock_timeout as it connected. */
function connectionsWithTimeout(run: readonly Read[]): ReadonlySet<number> {
  const openings = run.flatMap(({ script }) => script.messages).filter(({ message }) => message.opening);
  const timed = openings.filter(({ statements }) => statements.some((one) => setsLockTimeout(one)?.value));
  return new Set(timed.map(({ message }) => message.connection));
}

/** Numbers of transactions in which more than one migration ran. */
function sharedTransactions(all: readonly (readonly Place[])[]): ReadonlySet<number> {
  const seen = new Set<number>();
  const shared = new Set<number>();
  for (const places of all) {
    const own = new Set(places.flatMap(({ transaction }) => transaction ?? []));
    for (const number of own) (seen.has(number) ? shared : seen).add(number);
  }
  return shared;
}

function captured(migration: Migration, places: readonly Place[], shared: ReadonlySet<number>): Migration {
  const numbers = new Set(places.map(({ transaction }) => transaction));
  const [number] = numbers;
  const isWhole = numbers.size === 1 && typeof number === "number";
  const transaction = !isWhole ? "statement" : shared.has(number) ? "all-pending" : "file";
  return { ...migration, transaction, atomicity: transaction };
}

interface Read {
  readonly one: RecordedMigration;
  /** What migrations of other folders sent before it: it is run, and not judged. */
  readonly isOfOthers: boolean;
  readonly script: RecordedScript;
}

function readWithOthers(one: RecordedMigration, historyTable: string | null): Read[] {
  const own = { one, isOfOthers: false, script: readRecorded(one, historyTable) };
  if (one.before === undefined) return [own];
  const others = { ...one, recorded: true, sent: one.before };
  return [{ one: others, isOfOthers: true, script: readRecorded(others, historyTable) }, own];
}

/** One run of the tool: connections and their transactions go on from one migration to the next. */
function scheduleRun(
  run: readonly Read[],
  blocks: ReadonlySet<string>,
  next: () => number,
): (Read & { readonly places: Place[] })[] {
  const connections = new Map<number, RecordedConnection>();
  return run.map((read) => {
    const places: Place[] = [];
    for (const messages of batchesOf(read.script.messages)) {
      const [{ message }] = messages;
      const connection = connections.get(message.connection) ?? new RecordedConnection(next, blocks);
      connections.set(message.connection, connection);
      const statements = messages.flatMap((one) => one.statements);
      for (const [at, place] of connection.send(messages, statements).entries()) {
        const index = statements[at]?.index ?? -1;
        if (index >= 0) places[index] = place;
      }
    }
    return { ...read, places };
  });
}

/** Names a transaction of a connection. */
function transactionOf({ message }: ReadMessage): string {
  return `${message.connection}.${message.transaction}`;
}

/** The transactions that a BEGIN opened. */
function blocksOf(run: readonly Read[]): ReadonlySet<string> {
  const begun = run
    .flatMap(({ script }) => script.messages)
    .filter(({ statements }) => statements.some(isBegin));
  return new Set(begun.map(transactionOf));
}

function isBegin({ node }: Statement): boolean {
  const kind = as(node, "TransactionStmt")?.kind;
  return kind === "TRANS_STMT_BEGIN" || kind === "TRANS_STMT_START";
}

/** Messages that one Sync ends; a simple query is alone. */
function batchesOf(messages: readonly ReadMessage[]): [ReadMessage, ...ReadMessage[]][] {
  const batches: [ReadMessage, ...ReadMessage[]][] = [];
  for (const one of messages) {
    const last = batches.at(-1);
    const isSame =
      last?.[0].message.protocol === "extended" &&
      last[0].message.connection === one.message.connection &&
      last[0].message.batch === one.message.batch;
    if (isSame) last.push(one);
    else batches.push([one]);
  }
  return batches;
}

class RecordedConnection {
  readonly #connection: Connection;
  readonly #blocks: ReadonlySet<string>;
  #transaction: string | null = null;

  constructor(next: () => number, blocks: ReadonlySet<string>) {
    this.#connection = new Connection(next);
    this.#blocks = blocks;
  }

  send(
    [first, ...others]: readonly [ReadMessage, ...ReadMessage[]],
    statements: readonly Statement[],
  ): Place[] {
    const transaction = transactionOf(first);
    // The COMMIT, or the BEGIN, stands in a migration that is not seen here.
    if (transaction !== this.#transaction && this.#connection.isOpen) this.#connection.commit();
    const isBlock =
      this.#blocks.has(transaction) && ![first, ...others].some((one) => one.statements.some(isBegin));
    if (isBlock && !this.#connection.isOpen && transaction !== this.#transaction) this.#connection.begin();
    this.#transaction = transaction;
    return this.#connection.send(statements, first.message.protocol === "simple" ? "query" : "pipeline");
  }
}
