/** What is used of WebAssembly's standard interface: neither TypeScript's `es2023` nor Node's types have it. */
interface Standard {
  readonly Module: {
    new (bytes: Uint8Array<ArrayBuffer>): WasmModule;
    imports(module: WasmModule): { readonly module: string; readonly name: string }[];
  };
  readonly Instance: new (
    module: WasmModule,
    imports: Readonly<Record<string, Readonly<Record<string, unknown>>>>,
  ) => { readonly exports: Readonly<Record<string, unknown>> };
  readonly Memory: new (descriptor: { readonly initial: number }) => WasmMemory;
  readonly Table: new (descriptor: { readonly element: "externref"; readonly initial: number }) => WasmTable;
}

interface WasmModule {
  readonly [kind: symbol]: "module";
}

export interface WasmMemory {
  readonly buffer: ArrayBuffer;
}

export interface WasmTable {
  grow(by: number): number;
  set(index: number, value: unknown): void;
}

export const { WebAssembly } = globalThis as unknown as { readonly WebAssembly: Standard };
