/** `lockgate mcp`: the tools for an assistant, on stdin and stdout. */
import { Console } from "node:console";
import { realpathSync } from "node:fs";
import { serveStdio } from "@modelcontextprotocol/server/stdio";
import type { Environment } from "../config/run.ts";
import { findRepository } from "../migrations/compare-with-base/git.ts";
import { Queue } from "./queue.ts";
import { mcpServer } from "./server.ts";
import { Wire } from "./wire.ts";

export interface ServeOptions {
  /** Absolute: the repository that holds it is all that is read. */
  readonly cwd: string;
  readonly env: Environment;
  /** Ends what runs, and the server. */
  readonly signal: AbortSignal;
  /** Told of what goes wrong beside the protocol, in one line. */
  readonly say: (line: string) => void;
}

/** Serves until stdin ends. Nothing but the protocol is written to stdout. */
export async function serve({ cwd, env, signal, say }: ServeOptions): Promise<void> {
  globalThis.console = new Console(process.stderr);
  const repository = await findRepository(cwd);
  const confines = { root: repository?.root ?? realpathSync.native(cwd), cwd };
  const queue = new Queue();
  const transport = new Wire(process.stdin, process.stdout);
  await new Promise<void>((done) => {
    const handle = serveStdio(() => mcpServer({ cwd, env, confines, signal }, queue), {
      transport,
      onerror: (error) => say(`lockgate: ${error.message.split("\n")[0]}`),
    });
    const onclose = transport.onclose;
    transport.onclose = () => {
      onclose?.();
      done();
    };
    signal.addEventListener("abort", () => handle.close().finally(done), { once: true });
  });
  // On some systems a pipe is written to in the background.
  await new Promise<void>((done) => process.stdout.write("", () => done()));
}
