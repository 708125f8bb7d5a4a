import { importsFor } from "./imports.ts";
import { type Exports, memoryOf } from "./memory.ts";
import { WebAssembly } from "./web-assembly.ts";

/** A Prisma schema, file by file. */
export interface SchemaFile {
  readonly path: string;
  readonly content: string;
}

/** What the user keeps out of Prisma's hands. */
export interface Filters {
  readonly externalTables: readonly string[];
  readonly externalEnums: readonly string[];
}

/** The parts of Prisma's schema engine that are used here. */
export interface Engine {
  /** The engine's commit. */
  readonly version: string;
  /**
   * The SQL that leads from what the adapter's database holds to what the schema says; empty where nothing does. Throws
   * the engine's own error, for a schema that it does not accept.
   */
  diff(schema: readonly SchemaFile[], filters: Filters, adapter: object): Promise<string>;
}

/** An engine of a make that is not known here. */
export class UnknownEngine extends Error {}

/** The engine in the bytes of `schema_engine_bg.wasm`. Throws {@link UnknownEngine}. */
export function loadEngine(wasm: Uint8Array<ArrayBuffer>): Engine {
  const module = new WebAssembly.Module(wasm);
  let started: Exports | null = null;
  const exports = (): Exports => {
    if (started === null) throw new UnknownEngine("it is not started");
    return started;
  };
  const memory = memoryOf(exports);
  const find = importsFor(memory, exports);
  const imports: Record<string, Record<string, unknown>> = {};
  for (const { module: from, name } of WebAssembly.Module.imports(module)) {
    const found = find(name);
    if (found === undefined)
      throw new UnknownEngine(
        `it asks for ${name}, which this version of lockgate does not know: update lockgate`,
      );
    imports[from] = { ...imports[from], [name]: found };
  }
  const running = exportsOf(new WebAssembly.Instance(module, imports));
  started = running;
  running.call("__wbindgen_start");
  const [at, length] = running.call("version") as [number, number];
  return { version: memory.text(at, length), diff: (...asked) => diff(running, ...asked) };
}

async function diff(
  exports: Exports,
  files: readonly SchemaFile[],
  { externalTables, externalEnums }: Filters,
  adapter: object,
): Promise<string> {
  const datamodels = files.map(({ path, content }) => [path, content]);
  const engine = await exports.call("schemaengine_new", { datamodels }, () => undefined, adapter);
  const schema = files.map(({ path, content }) => ({ path, content }));
  const result = await exports.call("schemaengine_diff", (engine as { at: number }).at, {
    from: { tag: "schemaDatasource", files: schema, configDir: "" },
    to: { tag: "schemaDatamodel", files: schema },
    script: true,
    exitCode: null,
    shadowDatabaseUrl: null,
    filters: { externalTables: [...externalTables], externalEnums: [...externalEnums] },
  });
  return (result as { stdout: string | null }).stdout ?? "";
}

function exportsOf({ exports }: { readonly exports: Readonly<Record<string, unknown>> }): Exports {
  const functionOf = (name: string) => {
    const found = exports[name];
    if (typeof found !== "function") throw new UnknownEngine(`it has no ${name}`);
    return found;
  };
  const { memory } = exports;
  const objects = exports.__wbindgen_externrefs ?? exports.__wbindgen_export_4;
  if (!(memory instanceof WebAssembly.Memory) || !(objects instanceof WebAssembly.Table))
    throw new UnknownEngine("it has another memory than was expected");
  return {
    memory,
    objects,
    names: Object.keys(exports),
    parameters: (name) => functionOf(name).length,
    call: (name, ...args) => functionOf(name)(...args),
  };
}
