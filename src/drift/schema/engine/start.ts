/** Prisma's engine in a child process of its own. */
import type { ChildProcess } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { endChild, startChild } from "../../../shadow/child.ts";
import type { Session } from "../../../shadow/session.ts";
import { ShadowLost } from "../../../shadow/shadow.ts";
import type { FromEngine, ToEngine } from "./calls.ts";
import type { Filters, SchemaFile } from "./engine.ts";

/** An engine that is running. It asks the session that is given, and changes nothing there. */
export interface RunningEngine {
  /** The engine's commit. */
  readonly version: string;
  /** The SQL that leads from what the session's database holds to what the schema says. Throws {@link EngineFailure}. */
  diff(schema: readonly SchemaFile[], filters: Filters, session: Session): Promise<string>;
  end(): Promise<void>;
}

/** The engine did not answer, in words for the user; `code` is Prisma's own ("P1012") where the engine refused. */
export class EngineFailure extends Error {
  readonly code: string | null;

  constructor(message: string, code: string | null = null) {
    super(message);
    this.name = "EngineFailure";
    this.code = code;
  }
}

const here = dirname(fileURLToPath(import.meta.url));
const fromSource = import.meta.url.endsWith(".ts");
const PROGRAM = join(here, fromSource ? "program.ts" : "schema-engine.js");

const MEGABYTES = 1_000;
const MILLISECONDS = 60_000;

/** Starts the engine in `wasm`, the path of a `schema_engine_bg.wasm`. Throws {@link EngineFailure}. */
export async function startEngine(wasm: string): Promise<RunningEngine> {
  const child = startChild(PROGRAM, ["--disallow-code-generation-from-strings"]);
  try {
    const started = await call(child, { op: "start", wasm, megabytes: MEGABYTES }, null);
    return {
      version: started.op === "started" ? started.version : "",
      async diff(files, filters, session) {
        const answer = await call(child, { op: "diff", files, filters }, session);
        return answer.op === "script" ? answer.sql : "";
      },
      end: () => endChild(child),
    };
  } catch (error) {
    await endChild(child);
    throw error;
  }
}

/** Sends a call and serves what the engine asks for until it answers. */
function call(child: ChildProcess, message: ToEngine, session: Session | null): Promise<FromEngine> {
  return new Promise((resolve, reject) => {
    const settle = (action: () => void): void => {
      clearTimeout(timer);
      child.off("message", onMessage);
      child.off("exit", onExit);
      action();
    };
    const fail = (error: Error): void => settle(() => reject(error));
    const onMessage = (said: FromEngine): void => {
      if (said.op === "failed") fail(new EngineFailure(said.message, said.code));
      else if (said.op !== "ask") settle(() => resolve(said));
      else if (session !== null) serve(said, session).then((answer) => child.send(answer), fail);
    };
    const onExit = () => fail(new EngineFailure(`it ended by itself, or needed more than ${MEGABYTES} MB`));
    const timer = setTimeout(
      () => fail(new EngineFailure(`it takes longer than ${MILLISECONDS / 1000} s`)),
      MILLISECONDS,
    );
    child.on("message", onMessage);
    child.on("exit", onExit);
    child.once("error", fail);
    child.send(message);
  });
}

async function serve(
  { id, sql, params }: Extract<FromEngine, { op: "ask" }>,
  session: Session,
): Promise<ToEngine> {
  try {
    return { op: "table", id, table: await session.table(sql, params) };
  } catch (error) {
    if (error instanceof ShadowLost) throw error;
    return { op: "refused", id, message: error instanceof Error ? error.message : String(error) };
  }
}
