/** What one client sent and what the server made of it, as it passed through the endpoint. */

/** Of ReadyForQuery: idle, in a transaction, in one that has failed. */
export type TransactionStatus = "I" | "T" | "E";

export interface Parameter {
  /** OID of pg_type; 0 where the client leaves it to the server. */
  readonly type: number;
  readonly isBinary: boolean;
  readonly value: Buffer | null;
}

export interface ServerError {
  readonly sqlstate: string;
  readonly message: string;
}

/** A simple query, or one execution of a prepared statement. */
export interface Exchange {
  /** 1-based, in the order of connecting. */
  readonly connection: number;
  /** The client's TCP port. */
  readonly port: number;
  readonly protocol: "simple" | "extended";
  /** Exchanges of one connection up to the same ReadyForQuery have the same number: one simple query, or what one Sync ends. */
  readonly batch: number;
  /** Exchanges of one connection with the same number share a transaction: it ends with the ReadyForQuery that says idle. */
  readonly transaction: number;
  /** As sent: a simple query may hold several statements. */
  readonly text: string;
  /** In the order of $1, $2 …; empty for a simple query. */
  readonly parameters: readonly Parameter[];
  /** Command tags, one for each statement that was completed. */
  readonly tags: readonly string[];
  readonly error: ServerError | null;
  /** Rows that were sent to the client. */
  readonly rows: number;
  /** What the client sent for COPY … FROM STDIN, or null. */
  readonly copied: Buffer | null;
  /** Before and after its batch; `after` is null where the connection ended in between. */
  readonly before: TransactionStatus;
  readonly after: TransactionStatus | null;
}

/** More was sent than is recorded. */
export class RecordingOverflow extends Error {}

export interface ExchangeLimits {
  readonly exchanges: number;
  /** Bytes of texts, parameters and COPY rows together. */
  readonly bytes: number;
}

export const EXCHANGE_LIMITS: ExchangeLimits = { exchanges: 100_000, bytes: 256 * 1024 * 1024 };

/** All exchanges of a run, in the order in which the server completed them. */
export class ExchangeLog {
  readonly exchanges: Exchange[] = [];
  readonly #limits: ExchangeLimits;
  #bytes = 0;

  constructor(limits: ExchangeLimits = EXCHANGE_LIMITS) {
    this.#limits = limits;
  }

  add(exchange: Exchange): void {
    if (this.exchanges.length >= this.#limits.exchanges) {
      throw new RecordingOverflow(`more than ${this.#limits.exchanges} statements were sent`);
    }
    this.exchanges.push(exchange);
  }

  /** Counts what is about to be kept. @throws {RecordingOverflow} */
  keep(bytes: number): void {
    this.#bytes += bytes;
    if (this.#bytes > this.#limits.bytes) {
      throw new RecordingOverflow(`more than ${this.#limits.bytes / 1024 / 1024} MB were sent`);
    }
  }
}
