import { createServer, type Server, type Socket } from "node:net";

/** A server with one session, which everybody who connects shares: for one who connects at a time. */
export interface Listening {
  /** On 127.0.0.1. */
  readonly port: number;
  close(): Promise<void>;
}

/**
 * Lets others reach a server by its wire protocol. `@electric-sql/pglite-socket` (0.2.17, tried) does not do instead: it
 * never answers a request for GSS encryption, drops a client that connects right after another one broke off, and has
 * seven extensions as required peers.
 *
 * @param send takes whole messages of the frontend and gives all that the backend answers.
 */
export async function listen(send: (message: Uint8Array) => Promise<Uint8Array>): Promise<Listening> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    // A client that goes away in the middle has its answer then.
    socket.on("error", () => socket.destroy());
    serve(socket, send);
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  return {
    port: portOf(server),
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}

const SSL_REQUEST = 80877103;
const GSS_REQUEST = 80877104;
const TERMINATE = "X".charCodeAt(0);

function serve(socket: Socket, send: (message: Uint8Array) => Promise<Uint8Array>): void {
  let buffer = Buffer.alloc(0);
  let started = false;
  let queue = Promise.resolve();
  socket.on("data", (data) => {
    buffer = Buffer.concat([buffer, data]);
    for (let length = lengthOf(buffer, started); length !== null; length = lengthOf(buffer, started)) {
      const message = buffer.subarray(0, length);
      buffer = buffer.subarray(length);
      const code = started ? null : message.readInt32BE(4);
      if (code === SSL_REQUEST || code === GSS_REQUEST) socket.write("N");
      else if (started && message[0] === TERMINATE) socket.end();
      else {
        started = true;
        queue = queue
          .then(() => send(new Uint8Array(message)))
          .then((answer) => {
            socket.write(answer);
          })
          .catch(() => {
            socket.destroy();
          });
      }
    }
  });
}

/** The length of the first message, or null while it is not whole: a startup message has no type before its length. */
function lengthOf(buffer: Buffer, started: boolean): number | null {
  const from = started ? 1 : 0;
  if (buffer.length < from + 4) return null;
  const length = from + buffer.readInt32BE(from);
  return buffer.length < length ? null : length;
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === "object" && address !== null ? address.port : 0;
}
