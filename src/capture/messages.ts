/** Messages of PostgreSQL's frontend/backend protocol 3 (the manual's "Message Formats"): framing, and the few fields read here. */

/** One whole message. */
export interface Message {
  /** The type byte as a character; `""` for what opens a connection, which has none. */
  readonly type: string;
  /** What follows the length. */
  readonly body: Buffer;
  /** The bytes as they came. */
  readonly raw: Buffer;
}

/** The other side does not speak the protocol, or sends more than anybody needs. */
export class ProtocolViolation extends Error {}

/** Longest message that is taken, in bytes: PostgreSQL's own limit is 1 GB, a migration's needs are far below. */
const LONGEST = 256 * 1024 * 1024;

/** Cuts a stream of bytes into messages. */
export class MessageStream {
  /** What has come, joined once a whole message is there: a long one comes in thousands of pieces. */
  #pieces: Buffer[] = [];
  #length = 0;
  /** Bytes without which there is no next message. */
  #needed = 0;
  #isTyped: boolean;

  /** @param isTyped false for a frontend that has not sent its StartupMessage yet. */
  constructor(isTyped: boolean) {
    this.#isTyped = isTyped;
  }

  /** From now on messages have a type byte. */
  started(): void {
    this.#isTyped = true;
  }

  push(data: Buffer): void {
    this.#pieces.push(data);
    this.#length += data.length;
  }

  /** The next whole message, or null. @throws {ProtocolViolation} */
  next(): Message | null {
    const from = this.#isTyped ? 1 : 0;
    this.#needed = Math.max(this.#needed, from + 4);
    if (this.#length < this.#needed) return null;
    const [first] = this.#pieces;
    const buffer = this.#pieces.length === 1 && first ? first : Buffer.concat(this.#pieces);
    this.#pieces = [buffer];
    const length = buffer.readInt32BE(from);
    if (length < 4 || length > LONGEST) throw new ProtocolViolation(`a message of ${length} bytes`);
    this.#needed = from + length;
    if (buffer.length < this.#needed) return null;
    const raw = buffer.subarray(0, from + length);
    this.#pieces = [buffer.subarray(from + length)];
    this.#length -= raw.length;
    this.#needed = 0;
    return { type: raw.toString("latin1", 0, from), body: raw.subarray(from + 4), raw };
  }
}

/** Reads the fields of a message one after the other. @throws {ProtocolViolation} where the message ends too early. */
export class Fields {
  readonly #body: Buffer;
  #at = 0;

  constructor(body: Buffer) {
    this.#body = body;
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#body.length;
  }

  int16(): number {
    return this.#take(2).readInt16BE();
  }

  int32(): number {
    return this.#take(4).readInt32BE();
  }

  char(): string {
    return this.#take(1).toString("latin1");
  }

  bytes(length: number): Buffer {
    return this.#take(length);
  }

  /** A string that ends with a zero byte, as UTF-8. */
  text(): string {
    const end = this.#body.indexOf(0, this.#at);
    if (end < 0) throw new ProtocolViolation("a string without an end");
    const text = this.#body.toString("utf8", this.#at, end);
    this.#at = end + 1;
    return text;
  }

  list<T>(read: () => T): T[] {
    return Array.from({ length: this.int16() }, read);
  }

  #take(length: number): Buffer {
    if (length < 0 || this.#at + length > this.#body.length)
      throw new ProtocolViolation("a message cut short");
    const taken = this.#body.subarray(this.#at, this.#at + length);
    this.#at += length;
    return taken;
  }
}

/** A message with its type and length in front. */
export function message(type: string, ...parts: readonly (Buffer | string)[]): Buffer {
  const body = Buffer.concat(parts.map((part) => (typeof part === "string" ? zeroEnded(part) : part)));
  const head = Buffer.alloc(type.length + 4);
  head.write(type, "latin1");
  head.writeInt32BE(body.length + 4, type.length);
  return Buffer.concat([head, body]);
}

export function zeroEnded(text: string): Buffer {
  return Buffer.concat([Buffer.from(text), Buffer.from([0])]);
}

export function int16(value: number): Buffer {
  const buffer = Buffer.alloc(2);
  buffer.writeInt16BE(value);
  return buffer;
}

export function int32(value: number): Buffer {
  const buffer = Buffer.alloc(4);
  buffer.writeInt32BE(value);
  return buffer;
}

/** Fields of ErrorResponse and NoticeResponse by their code: "C" the SQLSTATE, "M" the message, "P" the position. */
export function noticeFields(body: Buffer): ReadonlyMap<string, string> {
  const fields = new Fields(body);
  const found = new Map<string, string>();
  for (let code = fields.char(); code !== "\0"; code = fields.isAtEnd ? "\0" : fields.char()) {
    found.set(code, fields.text());
  }
  return found;
}

/** Sent to the client: an error of ours, in PostgreSQL's form. */
export function errorResponse(sqlstate: string, text: string): Buffer {
  const field = (code: string, value: string) => [Buffer.from(code), zeroEnded(value)];
  return message(
    "E",
    ...field("S", "ERROR"),
    ...field("V", "ERROR"),
    ...field("C", sqlstate),
    ...field("M", text),
    Buffer.from([0]),
  );
}

/** The SQL of a Query or a Parse. */
export function textOf({ type, body }: Message): string | null {
  if (type !== "Q" && type !== "P") return null;
  const fields = new Fields(body);
  if (type === "P") fields.text();
  return fields.text();
}
