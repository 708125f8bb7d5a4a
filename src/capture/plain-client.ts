/** A client of our own behind the endpoint: what it sends is in no recording. */

import type { Backend, BackendServer } from "./endpoint.ts";
import type { Parameter } from "./exchange.ts";
import { Fields, int16, int32, type Message, message, noticeFields } from "./messages.ts";

export interface PlainResult {
  readonly rows: readonly (readonly (string | null)[])[];
  readonly error: { readonly sqlstate: string; readonly message: string } | null;
}

export class PlainClient {
  readonly #backend: Backend;
  readonly #answers: Answers;

  private constructor(backend: Backend, answers: Answers) {
    this.#backend = backend;
    this.#answers = answers;
  }

  static async connect(server: BackendServer): Promise<PlainClient> {
    const answers = new Answers();
    const backend = await server.connect(
      new Map([["application_name", "lockgate"]]),
      (answer) => answers.add(answer),
      (reason) => answers.end(reason),
    );
    return new PlainClient(backend, answers);
  }

  /** Simple: several statements may stand in `text`, and rows of COPY may follow. */
  async simple(text: string, copied: Buffer | null = null): Promise<PlainResult> {
    const sent = [message("Q", text)];
    if (copied !== null) sent.push(message("d", copied), message("c"));
    return this.#send(sent);
  }

  async extended(text: string, parameters: readonly Parameter[]): Promise<PlainResult> {
    const types = parameters.map(({ type }) => int32(type));
    const formats = parameters.map(({ isBinary }) => int16(isBinary ? 1 : 0));
    const values = parameters.map(({ value }) =>
      value === null ? int32(-1) : Buffer.concat([int32(value.length), value]),
    );
    return this.#send([
      message("P", "", text, int16(types.length), ...types),
      message("B", "", "", int16(formats.length), ...formats, int16(values.length), ...values, int16(0)),
      message("E", "", int32(0)),
      message("S"),
    ]);
  }

  end(): void {
    this.#backend.end();
  }

  async #send(sent: readonly Buffer[]): Promise<PlainResult> {
    const answered = this.#answers.untilReady();
    for (const raw of sent) {
      this.#backend.send({ type: raw.toString("latin1", 0, 1), body: raw.subarray(5), raw });
    }
    const answers = await answered;
    const error = answers.find(({ type }) => type === "E");
    const fields = error && noticeFields(error.body);
    return {
      rows: answers.filter(({ type }) => type === "D").map(({ body }) => valuesOf(body)),
      error: fields ? { sqlstate: fields.get("C") ?? "XX000", message: fields.get("M") ?? "" } : null,
    };
  }
}

/** Collects answers up to ReadyForQuery. */
class Answers {
  #messages: Message[] = [];
  #waiting: { resolve(messages: Message[]): void; reject(error: Error): void } | null = null;

  add(answer: Message): void {
    this.#messages.push(answer);
    if (answer.type !== "Z") return;
    this.#waiting?.resolve(this.#messages);
    this.#messages = [];
  }

  end(reason: string | null): void {
    this.#waiting?.reject(new Error(reason ?? "the connection was closed"));
  }

  untilReady(): Promise<Message[]> {
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
    });
  }
}

function valuesOf(body: Buffer): (string | null)[] {
  const fields = new Fields(body);
  return fields.list(() => {
    const length = fields.int32();
    return length < 0 ? null : fields.bytes(length).toString("utf8");
  });
}
