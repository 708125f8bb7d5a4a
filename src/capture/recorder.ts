/** Follows one connection in both directions and notes what was run on it. It changes nothing that passes. */
import type { Exchange, ExchangeLog, Parameter, ServerError, TransactionStatus } from "./exchange.ts";
import { Fields, type Message, noticeFields } from "./messages.ts";

type Draft = { -readonly [K in keyof Exchange]: Exchange[K] } & {
  tags: string[];
  /** Rows of a COPY, joined at its end: clients send each in a message of its own. */
  readonly pieces: Buffer[];
};

interface Prepared {
  readonly text: string;
  /** OIDs as the client gave them, then as the server described them. */
  types: readonly number[];
}

interface Portal {
  readonly statement: Prepared;
  readonly parameters: readonly Parameter[];
  /** Executed once for each part of its rows: the same exchange. */
  exchange: Draft | null;
}

/** What the server has still to answer. */
type Pending =
  | { readonly kind: "query" | "execute"; readonly exchange: Draft }
  | {
      readonly kind: "parse" | "bind";
      readonly statement: Prepared;
      readonly parameters: readonly Parameter[];
    }
  | { readonly kind: "describe"; readonly statement: Prepared | null }
  | { readonly kind: "close" | "sync" | "function call" };

export class ConnectionRecorder {
  readonly #log: ExchangeLog;
  readonly #connection: number;
  readonly #port: number;
  readonly #prepared = new Map<string, Prepared>();
  readonly #portals = new Map<string, Portal>();
  readonly #pending: Pending[] = [];
  /** Of the batch that is running. */
  #completed: Draft[] = [];
  #status: TransactionStatus = "I";
  #batch = 0;
  #transaction = 0;

  constructor(log: ExchangeLog, connection: number, port: number) {
    this.#log = log;
    this.#connection = connection;
    this.#port = port;
  }

  /** @throws {RecordingOverflow | ProtocolViolation} */
  fromClient({ type, body }: Message): void {
    const fields = new Fields(body);
    switch (type) {
      case "Q":
        this.#pending.push({ kind: "query", exchange: this.#draft("simple", fields.text(), []) });
        break;
      case "P": {
        const [name, text] = [fields.text(), fields.text()];
        const statement = { text, types: fields.list(() => fields.int32()) };
        this.#prepared.set(name, statement);
        this.#pending.push({ kind: "parse", statement, parameters: [] });
        break;
      }
      case "B":
        this.#bind(fields);
        break;
      case "E":
        this.#execute(fields.text());
        break;
      case "C": {
        const [isStatement, name] = [fields.char() === "S", fields.text()];
        (isStatement ? this.#prepared : this.#portals).delete(name);
        this.#pending.push({ kind: "close" });
        break;
      }
      case "D": {
        const isStatement = fields.char() === "S";
        const statement = isStatement ? (this.#prepared.get(fields.text()) ?? null) : null;
        this.#pending.push({ kind: "describe", statement });
        break;
      }
      case "S":
        this.#pending.push({ kind: "sync" });
        break;
      case "F":
        this.#pending.push({ kind: "function call" });
        break;
      case "d":
        this.#copy(body);
        break;
    }
  }

  /** @throws {RecordingOverflow | ProtocolViolation} */
  fromServer({ type, body }: Message): void {
    const [head] = this.#pending;
    const exchange = head && "exchange" in head ? head.exchange : null;
    switch (type) {
      case "1":
      case "2":
      case "3":
        this.#pending.shift();
        break;
      case "t": {
        const fields = new Fields(body);
        if (head?.kind === "describe" && head.statement)
          head.statement.types = fields.list(() => fields.int32());
        break;
      }
      case "n":
      case "T":
        if (head?.kind === "describe") this.#pending.shift();
        break;
      case "D":
        if (exchange) exchange.rows++;
        break;
      case "C":
        exchange?.tags.push(new Fields(body).text());
        this.#finished(head);
        break;
      case "I":
        this.#finished(head);
        break;
      case "s":
        this.#pending.shift();
        break;
      case "E":
        this.#failed(head, body);
        break;
      case "Z":
        this.#ready(body.toString("latin1") as TransactionStatus);
        break;
    }
  }

  /** The connection ended: what was not answered ended with it. */
  closed(): void {
    for (const pending of this.#pending) {
      if ("exchange" in pending) this.#complete(pending.exchange);
    }
    this.#pending.length = 0;
  }

  #draft(protocol: Exchange["protocol"], text: string, parameters: readonly Parameter[]): Draft {
    this.#log.keep(text.length + parameters.reduce((sum, { value }) => sum + (value?.length ?? 0), 0));
    return {
      connection: this.#connection,
      port: this.#port,
      protocol,
      batch: this.#batch,
      transaction: this.#transaction,
      text,
      parameters,
      tags: [],
      error: null,
      rows: 0,
      copied: null,
      pieces: [],
      before: this.#status,
      after: null,
    };
  }

  #bind(fields: Fields): void {
    const [portal, name] = [fields.text(), fields.text()];
    const formats = fields.list(() => fields.int16());
    const values = fields.list(() => {
      const length = fields.int32();
      return length < 0 ? null : Buffer.from(fields.bytes(length));
    });
    const statement = this.#prepared.get(name) ?? { text: "", types: [] };
    const parameters = values.map((value, at) => ({
      type: statement.types[at] ?? 0,
      // None: all are text. One: it is that of all.
      isBinary: (formats.length === 1 ? formats[0] : formats[at]) === 1,
      value,
    }));
    this.#portals.set(portal, { statement, parameters, exchange: null });
    this.#pending.push({ kind: "bind", statement, parameters });
  }

  #execute(name: string): void {
    const portal = this.#portals.get(name);
    const { text, parameters } = portal
      ? { text: portal.statement.text, parameters: portal.parameters }
      : { text: "", parameters: [] };
    const exchange = portal?.exchange ?? this.#draft("extended", text, parameters);
    if (portal) portal.exchange = exchange;
    this.#pending.push({ kind: "execute", exchange });
  }

  #copy(rows: Buffer): void {
    const [head] = this.#pending;
    if (!head || !("exchange" in head)) return;
    this.#log.keep(rows.length);
    head.exchange.pieces.push(rows);
  }

  /** A simple query has an end of its own, ReadyForQuery; an execution ends with its tag. */
  #finished(head: Pending | undefined): void {
    if (head?.kind !== "execute") return;
    this.#pending.shift();
    this.#complete(head.exchange);
  }

  /** Behind an error the server skips everything up to the next Sync. */
  #failed(head: Pending | undefined, body: Buffer): void {
    const fields = noticeFields(body);
    const error: ServerError = {
      sqlstate: fields.get("C") ?? "XX000",
      message: (fields.get("M") ?? "").slice(0, LONGEST_MESSAGE),
    };
    if (head === undefined || head.kind === "sync") return;
    if (head.kind === "parse" || head.kind === "bind") {
      this.#complete({ ...this.#draft("extended", head.statement.text, head.parameters), error });
    } else if ("exchange" in head) {
      head.exchange.error = error;
      if (head.kind === "query") return;
      this.#complete(head.exchange);
    }
    while (this.#pending.length > 0 && this.#pending[0]?.kind !== "sync") this.#pending.shift();
  }

  #ready(status: TransactionStatus): void {
    const [head] = this.#pending;
    if (head?.kind === "query") this.#complete(head.exchange);
    if (head?.kind === "query" || head?.kind === "sync" || head?.kind === "function call")
      this.#pending.shift();
    for (const exchange of this.#completed) exchange.after = status;
    this.#completed = [];
    this.#status = status;
    this.#batch++;
    if (status === "I") this.#transaction++;
    // Sent before this answer came: they belong to what runs next.
    for (const pending of this.#pending) {
      if (!("exchange" in pending)) continue;
      pending.exchange.batch = this.#batch;
      pending.exchange.transaction = this.#transaction;
      pending.exchange.before = status;
    }
  }

  #complete(exchange: Draft): void {
    if (this.#completed.includes(exchange)) return;
    this.#completed.push(exchange);
    if (exchange.pieces.length > 0) exchange.copied = Buffer.concat(exchange.pieces.splice(0));
    this.#log.add(exchange);
  }
}

const LONGEST_MESSAGE = 4_000;
