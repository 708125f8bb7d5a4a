import { randomUUID } from "node:crypto";

/**
 * Text for the log. The runner obeys lines that start with `::`, and file names and SQL are written by strangers, so it
 * is told to stop listening meanwhile.
 */
export function log(text: string): void {
  const word = randomUUID();
  process.stdout.write(`::stop-commands::${word}\n${text.trimEnd()}\n::${word}::\n`);
}
