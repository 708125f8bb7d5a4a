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
  close(): Promise<void>;
}

export async function captureServer(shadow: Shadow): Promise<CaptureServer> {
  const { send } = shadow;
  if (send !== null) {
    const server = pgliteServer((messages) => send(messages));
    return {
      engine: "pglite",
      connect: (startup, onMessage, onEnd) => server.connect(startup, onMessage, onEnd),
      earlyCommits: server.earlyCommits,
      get sessions() {
        return server.sessions;
      },
      close: () => server.close(),
    };
  }
  const lent = await shadow.lend();
  const server = serverBackend(lent.url);
  return {
    engine: "server",
    connect: (startup, onMessage, onEnd) => server.connect(startup, onMessage, onEnd),
    earlyCommits: [],
    sessions: 0,
    close: () => lent.giveBack(),
  };
}
