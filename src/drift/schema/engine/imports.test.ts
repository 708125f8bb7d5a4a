import { expect, test } from "vitest";
import { importsFor } from "./imports.ts";
import type { Exports, Memory } from "./memory.ts";
import { WebAssembly } from "./web-assembly.ts";

/** What a module holds and has thrown, instead of a module. */
function hostOf() {
  const held: unknown[] = [null];
  const thrown: unknown[] = [];
  const memory: Memory = {
    text: () => "return process",
    bytes: () => new Uint8Array(),
    put: () => [0, 0],
    returnText: () => undefined,
    returnNumber: () => undefined,
    hold: (value) => held.push(value) - 1,
  };
  const exports: Exports = {
    memory: new WebAssembly.Memory({ initial: 1 }),
    objects: new WebAssembly.Table({ element: "externref", initial: 1 }),
    names: [],
    parameters: () => 0,
    call: (_, at) => thrown.push(held[Number(at)]),
  };
  const find = importsFor(memory, () => exports);
  const call = (name: string, ...args: unknown[]) => find(name)?.(...args);
  return { call, held, thrown };
}

const GET = "__wbg_get_efcb449f58ec27c2";

test("a module cannot reach what it was not handed", () => {
  const { call, held, thrown } = hostOf();
  for (const value of [{}, [], () => 1, new Error("x"), new Map()]) {
    expect(call(GET, value, "constructor")).toBeUndefined();
    expect(call(GET, value, "__proto__")).toBeUndefined();
    expect(call("__wbg_has_787fafc980c3ccdb", value, "constructor")).toBe(false);
    expect(call("__wbg_get_with_ref_key_1dc361bd10053bfe", value, "constructor")).toBeUndefined();
  }
  const host = held[Number(call("__wbg_static_accessor_GLOBAL_THIS_8b530f326a9e48ac"))] as object;
  expect(Object.keys(host).sort()).toEqual(["crypto", "performance", "queueMicrotask"]);
  expect(call("__wbg_process_5cff2739921be718", host)).toBeUndefined();
  expect(call("__wbg_new_no_args_ee98eee5275000a4", 0, 0)()).toBe(host);
  call("__wbg_require_0c566c6f2eef6c79");
  expect(thrown).toHaveLength(1);
});

test("a module changes no prototype", () => {
  const { call } = hostOf();
  const object = {};
  call("__wbg_set_3f1d0b984ed272ed", object, "__proto__", { changed: true });
  expect(Object.getPrototypeOf(object)).toBe(Object.prototype);
  expect(call(GET, { own: 1 }, "own")).toBe(1);
});

test("an import that is not known is not guessed", () => {
  const { call } = hostOf();
  expect(call("__wbg_fetch_0123456789abcdef")).toBeUndefined();
  expect(call("__wbg_hasOwnProperty_0123456789abcdef", "x")).toBeUndefined();
});
