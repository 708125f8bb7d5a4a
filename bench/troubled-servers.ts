/** What stands between a fleet's reader and a server on a bad day: real sockets on this machine, before a real server or none. */
import { connect, createServer, type Server, type Socket } from "node:net";

export interface TroubledServers {
  /** Accepts a connection and never says a word. */
  readonly hanging: string;
  /** Nobody listens. */
  readonly refusing: string;
  /** Passes everything on until the session has begun, and then nothing. */
  readonly halfOpen: string;
  /** Passes everything on, each piece a little later. */
  readonly slow: string;
  close(): Promise<void>;
}

/** The first answers of a server, to TLS and to the start of a session, are a few hundred bytes. */
const BYTES_OF_START = 600;
const SLOW_MS = 30;

/** @param url of a database on the real server */
export async function troubleBefore(url: string): Promise<TroubledServers> {
  const { hostname, port } = new URL(url);
  const sockets = new Set<Socket>();
  const servers: Server[] = [];
  const at = async (serve: (socket: Socket) => void): Promise<string> => {
    const server = createServer((socket) => {
      sockets.add(socket);
      socket.on("error", () => socket.destroy()).on("close", () => sockets.delete(socket));
      serve(socket);
    });
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    const own = new URL(url);
    own.port = String(typeof address === "object" ? address?.port : "");
    return own.href;
  };
  const behind = (socket: Socket): Socket => {
    const real = connect(Number(port), hostname);
    real.on("error", () => socket.destroy()).on("close", () => socket.destroy());
    socket.on("close", () => real.destroy());
    return real;
  };
  const hanging = await at(() => undefined);
  const halfOpen = await at((socket) => {
    const real = behind(socket);
    let passed = 0;
    socket.on("data", (bytes) => passed < BYTES_OF_START && real.write(bytes));
    real.on("data", (bytes) => {
      if (passed < BYTES_OF_START) socket.write(bytes);
      passed += bytes.length;
    });
  });
  const slow = await at((socket) => {
    const real = behind(socket);
    socket.on("data", (bytes) => setTimeout(() => real.write(bytes), SLOW_MS));
    real.on("data", (bytes) => setTimeout(() => socket.write(bytes), SLOW_MS));
  });
  const refusing = await at(() => undefined);
  await new Promise((resolve) => servers.at(-1)?.close(resolve));
  return {
    hanging,
    halfOpen,
    slow,
    refusing,
    async close() {
      for (const socket of sockets) socket.destroy();
      await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
    },
  };
}
