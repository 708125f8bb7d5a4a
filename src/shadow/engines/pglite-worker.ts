/** The program of the child process that runs PGlite: one call at a time, one answer each. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { aboutOf, unpack } from "./data-dir.ts";
import { type Embedded, startPglite } from "./pglite.ts";
import { assetFolder, buildOf } from "./pglite-assets.ts";
import { type Answer, type Call, type Started, TOO_MUCH_MEMORY } from "./pglite-calls.ts";
import { SessionEnded } from "./pglite-message.ts";
import { type Listening, listen } from "./pglite-socket.ts";
import { watchMyself } from "./pglite-watchdog.ts";

// The compiler's library for Node knows its types alone.
declare const WebAssembly: { compile(bytes: Uint8Array): Promise<WebAssembly.Module> };

/** The process may be started before it is known on what: this need not wait. A failure is told where it is awaited. */
const compiled = WebAssembly.compile(readFileSync(join(assetFolder(), "pglite.wasm")));
compiled.catch(() => undefined);

let server: Embedded | null = null;
let base: string | null = null;
let lent: Listening | null = null;

type Calls = { readonly [Op in Call["op"]]: (call: Extract<Call, { op: Op }>) => Promise<unknown> };

const calls: Calls = {
  async start({ dataDir, snapshot, extensions, megabytes }) {
    watchMyself(megabytes, TOO_MUCH_MEMORY);
    base = dataDir;
    const packed = dataDir === null ? null : readFileSync(dataDir);
    const fits = packed && (aboutOf(packed) as { build?: string }).build === buildOf();
    if (!fits) base = null;
    if (snapshot && !fits) throw new Error("a snapshot of another build");
    const files = snapshot ? unpack(readFileSync(snapshot), packed) : fits ? unpack(packed, null) : null;
    server = await startPglite({ dataDir: files, extensions, wasm: await compiled });
    return { major: server.major, about: snapshot ? (files?.about ?? null) : null } satisfies Started;
  },
  query: ({ sql, params }) => running().query(sql, params),
  table: ({ sql, params }) => running().table(sql, params),
  exec: ({ sql }) => running().exec(sql),
  script: ({ parts }) => running().script(parts),
  prepare: ({ statements, inTransaction }) => running().prepare(statements, inTransaction),
  explain: ({ sizes, statements }) => running().explain(sizes, statements),
  send: ({ messages }) => running().send(messages),
  async listen() {
    lent = await listen((message) => running().send(message));
    return lent.port;
  },
  async unlisten() {
    await lent?.close();
    lent = null;
  },
  async save({ path, about }) {
    writeFileSync(path, await running().save(about, base === null ? null : readFileSync(base)), {
      flag: "wx",
    });
  },
};

function running(): Embedded {
  if (!server) throw new Error("not started");
  return server;
}

function brokenBy(error: Error): string {
  return error instanceof SessionEnded
    ? error.message
    : `it broke the embedded PostgreSQL (${error.message})`;
}

process.on("message", async (call: Call) => {
  let answer: Answer;
  try {
    const run = calls[call.op] as (call: Call) => Promise<unknown>;
    answer = { ok: true, value: await run(call) };
  } catch (error) {
    // PGlite's errors hold its minified source in their stack: only the message goes out. A query that PostgreSQL
    // refuses has a code; anything else broke the server.
    const known = error instanceof Error ? error : new Error(String(error));
    const lost = !("code" in known);
    answer = { ok: false, message: lost ? brokenBy(known) : known.message, lost };
  }
  process.send?.(answer);
});

// The asking process decides when to end; it is gone when the channel closes.
process.on("SIGINT", () => {});
process.on("disconnect", () => process.exit(0));
