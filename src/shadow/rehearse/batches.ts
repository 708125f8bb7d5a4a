/** Which statements are sent together: thousands of INSERTs one by one take minutes. */
import type { Statement } from "../../sql/statement.ts";
import { ALONE } from "../../sql/transaction.ts";
import { readsTheSame } from "../engines/script.ts";
import { onlyChangesRows } from "../observe/hidden-work.ts";
import { namedRelations } from "../observe/named-relations.ts";
import type { OwnStatement } from "../observe/observe-own.ts";
import { NamedTogether } from "../observe/own-relations.ts";
import { isToldWhenCommitted } from "../observe/told-when-committed.ts";
import type { Witness } from "./rehearsal.ts";
import type { ScheduledMigration } from "./scheduled-migration.ts";

/** Characters of one statement, and of all. */
const LONGEST = 20_000;
const LONGEST_TOGETHER = 200_000;

const FEWEST = 2;
const FIRST = 8;
const MOST = 128;
/** Milliseconds that a batch may take, for the next one to be larger, or for there to be one: it has one statement's time limit. */
const QUICK = 1_000;
const SLOW = 10_000;

/** How many statements the next batch has. */
export class BatchSize {
  #size = FIRST;

  get size(): number {
    return this.#size;
  }

  took(milliseconds: number): void {
    if (milliseconds > SLOW) this.end();
    else if (milliseconds < QUICK) this.#size = Math.min(this.#size * 2, MOST);
    else this.#size = Math.max(this.#size / 2, FEWEST);
  }

  /** Of a batch so many were told: what stands behind them is sent once more. */
  told(count: number, of: number): void {
    if (count < of) this.#size = Math.min(this.#size, Math.max(count, FEWEST));
  }

  /** What they do is not told by a glance: each is looked at. */
  end(): void {
    this.#size = 0;
  }
}

/** From a statement on, as many as may be sent together of those that `take` takes, in one transaction or each in its own. */
function batched<T>(
  { script, places }: ScheduledMigration,
  from: number,
  most: number,
  witness: Witness | undefined,
  take: (statement: Statement) => T | null,
): T[] {
  const batch: T[] = [];
  const transaction = (places[from] ?? ALONE).transaction;
  let length = 0;
  for (const [at, statement] of script.statements.slice(from, from + most).entries()) {
    const place = places[from + at] ?? ALONE;
    const { text } = statement;
    length += text.length;
    if (place.transaction !== transaction || place.refused || text.length > LONGEST) break;
    if (length > LONGEST_TOGETHER || statement.refused !== undefined || statement.filled !== undefined) break;
    if (!readsTheSame(text) || (witness !== undefined && (witness.asksFor?.(statement) ?? true))) break;
    const one = take(statement);
    if (one === null) break;
    batch.push(one);
  }
  return batch.length < FEWEST ? [] : batch;
}

/** The statements from `from` on that only change rows. */
export function rowBatch(
  scheduled: ScheduledMigration,
  from: number,
  most: number,
  witness: Witness | undefined,
): string[] {
  return batched(scheduled, from, most, witness, (one) => (onlyChangesRows(one) ? one.text : null));
}

/** The statements from `from` on that name no other relations than those of their transaction, and can be told apart. */
export function ownBatch(
  scheduled: ScheduledMigration,
  from: number,
  most: number,
  witness: Witness | undefined,
  isOwnName: (name: string) => boolean,
): OwnStatement[] {
  const together = new NamedTogether();
  return batched(scheduled, from, most, witness, (statement) => {
    const names = namedRelations(statement);
    if (names === null || !names.every(({ name }) => isOwnName(name)) || !together.add(names)) return null;
    return { text: statement.text, names };
  });
}

/** The statements from `from` on that are each committed, and of which a quick look is likely to tell all. */
export function committedBatch(
  scheduled: ScheduledMigration,
  from: number,
  most: number,
  witness: Witness | undefined,
): string[] {
  return batched(scheduled, from, most, witness, (one) => (isToldWhenCommitted(one) ? one.text : null));
}
