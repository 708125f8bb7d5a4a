/** The program of the child process that runs Prisma's engine: a stranger's WebAssembly, which may take forever. */
import { readFileSync } from "node:fs";
import { watchMyself } from "../../../shadow/engines/pglite-watchdog.ts";
import type { Table } from "../../../shadow/engines/session.ts";
import { adapterOver } from "./adapter.ts";
import { type Engine, loadEngine } from "./engine.ts";
import type { FromEngine, ToEngine } from "./messages.ts";

let engine: Engine | null = null;
let asked = 0;
const waiting = new Map<number, { resolve(table: Table): void; reject(error: Error): void }>();

const adapter = adapterOver(
  (sql, params) =>
    new Promise((resolve, reject) => {
      asked += 1;
      waiting.set(asked, { resolve, reject });
      say({ op: "ask", id: asked, sql, params });
    }),
);

process.on("message", async (call: ToEngine) => {
  try {
    if (call.op === "start") {
      watchMyself(call.megabytes, "SIGUSR2");
      engine = loadEngine(new Uint8Array(readFileSync(call.wasm)));
      say({ op: "started", version: engine.version });
    } else if (call.op === "diff") {
      say({ op: "script", sql: (await engine?.diff(call.files, call.filters, adapter)) ?? "" });
    } else if (call.op === "table") waiting.get(call.id)?.resolve(call.table);
    else waiting.get(call.id)?.reject(new Error(call.message));
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : null;
    say({ op: "failed", message: error instanceof Error ? error.message : String(error), code });
  }
});

// A panic of the engine ends in a promise that nobody holds.
process.on("unhandledRejection", (error) => say({ op: "failed", message: String(error), code: null }));
process.on("SIGINT", () => {});
process.on("disconnect", () => process.exit(0));

function say(message: FromEngine): void {
  process.send?.(message);
}
