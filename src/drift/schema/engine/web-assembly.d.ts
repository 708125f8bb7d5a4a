/** What is used of the standard's JavaScript interface: neither TypeScript's `es2023` nor Node's types have it. */
declare namespace WebAssembly {
  class Module {
    constructor(bytes: Uint8Array<ArrayBuffer>);
    static imports(module: Module): { readonly module: string; readonly name: string }[];
  }
  class Instance {
    constructor(module: Module, imports: Readonly<Record<string, Readonly<Record<string, unknown>>>>);
    readonly exports: Readonly<Record<string, unknown>>;
  }
  class Memory {
    constructor(descriptor: { readonly initial: number });
    readonly buffer: ArrayBuffer;
  }
  class Table {
    constructor(descriptor: { readonly element: "externref"; readonly initial: number });
    grow(by: number): number;
    set(index: number, value: unknown): void;
  }
}
