import type { Readable, Writable } from "node:stream";
import { PassThrough } from "node:stream";
import type { JSONRPCMessage, Transport } from "@modelcontextprotocol/server";
import { StdioServerTransport } from "@modelcontextprotocol/server/stdio";

/**
 * stdin and stdout, one message a line. What was asked before stdin ended is still answered; then the connection ends. (By
 * itself the SDK's transport drops what is under way: `lockgate mcp < requests` would get no answer.)
 */
export class Wire implements Transport {
  onclose?: () => void;
  onerror?: (error: Error) => void;
  onmessage?: NonNullable<Transport["onmessage"]>;

  readonly #input = new PassThrough();
  readonly #inner: StdioServerTransport;
  readonly #stdin: Readable;
  /** Ids of requests without an answer. */
  readonly #open = new Set<unknown>();
  #isEnded = false;

  constructor(stdin: Readable, stdout: Writable) {
    this.#stdin = stdin;
    this.#inner = new StdioServerTransport(this.#input, stdout);
  }

  async start(): Promise<void> {
    this.#inner.onclose = () => this.onclose?.();
    this.#inner.onerror = (error) => this.onerror?.(error);
    this.#inner.onmessage = (message) => {
      if ("method" in message && "id" in message) this.#open.add(message.id);
      // A cancelled request gets no answer.
      else if ("method" in message && message.method === "notifications/cancelled") {
        this.#settle(message.params?.requestId);
      }
      this.onmessage?.(message);
    };
    await this.#inner.start();
    this.#stdin.on("data", (chunk: Buffer) => this.#input.write(chunk));
    this.#stdin.on("error", () => this.#end());
    this.#stdin.on("end", () => this.#end());
    this.#stdin.on("close", () => this.#end());
  }

  async send(message: JSONRPCMessage): Promise<void> {
    await this.#inner.send(message);
    if (!("method" in message) && "id" in message) this.#settle(message.id);
  }

  close(): Promise<void> {
    return this.#inner.close();
  }

  #end(): void {
    this.#isEnded = true;
    // What has just been read is delivered first.
    setImmediate(() => this.#settle(undefined));
  }

  #settle(id: unknown): void {
    this.#open.delete(id);
    if (this.#isEnded && this.#open.size === 0) this.#input.end();
  }
}
