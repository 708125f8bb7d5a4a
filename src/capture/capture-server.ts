/** The server that a captured command meets: a shadow, the embedded one or a real one. */
import type { Shadow } from "../shadow/engines/shadow.ts";
import type { BackendServer } from "./endpoint.ts";
import { type EarlyCommit, pgliteServer } from "./pglite-backend.ts";
import { serverBackend } from "./server-backend.ts";

export interface CaptureServer extends BackendServer {
  readonly engine: "pglite" | "server";
  readonly earlyCommits: readonly EarlyCommit[];
  /** How many there have been, ours among them: early commits name them by their number. */
  readonly sessions: number;
  /** Writes the state to a new file while no client is in a transaction: see `Shadow.save`. */
  readonly save: Shadow["save"];
  close(): Promise<void>;
}

export async function captureServer(shadow: Shadow): Promise<CaptureServer> {
  const { send, save } = shadow;
  if (send !== null) {
    const server = pgliteServer((messages) => send(messages));
    return {
      engine: "pglite",
      connect: (startup, onMessage, onEnd) => server.connect(startup, onMessage, onEnd),
      earlyCommits: server.earlyCommits,
      get sessions() {
        return server.sessions;
      },
      save: save && ((path, about) => server.alone(() => save(path, about))),
      close: () => server.close(),
    };
  }
  const lent = await shadow.lend();
  const server = serverBackend(lent.url);
  return {
    engine: "server",
    connect: (startup, onMessage, onEnd) => server.connect(startup, onMessage, onEnd),
    get earlyCommits() {
      return server.waits.unanswered;
    },
    get sessions() {
      return server.waits.sessions;
    },
    save: null,
    close: () => {
      server.close();
      return lent.giveBack();
    },
  };
}
