/** What the text of a block says of what may happen in it, as far as those who look behind it have to know. */
import { RUNS_TEXTS } from "./hidden-work.ts";

/** A backslash and U& may write any word. */
const DYNAMIC = new RegExp(`${RUNS_TEXTS}|\\\\|u&`, "i");

/** Whether it may run what is not written in it. */
export const isDynamic = (text: string): boolean => DYNAMIC.test(text);

/** Whether it may switch the counters off and on again. */
export const mayGoUncounted = (text: string): boolean => /execute|set_config|track_counts/i.test(text);

/** Whether what it runs is written in it, or in functions that were looked through, and counted. */
export function isOpen(text: string): boolean {
  return !/language/i.test(text) && !isDynamic(text) && !mayGoUncounted(text);
}

/**
 * Whether it may take back a part of what it does, and the locks with it that it got there. What it wrote stays counted, and locks
 * from before it are kept.
 */
export const mayTakeBackAPart = (text: string): boolean => /exception/i.test(text);
