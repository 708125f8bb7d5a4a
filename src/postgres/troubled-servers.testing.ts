/** For tests and benchmarks: servers on a bad day. Real sockets on this machine, before a real server or none. */
import { connect, createServer, type Server, type Socket } from "node:net";

export const TROUBLES = [
  "hanging",
  "refusing",
  "closing",
  "halfOpen",
  "withoutTls",
  "inTls",
  "http",
  "slow",
] as const;

/** URLs that name the database of the real server, and have what follows between. */
export interface TroubledServers extends Readonly<Record<(typeof TROUBLES)[number], string>> {
  close(): Promise<void>;
}

/** The first answers of a server, to TLS and to the start of a session, are a few hundred bytes. */
const BYTES_OF_START = 600;
const SLOW_MS = 30;

type Serve = (socket: Socket, behind: () => Socket) => void;

const SERVE: Readonly<Record<(typeof TROUBLES)[number], Serve>> = {
  /** Accepts a connection and never says a word. */
  hanging: () => undefined,
  /** Nobody listens: it is closed at once. */
  refusing: () => undefined,
  /** Hangs up on who comes. */
  closing: (socket) => socket.destroy(),
  /** Passes everything on until the session has begun, and then nothing. */
  halfOpen(socket, behind) {
    const real = behind();
    let passed = 0;
    socket.on("data", (bytes) => passed < BYTES_OF_START && real.write(bytes));
    real.on("data", (bytes) => {
      if (passed < BYTES_OF_START) socket.write(bytes);
      passed += bytes.length;
    });
  },
  /** Refuses TLS, and then nothing. */
  withoutTls: (socket) => socket.once("data", () => socket.write("N")),
  /** Agrees to TLS, and then nothing. */
  inTls: (socket) => socket.once("data", () => socket.write("S")),
  /** Another service on the port. */
  http: (socket) =>
    socket.once("data", () => socket.end("HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n")),
  /** Passes everything on, each piece a little later. */
  slow(socket, behind) {
    const real = behind();
    socket.on("data", (bytes) => setTimeout(() => real.write(bytes), SLOW_MS));
    real.on("data", (bytes) => setTimeout(() => socket.write(bytes), SLOW_MS));
  },
};

/** @param url of a database on the real server */
export async function troubleBefore(url: string): Promise<TroubledServers> {
  const { hostname, port } = new URL(url);
  const sockets = new Set<Socket>();
  const servers: Server[] = [];
  const keep = (socket: Socket): Socket => {
    sockets.add(socket);
    return socket.on("error", () => socket.destroy()).on("close", () => sockets.delete(socket));
  };
  const urls: Partial<Record<(typeof TROUBLES)[number], string>> = {};
  for (const trouble of TROUBLES) {
    const server = createServer((socket) => {
      keep(socket);
      SERVE[trouble](socket, () => {
        const real = keep(connect(Number(port), hostname)).on("close", () => socket.destroy());
        socket.on("close", () => real.destroy());
        return real;
      });
    });
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    const own = new URL(url);
    own.port = String(typeof address === "object" ? address?.port : "");
    urls[trouble] = own.href;
    if (trouble === "refusing") await new Promise((resolve) => server.close(resolve));
  }
  return {
    ...(urls as Record<(typeof TROUBLES)[number], string>),
    async close() {
      for (const socket of sockets) socket.destroy();
      await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
    },
  };
}
