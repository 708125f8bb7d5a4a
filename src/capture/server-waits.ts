/** Looks, while a statement lasts on a real server, whether it waits for another connection of the same tool. */
import { waitsOf } from "../shadow/engines/server-stream.ts";
import type { TransactionStatus } from "./exchange.ts";
import { type Message, textOf } from "./messages.ts";
import type { EarlyCommit } from "./pglite-backend.ts";

/** How long a statement lasts before it is looked at, and how often then, in ms. */
const LOOK_EVERY = 1_000;

/** What one connection is at. */
export class ServerSession {
  processId = 0;
  status: TransactionStatus = "I";
  /** The statement that was sent last, or null. */
  lastText: string | null = null;
  /** When the statement that runs was sent; null: none runs. */
  since: number | null = null;
  /** For whom it has been seen waiting, in a transaction that does nothing. */
  wait: EarlyCommit | null = null;
  /** For which connection that is. */
  holder: ServerSession | null = null;
  hasEnded = false;

  sent(message: Message): void {
    if (this.since === null) this.wait = null;
    this.lastText = textOf(message) ?? this.lastText;
    this.since ??= Date.now();
  }

  answered({ type, body }: Message): void {
    if (type !== "Z") return;
    this.status = body.toString("latin1") as TransactionStatus;
    this.since = null;
    // Where the end of a command ended the holder, too, that answers nobody.
    if (!this.holder?.hasEnded) this.wait = null;
  }
}

export class ServerWaits {
  readonly #url: string;
  readonly #sessions: ServerSession[] = [];
  #timer: NodeJS.Timeout | null = null;

  constructor(url: string) {
    this.#url = url;
  }

  /** In the order of connecting. */
  add(session: ServerSession): ServerSession {
    this.#sessions.push(session);
    this.#timer ??= setInterval(() => void this.#look().catch(() => {}), LOOK_EVERY).unref();
    return session;
  }

  get sessions(): number {
    return this.#sessions.length;
  }

  /** Those that no answer has ended. */
  get unanswered(): EarlyCommit[] {
    return this.#sessions.flatMap(({ wait }) => wait ?? []);
  }

  stop(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
  }

  async #look(): Promise<void> {
    const lasting = this.#sessions.filter(({ since }) => since !== null && Date.now() - since >= LOOK_EVERY);
    if (lasting.length === 0) return;
    const waits = await waitsOf(
      this.#url,
      lasting.map(({ processId }) => processId),
    );
    for (const { waiting, holder, locks } of waits) {
      const session = lasting.find(({ processId }) => processId === waiting);
      const at = this.#sessions.findIndex(({ processId }) => processId === holder);
      const other = this.#sessions[at];
      // One that is at work may come to its end.
      if (!session || session.since === null || other?.status !== "T" || other.since !== null) continue;
      const { lastText: wants } = session;
      const numbers = { holder: at + 1, waiting: this.#sessions.indexOf(session) + 1 };
      session.holder = other;
      session.wait = { ...numbers, holds: other.lastText, wants, locks, isBlocked: true };
    }
  }
}
