/** PGlite in a child process: SQL that never ends, floods memory or breaks the server takes only the child with it. */
import type { ChildProcess } from "node:child_process";
import { existsSync, rmSync } from "node:fs";
import { endChild, startChild } from "./child.ts";
import { embedded } from "./embedded-shadow.ts";
import { DATA_DIR, WORKER } from "./pglite-assets.ts";
import { type Answer, type Call, type Started, TOO_MUCH_MEMORY } from "./pglite-calls.ts";
import type { Explained } from "./pglite-explain.ts";
import type { Prepared } from "./prepare.ts";
import { type Executed, type ExecutedPart, QueryRefused, type Session, type Table } from "./session.ts";
import { type Limits, type Shadow, ShadowLost, ShadowUnavailable } from "./shadow.ts";

export interface PgliteOptions {
  readonly extensions: readonly string[];
  /** Path of a snapshot to start from, or null. */
  readonly snapshot: string | null;
  readonly limits: Limits;
}

/** Started by `readyPglite`, and not yet taken. */
let ready: ChildProcess | null = null;

/**
 * Starts the process that the next server is started in, while it is still worked out on what: that takes about as long as
 * the rest of the server's start. Whoever calls it ends it with `endReady`, if nobody has taken it.
 */
export function readyPglite(): void {
  if (ready !== null) return;
  const child = startChild(WORKER, []);
  ready = child;
  child.once("exit", () => forget(child));
  child.once("error", () => forget(child));
}

export async function endReady(): Promise<void> {
  if (ready !== null) await endChild(take());
}

function take(): ChildProcess {
  const child = ready ?? startChild(WORKER, []);
  ready = null;
  return child;
}

function forget(child: ChildProcess): void {
  if (ready === child) ready = null;
}

/**
 * Starts PGlite. A snapshot that it does not start from is damaged: that is deleted, and `about` of the shadow null.
 *
 * @throws {ShadowUnavailable}
 */
export async function pgliteShadow(options: PgliteOptions): Promise<Shadow> {
  try {
    return await start(options);
  } catch (error) {
    if (options.snapshot === null || !(error instanceof ShadowUnavailable)) throw error;
    rmSync(options.snapshot, { force: true });
    return start({ ...options, snapshot: null });
  }
}

async function start({ extensions, snapshot, limits }: PgliteOptions): Promise<Shadow> {
  const child = take();
  const call = caller(child, limits);
  let started: Started;
  try {
    const dataDir = existsSync(DATA_DIR) ? DATA_DIR : null;
    const { megabytes } = limits;
    started = (await call({ op: "start", dataDir, snapshot, extensions, megabytes })) as Started;
  } catch (error) {
    await endChild(child);
    const reason = error instanceof Error ? error.message : String(error);
    throw new ShadowUnavailable(`the embedded PostgreSQL does not start: ${reason}`);
  }
  const session: Session = {
    major: started.major,
    query: async <Row>(sql: string, params: readonly unknown[] = []) =>
      (await call({ op: "query", sql, params })) as Row[],
    table: async (sql, params = []) => (await call({ op: "table", sql, params })) as Table,
    exec: async (sql) => (await call({ op: "exec", sql })) as Executed,
    script: async (parts) => (await call({ op: "script", parts })) as ExecutedPart[],
    prepare: async (statements, inTransaction) =>
      (await call({ op: "prepare", statements, inTransaction })) as Prepared[],
  };
  return {
    ...embedded(session),
    about: started.about,
    save: async (path, about) => {
      await call({ op: "save", path, about });
    },
    explain: async (sizes, statements) => (await call({ op: "explain", sizes, statements })) as Explained[],
    send: async (messages) => (await call({ op: "send", messages })) as Uint8Array,
    async lend() {
      const port = (await call({ op: "listen" })) as number;
      return {
        url: `postgresql://postgres@127.0.0.1:${port}/postgres?sslmode=disable&connection_limit=1`,
        giveBack: async () => void (await call({ op: "unlisten" })),
      };
    },
    close: () => endChild(child),
  };
}

/** What somebody else's SQL, or a table of theirs, may make long. */
const LIMITED: ReadonlySet<Call["op"]> = new Set([
  "query",
  "table",
  "exec",
  "script",
  "prepare",
  "explain",
  "send",
]);

// Starting and saving, on a machine that is busy with other things.
const OWN_WORK_MS = 60_000;

/** Calls the child, one call at a time. Throws ShadowLost once it is gone. */
function caller(child: ChildProcess, limits: Limits): (call: Call) => Promise<unknown> {
  const deadline = Date.now() + limits.totalMs;
  let lost: ShadowLost | null = null;
  let waiting: { resolve(value: unknown): void; reject(error: Error): void } | null = null;
  const lose = (reason: string): void => {
    lost ??= new ShadowLost(reason);
    waiting?.reject(lost);
    waiting = null;
  };
  child.on("message", (answer: Answer) => {
    if (answer.ok) waiting?.resolve(answer.value);
    else if (answer.lost) lose(answer.message);
    else waiting?.reject(new QueryRefused(answer.message));
    if (lost) child.kill("SIGKILL");
    else waiting = null;
  });
  child.on("error", (error) => lose(`the embedded PostgreSQL does not answer: ${error.message}`));
  child.on("exit", (_code, signal) =>
    lose(
      signal === TOO_MUCH_MEMORY
        ? `it needs more than ${limits.megabytes} MB of memory`
        : "it broke the embedded PostgreSQL",
    ),
  );
  return async (call) => {
    if (lost) throw lost;
    const left = Math.max(deadline - Date.now(), 0);
    const own = !LIMITED.has(call.op);
    const most = own ? OWN_WORK_MS : limits.statementMs;
    const answered = new Promise((resolve, reject) => {
      waiting = { resolve, reject };
    });
    const timer = setTimeout(
      () => {
        const longer = `longer than ${(left < most ? limits.totalMs : most) / 1000} s`;
        lose(left < most ? `the rehearsal takes ${longer}` : `it runs ${longer}`);
        child.kill("SIGKILL");
      },
      Math.min(most, left),
    );
    try {
      child.send(call);
      return await answered;
    } finally {
      clearTimeout(timer);
    }
  };
}
