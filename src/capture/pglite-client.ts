/** One client of the embedded PostgreSQL: what is rewritten so that several can share one session. */
import type { TransactionStatus } from "./exchange.ts";
import { Fields, type Message, message, textOf, zeroEnded } from "./messages.ts";
import { copiesFromClient, deallocated } from "./rewritten-query.ts";
import { identifier, messagesIn, rowsOf, type Send } from "./shared-session.ts";

export class PgliteClient {
  readonly number: number;
  readonly queue: Message[] = [];
  settings: ReadonlyMap<string, string>;
  status: TransactionStatus = "I";
  /** Messages that were served. */
  served = 0;
  /** The statement that was sent last, or null. */
  lastText: string | null = null;
  readonly #onMessage: (answer: Message) => void;
  readonly #prepared = new Set<string>();
  #savepoints: string[] = [];
  #isInBatch = false;
  /** After an error, up to the next Sync, the server takes nothing. */
  #isSkipping = false;
  /** The COPY … FROM STDIN whose rows are being collected. */
  #copy: Buffer[] | null = null;
  #isSuspended = false;

  constructor(number: number, settings: ReadonlyMap<string, string>, onMessage: (answer: Message) => void) {
    this.number = number;
    this.settings = settings;
    this.#onMessage = onMessage;
  }

  get isInTransaction(): boolean {
    return this.status !== "I" && !this.#isSuspended;
  }

  get isInBatch(): boolean {
    return this.#isInBatch || this.#copy !== null;
  }

  /** Nobody else may have a turn now. */
  get isBusy(): boolean {
    return this.isInTransaction || this.isInBatch;
  }

  /** The statement that waits to be served, or null. */
  get nextText(): string | null {
    return this.queue.map(textOf).find((text) => text !== null) ?? null;
  }

  answer(messages: readonly Message[]): void {
    for (const one of messages) this.#onMessage(one);
  }

  async serve(sent: Message, send: Send): Promise<void> {
    this.served++;
    this.lastText = textOf(sent) ?? this.lastText;
    if (this.#copy !== null) return this.#collect(sent, this.#copy, send);
    if (this.#isSkipping && sent.type !== "S") return;
    this.#isSkipping = false;
    if (sent.type === "Q") return this.#query(sent, send);
    this.#isInBatch = sent.type !== "S";
    const forServer = this.#renamed(sent);
    let answers = messagesIn(await send(Buffer.concat(forServer)));
    // The answer to the Close that was put in front.
    if (forServer.length > 1) answers = answers.filter(({ type }) => type !== "3");
    this.#isSkipping = answers.some(({ type }) => type === "E");
    this.#answered(answers);
  }

  async #query(sent: Message, send: Send): Promise<void> {
    const text = new Fields(sent.body).text();
    if (copiesFromClient(text)) {
      this.#copy = [sent.raw];
      // Text or binary, and how many columns: clients send what they have in any case.
      return this.answer(messagesIn(message("G", Buffer.from([0, 0, 0]))));
    }
    this.#noteSavepoints(text);
    const name = deallocated(text);
    const own =
      name !== null && this.#prepared.has(name)
        ? message("Q", `DEALLOCATE ${identifier(this.#own(name))}`)
        : sent.raw;
    this.#answered(messagesIn(await send(own)));
  }

  /** COPY and its rows go to the server in one piece: it does not wait for more. */
  async #collect(sent: Message, copy: Buffer[], send: Send): Promise<void> {
    if (sent.type !== "d" && sent.type !== "c" && sent.type !== "f") return;
    copy.push(sent.raw);
    if (sent.type === "d") return;
    this.#copy = null;
    const answers = messagesIn(await send(Buffer.concat(copy)));
    this.#answered(answers.filter(({ type }) => type !== "G"));
  }

  #answered(answers: readonly Message[]): void {
    const ready = answers.findLast(({ type }) => type === "Z");
    if (ready) {
      this.status = ready.body.toString("latin1") as TransactionStatus;
      this.#isInBatch = false;
      if (this.status === "I") this.#savepoints = [];
    }
    this.answer(answers);
  }

  /** Prepared statements have names of their own in each session; the unnamed one is given a name here. */
  #renamed({ type, body, raw }: Message): Buffer[] {
    const fields = new Fields(body);
    if (type === "P") {
      const name = fields.text();
      const isKnown = name === "" && this.#prepared.has(name);
      this.#prepared.add(name);
      const parse = message("P", this.#own(name), rest(body, name));
      return isKnown ? [message("C", Buffer.from("S"), this.#own(name)), parse] : [parse];
    }
    if (type === "B") {
      const [portal, name] = [fields.text(), fields.text()];
      const used = body.subarray(Buffer.byteLength(portal) + Buffer.byteLength(name) + 2);
      return [message("B", portal, this.#own(name), used)];
    }
    if ((type === "D" || type === "C") && fields.char() === "S") {
      const name = fields.text();
      if (type === "C") this.#prepared.delete(name);
      return [message(type, Buffer.from("S"), zeroEnded(this.#own(name)))];
    }
    return [raw];
  }

  #own(name: string): string {
    return `${this.number}:${name}`;
  }

  #noteSavepoints(text: string): void {
    const [, verb = "", name = ""] =
      /^\s*(savepoint|release|rollback\s+to)\s+(?:savepoint\s+)?("(?:[^"]|"")+"|\w+)/i.exec(text) ?? [];
    if (name === "") return;
    const at = this.#savepoints.lastIndexOf(name);
    if (/^savepoint/i.test(verb)) this.#savepoints.push(name);
    else if (at >= 0) this.#savepoints.length = /^release/i.test(verb) ? at : at + 1;
  }

  /** The client is gone: so is what it had not ended, a batch without its Sync among it. */
  async abort(send: Send): Promise<void> {
    if (this.#isSkipping) await send(message("S"));
    if (this.isInTransaction || this.#isInBatch) await rowsOf(send, "ROLLBACK");
  }

  /** Ends the transaction although the client has not: `resume` begins it again. */
  async suspend(send: Send): Promise<void> {
    await rowsOf(send, this.status === "E" ? "ROLLBACK" : "COMMIT");
    this.#isSuspended = true;
  }

  async resume(send: Send): Promise<void> {
    if (!this.#isSuspended) return;
    this.#isSuspended = false;
    await rowsOf(send, "BEGIN");
    for (const name of this.#savepoints) await rowsOf(send, `SAVEPOINT ${name}`);
    if (this.status === "E") await rowsOf(send, "SELECT 1 / 0").catch(() => []);
  }
}

function rest(body: Buffer, name: string): Buffer {
  return body.subarray(Buffer.byteLength(name) + 1);
}
