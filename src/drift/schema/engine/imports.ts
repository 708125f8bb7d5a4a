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
  };
  /** What has one name for several things is told by its hash, which is that of the bound function's own crate. */
  const told: Readonly<Record<string, Import>> = {
    __wbg_new_1acc0b6eea89d040: () => ({}),
    __wbg_new_405e22f390576ce2: () => ({}),
    __wbg_new_e17d9f43105b08be: () => [],
    __wbg_new_78feb108b6472713: () => [],
    __wbg_new_68651c719dcda04e: () => new Map(),
    __wbg_new_5e0be73521bc8c17: () => new Map(),
    __wbg_new_5a79be3ab53b8aa5: (source) => new Uint8Array(source),
    __wbg_new_a12002a7f91c75be: (source) => new Uint8Array(source),
    __wbg_new_a7442b4b19c1a356: (at, length) => new Error(text(at, length)),
    __wbg_new_c68d7209be747379: (at, length) => new Error(text(at, length)),
    __wbg_new_23fa8b12a239f036: (at, length, flagsAt, flags) =>
      new RegExp(text(at, length), text(flagsAt, flags)),
    __wbg_new_63847613cde5d4bc: (at, length, flagsAt, flags) =>
      new RegExp(text(at, length), text(flagsAt, flags)),
    __wbg_new_3c3d849046688a66: closures.promise,
    __wbg_new_23a2665fac83c611: closures.promise,
    // Of a property, of an element, of an array of bytes, of a map.
    __wbg_set_3f1d0b984ed272ed: put,
    __wbg_set_c2abbebe8b9ebee1: guarded(put),
    __wbg_set_bb8cecf6a62b9f46: guarded(put),
    __wbg_set_c213c871859d6500: (list, at, value) => put(list, at >>> 0, value),
    __wbg_set_37837023f3d740e8: (list, at, value) => put(list, at >>> 0, value),
    __wbg_set_65595bdd868b3009: (array, source, at) => array.set(source, at >>> 0),
    __wbg_set_907fb406c34a251d: (map, key, value) => map.set(key, value),
    __wbg_set_8fc6bf8a5b1071d1: (map, key, value) => map.set(key, value),
    __wbg_then_4f46f6544e6b4a28: andThen,
    __wbg_then_70d05cf780a18d77: andThen,
    __wbg_then_44b73946d2fb3e7d: andThen,
    __wbg_then_48b406749878a531: andThen,
    __wbg_next_020810e0ae8ebcb0: guarded((iterator) => iterator.next()),
    __wbg_next_6574e1a8a62d1055: guarded((iterator) => iterator.next()),
    __wbg_next_2c826fe5dfec6b6a: (iterator) => iterator.next,
    __wbg_next_25feadfc0913fea9: (iterator) => iterator.next,
    // Of the clock that is handed over, and of the host's.
    __wbg_now_7fd00a794a07d388: () => performance.now(),
    __wbg_now_793306c526e2e3b6: () => Date.now(),
    __wbg_now_807e54c39636c349: () => Date.now(),
    __wbg_queueMicrotask_5a8a9131f3f0b37b: (host) => host.queueMicrotask,
    __wbg_queueMicrotask_6d79674585219521: (run) => queueMicrotask(run),
    // With a `Some` for both answers in the older generation, and 0xFFFFFF for neither in the newer.
    __wbindgen_boolean_get: (value) => (typeof value === "boolean" ? Number(value) : 2),
    __wbg___wbindgen_boolean_get_6d5a1ee65bab5f68: (value) =>
      typeof value === "boolean" ? Number(value) : 0xffffff,
    __wbindgen_cast_2241b6af4c4b2941: (at, length) => text(at, length),
    __wbindgen_cast_4625c577ab2ec9ee: (value) => BigInt.asUintN(64, value),
    __wbindgen_cast_9ae0607507abb057: (value) => value,
    __wbindgen_cast_d6cd19b81560fd6e: (value) => value,
    __wbindgen_cast_cb9088102bce6b30: (at, length) => memory.bytes(at, length),
  };
  return (name) => {
    if (Object.hasOwn(told, name)) return told[name];
    // The hash of a closure is that of its types, and the engine has closures of one type.
    if (name.startsWith("__wbindgen_cast_")) return closures.wrap;
    const stem = stemOf(name);
    return Object.hasOwn(imports, stem) ? imports[stem] : undefined;
  };
}

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

function andThen(promise: Value, ...handlers: Value[]): Value {
  return promise.then(...handlers);
}

/** `__wbg_isArray_96e0af9891d0945d`, `__wbg___wbindgen_is_bigint_...`, `__wbindgen_closure_wrapper7001`. */
function stemOf(name: string): string {
  return name
    .replace(/^(?:__wbg_)?__wbindgen_|^__wbg_/, "")
    .replace(/_[0-9a-f]{16}$/, "")
    .replace(/^(closure_wrapper)\d+$/, "$1");
}
