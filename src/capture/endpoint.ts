/** The PostgreSQL that a migration tool connects to: it lets everybody in, passes on what is sent, and notes it. */
import { createServer, type Server, type Socket } from "node:net";
import { createSecureContext, TLSSocket } from "node:tls";
import { CERTIFICATE, KEY } from "./certificate.ts";
import { type ExchangeLog, RecordingOverflow } from "./exchange.ts";
import { errorResponse, int32, type Message, MessageStream, message, ProtocolViolation } from "./messages.ts";
import { ConnectionRecorder } from "./recorder.ts";
import { negotiateVersion, type Opening, readOpening } from "./startup.ts";

/** One client's session on the server behind the endpoint. */
export interface Backend {
  /** What the server says of itself at the start: server_version, TimeZone … */
  readonly parameters: ReadonlyMap<string, string>;
  /** Takes a message of the client; answers come by `onMessage`. */
  send(message: Message): void;
  cancel(): void;
  end(): void;
}

/** The server behind the endpoint. */
export interface BackendServer {
  /**
   * @param onMessage an answer of the server.
   * @param onEnd the session is over, for the reason if there is one.
   */
  connect(
    startup: ReadonlyMap<string, string>,
    onMessage: (message: Message) => void,
    onEnd: (reason: string | null) => void,
  ): Promise<Backend>;
}

export interface Endpoint {
  /** On 127.0.0.1. */
  readonly port: number;
  /** How many clients have started a session. */
  readonly connections: number;
  /** Why no more was recorded, or null. */
  readonly overflow: string | null;
  close(): Promise<void>;
}

/** @param relayed path of a Unix socket to listen on for the relay, which names each client's port in two bytes; null: none. */
export async function openEndpoint(
  server: BackendServer,
  log: ExchangeLog,
  relayed: string | null = null,
): Promise<Endpoint> {
  const state = { connections: 0, overflow: null as string | null };
  const clients = new Map<number, Client>();
  const sockets = new Set<Socket>();
  const listenFor = (isRelayed: boolean) =>
    createServer((socket) => {
      sockets.add(socket);
      socket.once("close", () => sockets.delete(socket));
      new Client(socket, { server, log, clients, state }, isRelayed);
    });
  const listeners = [listenFor(false), ...(relayed === null ? [] : [listenFor(true)])];
  const [port = 0] = await Promise.all(
    listeners.map((listener, at) => listening(listener, at === 0 ? null : relayed)),
  );
  return {
    port,
    get connections() {
      return state.connections;
    },
    get overflow() {
      return state.overflow;
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      await Promise.all(listeners.map((listener) => new Promise((resolve) => listener.close(resolve))));
    },
  };
}

/** The port; 0 for a Unix socket. */
function listening(listener: Server, path: string | null): Promise<number> {
  return new Promise((resolve, reject) => {
    listener.once("error", reject);
    const ready = () => {
      const address = listener.address();
      resolve(typeof address === "object" && address !== null ? address.port : 0);
    };
    if (path === null) listener.listen(0, "127.0.0.1", ready);
    else listener.listen(path, ready);
  });
}

interface Shared {
  readonly server: BackendServer;
  readonly log: ExchangeLog;
  /** By the process id that each was given. */
  readonly clients: Map<number, Client>;
  readonly state: { connections: number; overflow: string | null };
}

const TLS_CONTEXT = createSecureContext({ cert: CERTIFICATE, key: KEY });
/** The first byte of a TLS handshake, which a client may begin with at once (sslnegotiation=direct). */
const TLS_HANDSHAKE = 0x16;

/** Of the number that the relay puts in front. */
const PORT_BYTES = 2;

class Client {
  readonly #shared: Shared;
  #port: number;
  #socket: Socket;
  readonly #stream = new MessageStream(false);
  #recorder: ConnectionRecorder | null = null;
  #backend: Backend | null = null;
  #isStarting = false;

  constructor(socket: Socket, shared: Shared, isRelayed: boolean) {
    this.#shared = shared;
    this.#socket = socket;
    this.#port = socket.remotePort ?? 0;
    if (isRelayed) this.#readPort(socket, Buffer.alloc(0));
    else this.#begin(socket);
    socket.on("error", () => socket.destroy());
    socket.once("close", () => this.#closed());
  }

  cancel(): void {
    this.#backend?.cancel();
  }

  #readPort(socket: Socket, read: Buffer): void {
    socket.once("data", (data) => {
      const all = Buffer.concat([read, data]);
      if (all.length < PORT_BYTES) return this.#readPort(socket, all);
      this.#port = all.readUInt16BE();
      socket.pause();
      if (all.length > PORT_BYTES) socket.unshift(all.subarray(PORT_BYTES));
      this.#begin(socket);
      socket.resume();
    });
  }

  #begin(socket: Socket): void {
    socket.once("data", (data) => {
      if (data[0] !== TLS_HANDSHAKE) return this.#listen(socket, data);
      socket.pause();
      socket.unshift(data);
      this.#encrypt(socket);
    });
  }

  #listen(socket: Socket, first: Buffer | null): void {
    this.#socket = socket;
    socket.on("data", (data) => this.#received(data));
    if (first !== null) this.#received(first);
  }

  #encrypt(socket: Socket): void {
    socket.removeAllListeners("data");
    const encrypted = new TLSSocket(socket, {
      isServer: true,
      secureContext: TLS_CONTEXT,
      ALPNProtocols: ["postgresql"],
    });
    encrypted.on("error", () => socket.destroy());
    this.#listen(encrypted, null);
  }

  #received(data: Buffer): void {
    try {
      this.#stream.push(data);
      this.#readAll();
    } catch (error) {
      this.#refuse(error);
    }
  }

  #readAll(): void {
    while (!this.#isStarting) {
      const next = this.#stream.next();
      if (next === null) return;
      if (this.#backend === null) this.#open(readOpening(next));
      else if (next.type === "X") this.#socket.end();
      else {
        this.#recorder?.fromClient(next);
        this.#backend.send(next);
      }
    }
  }

  #open(opening: Opening): void {
    if (opening.kind === "cancel") {
      this.#shared.clients.get(opening.processId)?.cancel();
      this.#socket.end();
    } else if (opening.kind === "startup") {
      this.#isStarting = true;
      void this.#start(opening).catch((error) => this.#refuse(error));
    } else if (opening.by === "GSS" || this.#socket instanceof TLSSocket) {
      this.#socket.write("N");
    } else {
      this.#socket.write("S");
      this.#encrypt(this.#socket);
    }
  }

  async #start({ parameters, minor }: Extract<Opening, { kind: "startup" }>): Promise<void> {
    const { server, log, clients, state } = this.#shared;
    const number = ++state.connections;
    const recorder = new ConnectionRecorder(log, number, this.#port);
    const backend = await server.connect(
      parameters,
      (answer) => {
        try {
          recorder.fromServer(answer);
          this.#socket.write(answer.raw);
        } catch (error) {
          this.#refuse(error);
        }
      },
      (reason) => (reason === null ? this.#socket.end() : this.#refuse(new Error(reason))),
    );
    if (this.#socket.destroyed) return backend.end();
    this.#recorder = recorder;
    this.#backend = backend;
    clients.set(number, this);
    this.#stream.started();
    const hasOptions = [...parameters.keys()].some((name) => name.startsWith("_pq_."));
    this.#socket.write(
      Buffer.concat([
        ...(minor > 0 || hasOptions ? [negotiateVersion(parameters)] : []),
        message("R", int32(0)),
        ...[...backend.parameters].map(([name, value]) => message("S", name, value)),
        message("K", int32(number), int32(0)),
        message("Z", Buffer.from("I")),
      ]),
    );
    this.#isStarting = false;
    this.#received(Buffer.alloc(0));
  }

  /** Ends the connection with a word, as the server does. */
  #refuse(error: unknown): void {
    const reason = error instanceof Error ? error.message : String(error);
    if (error instanceof RecordingOverflow) this.#shared.state.overflow = reason;
    const sqlstate = error instanceof ProtocolViolation ? "08P01" : "08006";
    if (this.#socket.writable) this.#socket.end(errorResponse(sqlstate, `lockgate: ${reason}`));
    this.#closed();
  }

  #closed(): void {
    this.#recorder?.closed();
    this.#backend?.end();
    this.#recorder = null;
  }
}
