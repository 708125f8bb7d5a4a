import type { WasmMemory, WasmTable } from "./web-assembly.ts";

/** What a WebAssembly module exports, as wasm-bindgen names it. */
export interface Exports {
  readonly memory: WasmMemory;
  /** Objects of JavaScript that the module holds, by their index. */
  readonly objects: WasmTable;
  readonly names: readonly string[];
  /** How many parameters an exported function has. */
  parameters(name: string): number;
  call(name: string, ...args: unknown[]): unknown;
}

/** Values on their way into a module of wasm-bindgen and out of it. */
export interface Memory {
  /** The text at a place of `length` bytes. */
  text(at: number, length: number): string;
  bytes(at: number, length: number): Uint8Array;
  /** Puts a text into the module's memory; tells its place and its length in bytes. */
  put(text: string): readonly [at: number, length: number];
  /** Writes the place and the length of a text, or of none, where a module waits for them. */
  returnText(to: number, text: string | undefined): void;
  /** Writes a number, or that there is none. */
  returnNumber(to: number, value: number | bigint | undefined): void;
  /** Gives the module a hold on an object; 0 stands for none. */
  hold(value: unknown): number;
}

const DECODER = new TextDecoder("utf-8", { ignoreBOM: true, fatal: true });
const ENCODER = new TextEncoder();

export function memoryOf(exports: () => Exports): Memory {
  // Memory that grows has a new buffer.
  const view = () => new DataView(exports().memory.buffer);
  const bytes = (at: number, length: number) =>
    new Uint8Array(exports().memory.buffer, at >>> 0, length >>> 0);
  const put = (text: string): readonly [number, number] => {
    const encoded = ENCODER.encode(text);
    const at = Number(exports().call("__wbindgen_malloc", encoded.length, 1)) >>> 0;
    bytes(at, encoded.length).set(encoded);
    return [at, encoded.length];
  };
  return {
    text: (at, length) => DECODER.decode(bytes(at, length)),
    bytes,
    put,
    returnText(to, text) {
      const [at, length] = text === undefined ? [0, 0] : put(text);
      view().setInt32(to, at, true);
      view().setInt32(to + 4, length, true);
    },
    returnNumber(to, value) {
      if (typeof value === "bigint") view().setBigInt64(to + 8, value, true);
      else view().setFloat64(to + 8, value ?? 0, true);
      view().setInt32(to, value === undefined ? 0 : 1, true);
    },
    hold(value) {
      if (value === undefined || value === null) return 0;
      const index = Number(exports().call("__externref_table_alloc"));
      exports().objects.set(index, value);
      return index;
    },
  };
}
