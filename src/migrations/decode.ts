/** Text, or the reason why the bytes are none. */
export type Decoded =
  | { readonly text: string; readonly reason: null }
  | { readonly text: null; readonly line: number | null; readonly reason: string };

const UTF8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * In bytes. A file over this is a load of data: PostgreSQL's parser takes a gigabyte of memory for 20 MB of INSERT.
 */
export const LARGEST = 10 * 1024 * 1024;

export function tooLarge(bytes: number): string {
  return `is ${Math.round(bytes / 1024 / 1024)} MB large: files over ${LARGEST / 1024 / 1024} MB are not read`;
}

/** The text of an SQL file. A byte order mark of UTF-8 stays: tools send it or strip it, lines do not depend on it. */
export function decode(bytes: Buffer): Decoded {
  if (bytes.length > LARGEST) return { text: null, line: null, reason: tooLarge(bytes.length) };
  const [first, second] = bytes;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) {
    return { text: null, line: 1, reason: "is UTF-16: save it as UTF-8" };
  }
  try {
    const text = UTF8.decode(bytes);
    const zero = text.indexOf("\0");
    if (zero < 0) return { text, reason: null };
    return { text: null, line: lineAt(text, zero), reason: "contains a NUL byte: it is not an SQL file" };
  } catch {
    const line = firstBadLine(bytes);
    return { text: null, line, reason: "is not UTF-8 text: save it as UTF-8" };
  }
}

/** The 1-based line of an offset. */
export function lineAt(text: string, offset: number): number {
  let line = 1;
  for (let at = text.indexOf("\n"); at >= 0 && at < offset; at = text.indexOf("\n", at + 1)) line += 1;
  return line;
}

function firstBadLine(bytes: Buffer): number | null {
  let line = 1;
  for (let start = 0; start < bytes.length; line += 1) {
    const end = bytes.indexOf(10, start);
    const stop = end < 0 ? bytes.length : end;
    try {
      UTF8.decode(bytes.subarray(start, stop));
    } catch {
      return line;
    }
    start = stop + 1;
  }
  return null;
}
