/** One run of a team's own command against the recording endpoint. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { CaptureServer } from "./capture-server.ts";
import { CERTIFICATE } from "./certificate.ts";
import { openEndpoint } from "./endpoint.ts";
import { type ConnectionValues, environmentOf } from "./environment.ts";
import { type Exchange, ExchangeLog } from "./exchange.ts";
import { canIsolate, hostsFile, isolated } from "./isolation.ts";
import { type RunResult, runCommand } from "./run-command.ts";
import { type Frame, framesByExchange } from "./sent-lines.ts";

export interface CapturedCommand {
  readonly argv: readonly string[];
  /** Absolute. */
  readonly cwd: string;
  /** The config's: see {@link environmentOf}. */
  readonly env: Readonly<Record<string, string>>;
  readonly passEnv: readonly string[];
  readonly timeoutMs: number;
}

export interface CapturedRun extends RunResult {
  readonly exchanges: readonly Exchange[];
  readonly connections: number;
  /** The lines of code that sent them, where a hook saw them. */
  readonly frames: ReadonlyMap<Exchange, readonly Frame[]>;
  /** Why the recording ends before the run did, or null. */
  readonly overflow: string | null;
}

const here = dirname(fileURLToPath(import.meta.url));
/** How the relay is started; from source it is TypeScript. */
const RELAY = import.meta.url.endsWith(".ts")
  ? [process.execPath, "--import", import.meta.resolve("tsx"), join(here, "relay.ts")]
  : [process.execPath, join(here, "capture-relay.js")];

/** Any user and password are let in; these are what a config that asks for some is given. */
const CREDENTIALS = { user: "postgres", password: "postgres", database: "postgres" };

export interface RunOptions {
  readonly signal?: AbortSignal | undefined;
  /** Absolute path of the folder whose code is looked for among the callers of what is sent; null: nobody asks. */
  readonly dir?: string | null;
  /** Whether it gets a network and processes of its own. Default: where the system allows it. */
  readonly isIsolated?: boolean | undefined;
}

/** Runs the command; `env` is the caller's environment, of which the command gets little. */
export async function captureRun(
  server: CaptureServer,
  command: CapturedCommand,
  env: Readonly<Record<string, string | undefined>>,
  { signal, dir = null, isIsolated = canIsolate() }: RunOptions = {},
): Promise<CapturedRun> {
  const folder = mkdtempSync(join(tmpdir(), "lockgate-capture-"));
  const log = new ExchangeLog();
  const socket = join(folder, "endpoint");
  const endpoint = await openEndpoint(server, log, isIsolated ? socket : null);
  try {
    // Its process ids begin anew in each run: files that are named by them must not be those of another run.
    const sent = join(folder, "sent.jsonl");
    const temporary = join(folder, "tmp");
    mkdirSync(temporary);
    const [certificate, hosts] = [join(folder, "certificate.pem"), join(folder, "hosts")];
    writeFileSync(certificate, CERTIFICATE);
    writeFileSync(hosts, hostsFile());
    const connection: ConnectionValues = {
      host: "localhost",
      port: isIsolated ? 5432 : endpoint.port,
      ...CREDENTIALS,
    };
    const result = await runCommand({
      argv: isIsolated ? isolated([...RELAY, socket, ...command.argv], hosts, socket) : command.argv,
      cwd: command.cwd,
      env: {
        TMPDIR: temporary,
        // A package that is not installed is not waited for where there is no network.
        ...(isIsolated ? { npm_config_offline: "true" } : {}),
        // Else each module that Python loads, ours among them, leaves a file beside it.
        PYTHONDONTWRITEBYTECODE: "1",
        ...(dir === null ? {} : hookVariables(sent, connection.port, dir)),
        ...environmentOf({ connection, own: command.env, passed: command.passEnv, env, certificate }),
      },
      timeoutMs: command.timeoutMs,
      signal,
      mark: folder,
    });
    return {
      ...result,
      exchanges: log.exchanges,
      frames: framesByExchange(sent, log.exchanges),
      connections: endpoint.connections,
      overflow: endpoint.overflow,
    };
  } finally {
    await endpoint.close();
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** Programs of ours that run in the tool's own process, in whichever language it is written. */
const HOOKS = join(here, import.meta.url.endsWith(".ts") ? "hooks" : "capture-hooks");

function hookVariables(sent: string, port: number, dir: string): Record<string, string> {
  return {
    LOCKGATE_CAPTURE_SENT: sent,
    LOCKGATE_CAPTURE_PORT: String(port),
    LOCKGATE_CAPTURE_DIR: dir,
    NODE_OPTIONS: `--enable-source-maps --require ${JSON.stringify(join(HOOKS, "node", "capture-hook.cjs"))}`,
    PYTHONPATH: join(HOOKS, "python"),
    RUBYOPT: `-r${join(HOOKS, "ruby", "lockgate_capture.rb")}`,
  };
}
