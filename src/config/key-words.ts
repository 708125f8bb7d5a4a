/** Keys of the config, with what is said of them. */
import * as v from "valibot";

/** What is said of a key, in the JSON Schema and in docs/config.md. */
export interface KeyWords {
  readonly words: string;
  /** What holds where it is left out, in words. */
  readonly fallback?: string;
  readonly example: unknown;
}

const KEY_WORDS = new WeakMap<object, KeyWords>();

/** What is said of the key that a schema is of. */
export function wordsOf(schema: object): KeyWords | undefined {
  return KEY_WORDS.get(schema);
}

/** A key that has to be there. */
export function needed<T extends v.GenericSchema>(schema: T, key: KeyWords) {
  const { words, fallback, example } = key;
  const description = fallback === undefined ? words : `${words} Default: ${fallback}.`;
  const told = v.pipe(schema, v.description(description), v.examples([example as v.InferOutput<T>]));
  KEY_WORDS.set(told, key);
  return told;
}

/** A key that may be left out. */
export const said = <T extends v.GenericSchema>(schema: T, key: KeyWords) =>
  v.exactOptional(needed(schema, key));
