/** Prisma's engine in a child process of its own. */
import type { ChildProcess } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { endChild, startChild } from "../../../shadow/engines/child.ts";
import type { Session } from "../../../shadow/engines/session.ts";
import { ShadowLost } from "../../../shadow/engines/shadow.ts";
import { EngineFailure, type SchemaEngine } from "../schema-engine.ts";
import type { FromEngine, ToEngine } from "./messages.ts";

const here = dirname(fileURLToPath(import.meta.url));
const fromSource = import.meta.url.endsWith(".ts");
const PROGRAM = join(here, fromSource ? "program.ts" : "schema-engine.js");

const MEGABYTES = 1_000;
/** For one call. */
const MILLISECONDS = 60_000;

/**
 * Starts the engine of a package, in `wasm`, the path of a `schema_engine_bg.wasm`. It asks the shadow that it is given, and
 * changes nothing there. Throws {@link EngineFailure}.
 */
export async function startEngine(
  from: string,
  wasm: string,
  milliseconds = MILLISECONDS,
): Promise<SchemaEngine> {
  const child = startChild(PROGRAM, ["--disallow-code-generation-from-strings"]);
  try {
    const started = await call(child, { op: "start", wasm, megabytes: MEGABYTES }, null, milliseconds);
    // What answers its own commit is the engine, and was understood.
    if (started.op !== "started" || !/^[0-9a-f]{40}$/.test(started.version))
      throw new EngineFailure("it does not say its version");
    return {
      from,
      async diff(files, filters, { session }) {
        const answer = await call(child, { op: "diff", files, filters }, session, milliseconds);
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
function call(
  child: ChildProcess,
  message: ToEngine,
  session: Session | null,
  milliseconds: number,
): Promise<FromEngine> {
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
      () => fail(new EngineFailure(`it takes longer than ${milliseconds / 1000} s`)),
      milliseconds,
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
