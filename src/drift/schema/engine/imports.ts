import { closuresOf } from "./closures.ts";
import type { Exports, Memory } from "./memory.ts";

// biome-ignore lint/suspicious/noExplicitAny: what passes between a module and its host has no type.
export type Value = any;
type Import = (...args: Value[]) => Value;

/**
 * What a module of wasm-bindgen asks of its host, by the name of the import without its hash. Of the host it is given
 * own properties of what it was handed and nothing else: no global object, no `require`, no way to code from text.
 */
export function importsFor(memory: Memory, exports: () => Exports): (name: string) => Import | undefined {
  const { text, hold } = memory;
  const closures = closuresOf(exports);
  const iterators = new WeakSet();
  const guarded =
    (run: Import): Import =>
    (...args) => {
      try {
        return run(...args);
      } catch (error) {
        return exports().call("__wbindgen_exn_store", hold(error));
      }
    };
  const imports: Readonly<Record<string, Import>> = {
    Error: (at, length) => new Error(text(at, length)),
    Number: (value) => Number(value),
    String: (to, value) => memory.returnText(to, String(value)),
    bigint_get_as_i64: (to, value) => memory.returnNumber(to, typeof value === "bigint" ? value : undefined),
    debug_string: (to, value) => memory.returnText(to, String(value)),
    in: (key, object) => Object.hasOwn(object, key),
    is_bigint: (value) => typeof value === "bigint",
    is_function: (value) => typeof value === "function",
    is_object: (value) => typeof value === "object" && value !== null,
    is_string: (value) => typeof value === "string",
    is_undefined: (value) => value === undefined,
    jsval_eq: (a, b) => a === b,
    // biome-ignore lint/suspicious/noDoubleEquals: as JavaScript's == is what is asked for.
    jsval_loose_eq: (a, b) => a == b,
    as_number: (value) => Number(value),
    number_get: (to, value) => memory.returnNumber(to, typeof value === "number" ? value : undefined),
    string_get: (to, value) => memory.returnText(to, typeof value === "string" ? value : undefined),
    throw: (at, length) => {
      throw new Error(text(at, length));
    },
    // Closures live as long as the process, which is short.
    _wbg_cb_unref: () => undefined,
    cb_drop: () => false,
    memory: () => exports().memory,
    init_externref_table: () => {
      const table = exports().objects;
      const offset = table.grow(4);
      table.set(0, undefined);
      for (const [at, value] of [undefined, null, true, false].entries()) table.set(offset + at, value);
    },
    buffer: (value) => value.buffer,
    call: guarded((run, self, ...args) => Reflect.apply(run, self, args)),
    done: (value) => value.done,
    entries: (value) => Object.entries(value),
    error: () => undefined,
    exec: (pattern, at, length) => hold(pattern.exec(text(at, length))),
    getTime: (date) => date.getTime(),
    get: guarded(own),
    get_with_ref_key: own,
    getwithrefkey: own,
    has: guarded((object, key) => Object.hasOwn(object, key)),
    instanceof_ArrayBuffer: (value) => value instanceof ArrayBuffer,
    instanceof_Map: (value) => value instanceof Map,
    instanceof_Promise: (value) => value instanceof Promise,
    instanceof_Uint8Array: (value) => value instanceof Uint8Array,
    isArray: (value) => Array.isArray(value),
    isSafeInteger: (value) => Number.isSafeInteger(value),
    iterator: () => Symbol.iterator,
    length: (value) => value.length,
    new_from_slice: (at, length) => memory.bytes(at, length).slice(),
    // The only code from text that is ever asked for is "return this".
    new_no_args: () => () => HOST,
    newnoargs: () => () => HOST,
    newwithbyteoffsetandlength: (buffer, at, length) => new Uint8Array(buffer, at >>> 0, length >>> 0),
    new_with_length: (length) => new Uint8Array(length >>> 0),
    newwithlength: (length) => new Uint8Array(length >>> 0),
    new0: () => new Date(),
    new_0: () => new Date(),
    prototypesetcall: (at, length, source) => memory.bytes(at, length).set(source),
    push: (list, value) => list.push(value),
    resolve: (value) => Promise.resolve(value),
    require: guarded(() => {
      throw new Error("there is nothing to require");
    }),
    crypto: (host) => host.crypto,
    msCrypto: () => undefined,
    process: () => undefined,
    node: () => undefined,
    versions: () => undefined,
    getRandomValues: guarded((_host, into) => crypto.getRandomValues(into)),
    randomFillSync: guarded((_host, into) => crypto.getRandomValues(into)),
    schemaengine_new: (at) => ({ at }),
    setTimeout: (run, milliseconds) => setTimeout(run, milliseconds >>> 0),
    set_message: () => undefined,
    setmessage: () => undefined,
    set_name: () => undefined,
    setname: () => undefined,
    static_accessor_GLOBAL: () => hold(HOST),
    static_accessor_GLOBAL_THIS: () => hold(HOST),
    static_accessor_SELF: () => 0,
    static_accessor_WINDOW: () => 0,
    subarray: (array, start, end) => array.subarray(start >>> 0, end >>> 0),
    valueOf: (value: Value) => value.valueOf(),
    value: (value) => value.value,
    bigint_from_i64: (value) => value,
    bigint_from_u64: (value) => BigInt.asUintN(64, value),
    error_new: (at, length) => new Error(text(at, length)),
    number_new: (value) => value,
    string_new: (at, length) => text(at, length),
    closure_wrapper: closures.wrap,
    // Names that mean several things, told apart by what is handed over: the hash behind a name is that of a build.
    new: make,
    set: guarded((target, key, value) => {
      if (target instanceof Uint8Array) return target.set(key, value >>> 0);
      return put(target, typeof key === "number" ? key >>> 0 : key, value);
    }),
    // biome-ignore lint/suspicious/noThenProperty: as the import is called.
    then: (promise, ...handlers) => promise.then(...handlers),
    // js-sys reads `next` once, to see whether an iterator has that function, and calls it from then on.
    next: guarded((iterator) => {
      if (iterators.has(iterator)) return iterator.next();
      iterators.add(iterator);
      return iterator.next;
    }),
    now: (clock) => (clock === undefined ? Date.now() : performance.now()),
    queueMicrotask: (value) => (typeof value === "function" ? queueMicrotask(value) : value.queueMicrotask),
    // What is neither true nor false is 0xFFFFFF; 2 in the older generation, whose name has no hash.
    boolean_get: (value) => (typeof value === "boolean" ? Number(value) : 0xffffff),
    __wbindgen_boolean_get: (value) => (typeof value === "boolean" ? Number(value) : 2),
    // The hash of a cast is that of its types, whatever the build: text, u64, i64 and f64 as they are, bytes.
    __wbindgen_cast_2241b6af4c4b2941: (at, length) => text(at, length),
    __wbindgen_cast_4625c577ab2ec9ee: (value) => BigInt.asUintN(64, value),
    __wbindgen_cast_9ae0607507abb057: (value) => value,
    __wbindgen_cast_d6cd19b81560fd6e: (value) => value,
    __wbindgen_cast_cb9088102bce6b30: (at, length) => memory.bytes(at, length),
  };
  return (name) => {
    if (Object.hasOwn(imports, name)) return imports[name];
    // Every other cast is of a closure, and the engine has closures of one type.
    if (name.startsWith("__wbindgen_cast_")) return closures.wrap;
    const stem = stemOf(name);
    return Object.hasOwn(imports, stem) ? imports[stem] : undefined;
  };

  function make(...args: readonly Value[]): Value {
    // An object, an array or a map, which are written to alike: an array has room for the members of each.
    if (args.length === 0) return [];
    const [a, b, flagsAt, flags] = args;
    if (args.length === 1) return new Uint8Array(a);
    if (args.length === 4) return new RegExp(text(a, b), text(flagsAt, flags));
    return b >>> 0 < STATIC_DATA ? new Error(text(a, b)) : closures.promise(a, b);
  }
}

/**
 * Where static data begins: behind 1 MiB of stack. An error is made of the place and the length of a text; a promise of the
 * place of a closure and that of its functions, which is in static data.
 */
const STATIC_DATA = 1 << 20;

/** All that a module sees of its host. */
const HOST = {
  crypto: {},
  performance: {},
  queueMicrotask: (run: () => void) => queueMicrotask(run),
};

function own(object: Value, key: Value): Value {
  if (key === Symbol.iterator) return object[Symbol.iterator];
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

function put(object: Value, key: Value, value: Value): boolean {
  return Reflect.defineProperty(object, key, { value, writable: true, enumerable: true, configurable: true });
}

/** `__wbg_isArray_96e0af9891d0945d`, `__wbg___wbindgen_is_bigint_...`, `__wbindgen_closure_wrapper7001`. */
function stemOf(name: string): string {
  return name
    .replace(/^(?:__wbg_)?__wbindgen_|^__wbg_/, "")
    .replace(/_[0-9a-f]{16}$/, "")
    .replace(/^(closure_wrapper)\d+$/, "$1");
}
