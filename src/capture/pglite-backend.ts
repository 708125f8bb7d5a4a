/**
 * Sessions of the embedded PostgreSQL, which has one: its clients take turns. One that is in a transaction, or in the middle of a
 * batch of messages, keeps its turn. Measured: 22 pairs of tool and driver send the same to it as to a server.
 */
import type { Backend, BackendServer } from "./endpoint.ts";
import { type Message, message } from "./messages.ts";
import { PgliteClient } from "./pglite-client.ts";
import {
  identifier,
  literal,
  reportedParameters,
  rowsOf,
  type Send,
  settingsOfSession,
  useSettings,
} from "./shared-session.ts";
import { settingsOf } from "./startup.ts";

/** How long a transaction may be idle while another client waits, in ms: a server's clients would wait for each other forever. */
const IDLE_IN_TRANSACTION = 300;

/** A transaction that was committed before its client did, since another client had to go on. */
export interface EarlyCommit {
  /** The number of the connection that held it, and of the one that waited. */
  readonly holder: number;
  readonly waiting: number;
  /** What the holder had sent last, and what the other one wanted to run; null where it only connected. */
  readonly holds: string | null;
  readonly wants: string | null;
  /** What the transaction had locked, as `schema.name` and mode. */
  readonly locks: readonly { readonly relation: string; readonly mode: string }[];
  /** A server said that it waits, to the end: nothing was committed. */
  readonly isBlocked?: true;
}

export interface PgliteServer extends BackendServer {
  readonly earlyCommits: readonly EarlyCommit[];
  /** How many have been opened. */
  readonly sessions: number;
  /** Does something else with the session while no client is in a transaction. */
  alone<T>(work: () => Promise<T>): Promise<T>;
  /** Ends once what was sent is answered. */
  close(): Promise<void>;
}

export function pgliteServer(send: Send): PgliteServer {
  const turns = new Turns(send);
  return {
    earlyCommits: turns.earlyCommits,
    get sessions() {
      return turns.sessions;
    },
    connect: (startup, onMessage, onEnd) => turns.connect(startup, onMessage, onEnd),
    alone: (work) => turns.alone(work),
    close: () => turns.close(),
  };
}

class Turns {
  readonly earlyCommits: EarlyCommit[] = [];
  readonly #send: Send;
  readonly #clients: PgliteClient[] = [];
  #count = 0;
  /** Whose settings the session has. */
  #holder: PgliteClient | null = null;
  #isRunning = false;
  /** Why nobody is served any more, or null. */
  #lost: string | null = null;
  readonly #onEnd = new Map<PgliteClient, (reason: string) => void>();
  #timer: NodeJS.Timeout | null = null;
  #parameters: ReadonlyMap<string, string> | null = null;
  readonly #databases = new Set<string>();

  constructor(send: Send) {
    this.#send = send;
  }

  get sessions(): number {
    return this.#count;
  }

  async connect(
    startup: ReadonlyMap<string, string>,
    onMessage: (answer: Message) => void,
    onEnd: (reason: string) => void,
  ): Promise<Backend> {
    if (this.#lost !== null) throw new Error(this.#lost);
    const number = ++this.#count;
    const client = new PgliteClient(number, new Map(settingsOf(startup)), onMessage);
    const parameters = await this.#prepare(startup.get("database") ?? startup.get("user") ?? "postgres");
    this.#clients.push(client);
    this.#onEnd.set(client, onEnd);
    return {
      parameters: new Map([...parameters, ...settingsOf(startup).filter(([name]) => parameters.has(name))]),
      send: (sent) => {
        client.queue.push(sent);
        void this.#run();
      },
      // One session cannot be interrupted.
      cancel: () => {},
      end: () => {
        client.queue.push(END);
        void this.#run();
      },
    };
  }

  /** What a session begins with: asked for once, so that one that only connects disturbs no transaction of others. */
  async #prepare(database: string): Promise<ReadonlyMap<string, string>> {
    if (this.#parameters === null || !this.#databases.has(database)) {
      this.#parameters = await this.alone(async () => {
        await this.#nameDatabase(database);
        return this.#parameters ?? reportedParameters(this.#send);
      });
      this.#databases.add(database);
    }
    return this.#parameters;
  }

  /** Tools look for the database that they connect to, and make it where they do not see it. */
  async #nameDatabase(name: string): Promise<void> {
    const known = await rowsOf(
      this.#send,
      `SELECT FROM pg_catalog.pg_database WHERE datname OPERATOR(pg_catalog.=) ${literal(name)}`,
    );
    if (known.length === 0) await rowsOf(this.#send, `CREATE DATABASE ${identifier(name)}`);
  }

  /** Runs work of our own when no client is in a transaction. */
  async alone<T>(work: () => Promise<T>): Promise<T> {
    while (this.#isRunning || this.#holder?.isInTransaction) {
      if (!this.#isRunning && !this.#holder?.isInBatch) await this.#commitEarly(this.#count);
      else await new Promise((resolve) => setTimeout(resolve, 5));
    }
    this.#isRunning = true;
    try {
      return await work();
    } finally {
      this.#isRunning = false;
      void this.#run();
    }
  }

  async close(): Promise<void> {
    while (this.#isRunning) await new Promise((resolve) => setTimeout(resolve, 5));
    this.#lose("the recording is over");
    if (this.#timer !== null) clearTimeout(this.#timer);
  }

  /** The one session is gone, and with it those of all clients. */
  #lose(reason: string): void {
    this.#lost ??= reason;
    for (const client of this.#clients) this.#onEnd.get(client)?.(reason);
    this.#clients.length = 0;
    this.#holder = null;
  }

  /** Serves waiting messages until there are none that may run now. */
  async #run(): Promise<void> {
    if (this.#isRunning || this.#lost !== null) return;
    this.#isRunning = true;
    try {
      for (let client = this.#next(); client !== null; client = this.#next()) {
        if (client !== this.#holder) await this.#hand(client);
        await this.#serve(client);
      }
    } catch (error) {
      this.#lose(reasonOf(error));
    } finally {
      this.#isRunning = false;
    }
    this.#watchHolder();
  }

  #next(): PgliteClient | null {
    const holder = this.#holder;
    if (holder && (holder.queue.length > 0 || holder.isBusy)) return holder.queue.length > 0 ? holder : null;
    return this.#clients.find(({ queue }) => queue.length > 0) ?? null;
  }

  async #hand(client: PgliteClient): Promise<void> {
    if (this.#holder) this.#holder.settings = await settingsOfSession(this.#send);
    await useSettings(this.#send, client.settings);
    this.#holder = client;
    await client.resume(this.#send);
  }

  async #serve(client: PgliteClient): Promise<void> {
    const next = client.queue.shift();
    if (next === undefined) return;
    if (next === END) {
      this.#clients.splice(this.#clients.indexOf(client), 1);
      await client.abort(this.#send);
      if (this.#holder === client) {
        await useSettings(this.#send, new Map());
        this.#holder = null;
      }
      return;
    }
    await client.serve(next, this.#send);
  }

  /** A client that waits behind an idle transaction is let in after a while. */
  #watchHolder(): void {
    if (this.#timer !== null || !this.#holder?.isInTransaction) return;
    const waiting = this.#clients.find(({ queue }) => queue.length > 0);
    if (waiting === undefined) return;
    const holder = this.#holder;
    const served = holder.served;
    this.#timer = setTimeout(() => {
      this.#timer = null;
      if (this.#holder !== holder || holder.served !== served || holder.isInBatch) void this.#run();
      else void this.#commitEarly(waiting.number).then(() => this.#run());
    }, IDLE_IN_TRANSACTION);
  }

  async #commitEarly(waiting: number): Promise<void> {
    const holder = this.#holder;
    if (this.#isRunning || !holder?.isInTransaction) return;
    this.#isRunning = true;
    try {
      const locks = holder.status === "E" ? [] : await rowsOf(this.#send, HELD);
      this.earlyCommits.push({
        holder: holder.number,
        waiting,
        holds: holder.lastText,
        wants: this.#clients.find(({ number }) => number === waiting)?.nextText ?? null,
        locks: locks.map(([relation, mode]) => ({ relation: relation ?? "", mode: mode ?? "" })),
      });
      await holder.suspend(this.#send);
    } catch (error) {
      this.#lose(reasonOf(error));
    } finally {
      this.#isRunning = false;
    }
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Locks on relations that are no catalogs, weaker ones than ROW EXCLUSIVE aside: those conflict with hardly anything. */
const HELD = `SELECT DISTINCT n.nspname || '.' || c.relname, l.mode
  FROM pg_catalog.pg_locks l JOIN pg_catalog.pg_class c ON c.oid = l.relation
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  WHERE l.locktype = 'relation' AND l.granted AND n.nspname <> 'pg_catalog' AND n.nspname !~ '^pg_toast'
    AND l.mode NOT IN ('AccessShareLock', 'RowShareLock')
  ORDER BY 1, 2`;

/** Stands in a client's queue for the end of its connection. */
const END: Message = { type: "X", body: Buffer.alloc(0), raw: message("X") };
