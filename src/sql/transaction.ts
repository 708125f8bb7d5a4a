/** Which transaction each statement on a connection runs in, by what PostgreSQL makes of it. */
import { as, type Node, type TransactionStmt } from "./nodes.ts";
import { refusesTransaction } from "./refuses-transaction.ts";
import type { Statement } from "./statement.ts";

/** Where a statement stands among the transactions of a run. */
export interface Place {
  /** The number of its transaction; null: it commits by itself. */
  readonly transaction: number | null;
  /** Between BEGIN and COMMIT; or in the implicit transaction of a query or pipeline of several statements; or by itself. */
  readonly kind: "block" | "implicit" | "alone";
  /** The ROLLBACK, or the end of the connection, that takes back what it did; null: it is committed. */
  readonly undoneBy: Place | typeof DISCONNECT | null;
  /** Why PostgreSQL does not run it there, whatever else is true; null where that depends on more. */
  readonly refused: { readonly sqlstate: string; readonly reason: string } | null;
}

/** A connection that ends rolls back what it left open. */
export const DISCONNECT = "the end of the connection";

/** Of a statement that commits by itself. */
export const ALONE: Place = { transaction: null, kind: "alone", undoneBy: null, refused: null };

type Own = { -readonly [K in keyof Place]: Place[K] };

interface Open {
  readonly number: number;
  isBlock: boolean;
  readonly places: Own[];
  /** The names of its savepoints, and how many statements of it came before. */
  savepoints: { readonly name: string; readonly at: number }[];
}

/** What PostgreSQL refuses outside of transactions, because it would be over at once. */
function needsBlock(node: Node): string | null {
  if (as(node, "LockStmt")) return "LOCK TABLE";
  const cursor = as(node, "DeclareCursorStmt");
  return cursor && ((cursor.options ?? 0) & CURSOR_OPT_HOLD) === 0 ? "DECLARE CURSOR" : null;
}

/** parsenodes.h */
const CURSOR_OPT_HOLD = 0x20;

/** One connection, in the order in which statements reach it. `next` gives each transaction its number. */
export class Connection {
  readonly #next: () => number;
  #open: Open | null = null;

  constructor(next: () => number) {
    this.#next = next;
  }

  get isOpen(): boolean {
    return this.#open !== null;
  }

  /** The runner's own BEGIN. */
  begin(): void {
    this.#open ??= this.#opened(true);
    this.#open.isBlock = true;
  }

  /** The runner's own COMMIT. */
  commit(): void {
    this.#open = null;
  }

  disconnect(): void {
    for (const place of this.#open?.places ?? []) place.undoneBy ??= DISCONNECT;
    this.#open = null;
  }

  /** Several statements in one simple query, or in one pipeline, are one implicit transaction. */
  send(statements: readonly Statement[], by: "query" | "pipeline"): Place[] {
    const isSeveral = statements.length > 1;
    const places = statements.map((statement) => {
      const control = as(statement.node, "TransactionStmt");
      // The first statement of a pipeline is alone so far: it may commit at once, and is in no block yet.
      const isFirst = by === "pipeline" && this.#open === null;
      const isAtOnce = isFirst && refusesTransaction(statement.node);
      if (isSeveral && this.#open === null && !isAtOnce) this.#open = this.#opened(false);
      if (control) return this.#control(control);
      const command = isFirst || this.#open === null ? needsBlock(statement.node) : null;
      return command === null ? this.#placed() : this.#inBlock(command);
    });
    if (this.#open?.isBlock === false) this.#open = null;
    return places;
  }

  #opened(isBlock: boolean): Open {
    return { number: this.#next(), isBlock, places: [], savepoints: [] };
  }

  #placed(refused: Place["refused"] = null): Own {
    const open = this.#open;
    const kind = open === null ? "alone" : open.isBlock ? "block" : "implicit";
    const place: Own = { transaction: open?.number ?? null, kind, undoneBy: null, refused };
    open?.places.push(place);
    return place;
  }

  #control({ kind, chain = false, savepoint_name: name = "" }: TransactionStmt): Place {
    switch (kind) {
      case "TRANS_STMT_BEGIN":
      case "TRANS_STMT_START":
        this.begin();
        return this.#placed();
      case "TRANS_STMT_COMMIT":
      case "TRANS_STMT_PREPARE":
        return this.#end(chain, "COMMIT");
      case "TRANS_STMT_ROLLBACK":
        return this.#end(chain, "ROLLBACK");
      case "TRANS_STMT_SAVEPOINT": {
        const place = this.#inBlock("SAVEPOINT");
        if (this.#open?.isBlock) this.#open.savepoints.push({ name, at: this.#open.places.length });
        return place;
      }
      case "TRANS_STMT_RELEASE":
        return this.#toSavepoint("RELEASE SAVEPOINT", name);
      case "TRANS_STMT_ROLLBACK_TO":
        return this.#toSavepoint("ROLLBACK TO SAVEPOINT", name);
      default:
        return this.#placed();
    }
  }

  #end(chain: boolean, by: "COMMIT" | "ROLLBACK"): Place {
    if (chain && this.#open?.isBlock !== true) return this.#inBlock(`${by} AND CHAIN`);
    const place = this.#placed();
    if (by === "ROLLBACK") this.#undo(0, place);
    this.#open = chain ? this.#opened(true) : null;
    return place;
  }

  /** A statement that PostgreSQL takes between BEGIN and COMMIT only (SQLSTATE no_active_sql_transaction). */
  #inBlock(command: string): Own {
    if (this.#open?.isBlock) return this.#placed();
    return this.#placed({ sqlstate: "25P01", reason: `${command} can only be used in transaction blocks` });
  }

  #toSavepoint(command: "RELEASE SAVEPOINT" | "ROLLBACK TO SAVEPOINT", name: string): Place {
    const open = this.#open;
    if (!open?.isBlock) return this.#inBlock(command);
    const at = open.savepoints.findLastIndex((it) => it.name === name);
    const savepoint = open.savepoints[at];
    if (!savepoint) return this.#placed({ sqlstate: "3B001", reason: `savepoint "${name}" does not exist` });
    const isRelease = command === "RELEASE SAVEPOINT";
    open.savepoints = open.savepoints.slice(0, isRelease ? at : at + 1);
    const place = this.#placed();
    if (!isRelease) this.#undo(savepoint.at, place);
    return place;
  }

  #undo(from: number, by: Place): void {
    for (const place of this.#open?.places.slice(from) ?? []) if (place !== by) place.undoneBy ??= by;
  }
}
