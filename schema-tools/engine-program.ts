/**
 * Prisma's engine as the program that its CLI expects (JSON-RPC, a line a message), made of the same engine as
 * WebAssembly: the real program is no npm package, but a download. For the CLI, nothing is another than it is for a user.
 */
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { adapterOver } from "../src/drift/schema/engine/adapter.ts";
import { type Filters, loadEngine, type SchemaFile } from "../src/drift/schema/engine/engine.ts";
import { connect } from "../src/shadow/engines/server.ts";

interface Diff {
  readonly id: number;
  readonly method: "diff";
  readonly params: {
    readonly from: { readonly files: readonly SchemaFile[] };
    readonly to: { readonly files: readonly SchemaFile[] };
    readonly filters?: Filters;
  };
}

const WASM = new URL("node_modules/engine-6.16/schema_engine_bg.wasm", import.meta.url);

const engine = loadEngine(new Uint8Array(readFileSync(WASM)));
if (process.argv.includes("--version")) {
  console.log(`schema-engine-cli ${engine.version}`);
  process.exit(0);
}
for await (const line of createInterface({ input: process.stdin })) {
  const message = JSON.parse(line) as Diff | { readonly method?: undefined };
  if (message.method === "diff") await answer(message);
}

async function answer({ id, params: { from, to, filters } }: Diff): Promise<void> {
  const variable = /env\("(\w+)"\)/.exec(from.files[0]?.content ?? "")?.[1] ?? "";
  const session = await connect(process.env[variable] ?? "");
  try {
    const adapter = adapterOver((sql, params) => session.table(sql, params));
    const content = await engine.diff(
      to.files,
      filters ?? { externalTables: [], externalEnums: [] },
      adapter,
    );
    say({ id: 1, method: "print", params: { content } });
    say({ id, result: { exitCode: 0 } });
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    const data = { is_panic: false, message: text, meta: { full_error: text }, error_code: "P1012" };
    say({ id, error: { code: 4466, message: "An error happened.", data } });
  } finally {
    await session.end();
  }
}

function say(message: object): void {
  process.stdout.write(`${JSON.stringify({ jsonrpc: "2.0", ...message })}\n`);
}
