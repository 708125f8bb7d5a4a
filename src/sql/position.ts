/** Maps offsets in a text to 1-based lines and columns, and the byte and code-point offsets of libpg-query to indexes. */
export interface Positions {
  /** UTF-16 index of a UTF-8 byte offset. */
  fromBytes(offset: number): number;
  /** UTF-16 index of an offset in code points. */
  fromCodePoints(offset: number): number;
  /** 1-based line of a UTF-16 index. */
  line(index: number): number;
  /** 1-based column of a UTF-16 index, in UTF-16 units, as editors count it. */
  column(index: number): number;
}

export function positionsOf(text: string): Positions {
  // Editors do not count a byte order mark.
  const lineStarts = [text.startsWith("\uFEFF") ? 1 : 0];
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) lineStarts.push(at + 1);
  const line = (index: number): number => lineOf(lineStarts, index) + 1;
  const column = (index: number): number =>
    Math.max(index - (lineStarts[lineOf(lineStarts, index)] ?? 0), 0) + 1;
  if (Buffer.byteLength(text) === text.length) {
    const same = (offset: number): number => offset;
    return { fromBytes: same, fromCodePoints: same, line, column };
  }
  const bytes = indexTable(text, (code) => (code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4));
  const points = indexTable(text, () => 1);
  return { fromBytes: lookUp(bytes), fromCodePoints: lookUp(points), line, column };
}

/** The UTF-16 index of each UTF-8 byte offset of a text. */
export function byteOffsets(text: string): Positions["fromBytes"] {
  return Buffer.byteLength(text) === text.length ? (offset) => offset : positionsOf(text).fromBytes;
}

/** The position in `starts` of the last line that starts at or before `index`. */
function lineOf(starts: readonly number[], index: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= index) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** For each offset, counted in units of `width` a code point, the UTF-16 index of the code point that it lies in. */
function indexTable(text: string, width: (codePoint: number) => number): Uint32Array {
  const table: number[] = [];
  let index = 0;
  for (const character of text) {
    const units = width(character.codePointAt(0) ?? 0);
    for (let unit = 0; unit < units; unit++) table.push(index);
    index += character.length;
  }
  table.push(index);
  return Uint32Array.from(table);
}

function lookUp(table: Uint32Array): (offset: number) => number {
  const last = table.length - 1;
  return (offset) => table[Math.min(Math.max(offset, 0), last)] ?? 0;
}
