import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** What the generated client of Prisma knows of a model, in its own words. */
export interface Dmmf {
  readonly datamodel: {
    readonly models: readonly {
      readonly name: string;
      readonly dbName: string | null;
      readonly schema: string | null;
      readonly fields: readonly {
        readonly name: string;
        readonly dbName?: string;
        readonly kind: "scalar" | "enum" | "object" | "unsupported";
        readonly type: string;
        readonly isList: boolean;
      }[];
    }[];
    readonly enums: readonly {
      readonly name: string;
      readonly dbName: string | null;
      readonly values: readonly { readonly name: string; readonly dbName: string | null }[];
    }[];
  };
}

interface Exports {
  readonly memory: { readonly buffer: ArrayBuffer };
  readonly __wbindgen_start: () => void;
  readonly __wbindgen_malloc: (size: number, align: number) => number;
  readonly get_dmmf: (
    at: number,
    size: number,
  ) => readonly [at: number, size: number, error: number, failed: number];
}

/** What Prisma 6's own parser makes of a schema: the WebAssembly of its command line, called as that calls it. */
export async function dmmfOf(
  files: readonly { readonly path: string; readonly content: string }[],
): Promise<Dmmf> {
  const path = join("node_modules", "prisma6", "build", "prisma_schema_build_bg.wasm");
  const bytes = readFileSync(fileURLToPath(new URL(path, import.meta.url)));
  const { WebAssembly } = globalThis as unknown as {
    WebAssembly: {
      Module: (new (
        bytes: Uint8Array,
      ) => object) & {
        imports(module: object): { readonly module: string; readonly name: string }[];
      };
      Instance: new (module: object, imports: object) => { readonly exports: unknown };
    };
  };
  const module = new WebAssembly.Module(bytes);
  let wasm: Exports | undefined;
  const read = (at: number, size: number) =>
    Buffer.from((wasm as Exports).memory.buffer, at, size).toString("utf8");
  const imports: Record<string, Record<string, unknown>> = {};
  for (const { module: from, name } of WebAssembly.Module.imports(module)) {
    const fail = (...args: number[]) => {
      throw new Error(read(args.at(-2) ?? 0, args.at(-1) ?? 0));
    };
    imports[from] = {
      ...imports[from],
      [name]: name === "__wbindgen_init_externref_table" ? () => undefined : fail,
    };
  }
  wasm = new WebAssembly.Instance(module, imports).exports as Exports;
  const asked = JSON.stringify({
    prismaSchema: files.map((file) => [file.path, file.content]),
    noColor: true,
  });
  const text = Buffer.from(asked);
  const at = wasm.__wbindgen_malloc(text.length, 1);
  Buffer.from(wasm.memory.buffer).set(text, at);
  const [result, size] = wasm.get_dmmf(at, text.length);
  return JSON.parse(read(result, size)) as Dmmf;
}
