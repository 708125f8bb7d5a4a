import type { Exports } from "./memory.ts";

type Callback = (...args: unknown[]) => void;

/** Makes functions of closures that a module of wasm-bindgen hands over: two words each. */
export interface Closures {
  wrap(a: number, b: number): Callback;
  promise(a: number, b: number): Promise<unknown>;
}

/** Closures live as long as the process, which is short: none is ever given back. */
export function closuresOf(exports: () => Exports): Closures {
  const invoke = (parameters: number): string => {
    const name = exports().names.find((one) => INVOKES.test(one) && exports().parameters(one) === parameters);
    if (name === undefined) throw new Error(`the engine has no closures of ${parameters - 2} arguments`);
    return name;
  };
  return {
    wrap: (a, b) => (value) => {
      exports().call(invoke(3), a, b, value);
    },
    promise: (a, b) =>
      new Promise((resolve, reject) => {
        exports().call(invoke(4), a, b, resolve, reject);
      }),
  };
}

/** Both generations of wasm-bindgen: how the exports are called that run a closure. */
const INVOKES = /convert__closures_+invoke|^closure\d+_externref_shim$/;
