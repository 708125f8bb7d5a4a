/** Two texts compared by lines, as a reviewer reads them. */
import { visibleLines } from "./visible.ts";

export interface DiffLine {
  readonly kind: "same" | "removed" | "added";
  /** In the old text, of an added line in the new one; 1-based. */
  readonly number: number;
  readonly text: string;
}

/** How a line begins in a diff. */
export const SIGNS = { same: " ", removed: "-", added: "+" } as const;

/** Above it, what differs is shown as a whole: a table of so many cells is too much for what nobody reads. */
const MOST_CELLS = 4_000_000;

/** Every line of both texts, those that both have once, by their longest common subsequence. */
function lineDiff(before: readonly string[], after: readonly string[]): DiffLine[] {
  const removed = before.map((text, index): DiffLine => ({ kind: "removed", number: index + 1, text }));
  const added = after.map((text, index): DiffLine => ({ kind: "added", number: index + 1, text }));
  if (before.length * after.length > MOST_CELLS) return [...removed, ...added];
  const common = commonLengths(before, after);
  const lines: DiffLine[] = [];
  let [i, j] = [0, 0];
  let [from, to] = [0, 0];
  const flush = (): void => {
    lines.push(...removed.slice(from, i), ...added.slice(to, j));
  };
  while (i < before.length || j < after.length) {
    const text = before[i];
    if (text !== undefined && text === after[j]) {
      flush();
      lines.push({ kind: "same", number: ++i, text });
      [from, to] = [i, ++j];
      // What is removed is skipped last: an empty line is then that behind the statement, not one further down.
    } else if (j < after.length && common(i, j + 1) >= common(i + 1, j)) j++;
    else i++;
  }
  flush();
  return lines;
}

/** How many lines the rest of one text, from an index on, has in common with the rest of the other. */
function commonLengths(before: readonly string[], after: readonly string[]) {
  const width = after.length + 1;
  const table = new Uint32Array((before.length + 1) * width);
  const common = (i: number, j: number): number => (i > before.length ? 0 : (table[i * width + j] ?? 0));
  for (let i = before.length - 1; i >= 0; i--) {
    for (let j = after.length - 1; j >= 0; j--) {
      table[i * width + j] =
        before[i] === after[j] ? common(i + 1, j + 1) + 1 : Math.max(common(i + 1, j), common(i, j + 1));
    }
  }
  return common;
}

/** The lines in which two texts differ, each behind its sign. */
export function changedLines(before: string, after: string): string[] {
  return lineDiff(before.split("\n"), after.split("\n"))
    .filter(({ kind }) => kind !== "same")
    .map(({ kind, text }) => `${SIGNS[kind]} ${text}`);
}

/** What differs between two files, with so many lines around it; null stands for lines left out. */
export function fileDiff(before: string, after: string, context: number): (DiffLine | null)[] {
  const diff = lineDiff(visibleLines(before), visibleLines(after));
  const last = diff.at(-1);
  // Behind the last line break stands no line.
  return hunks(last?.text === "" && last.kind === "same" ? diff.slice(0, -1) : diff, context);
}

function hunks(diff: readonly DiffLine[], context: number): (DiffLine | null)[] {
  const shown = diff.map((_, index) =>
    diff.slice(Math.max(0, index - context), index + context + 1).some(({ kind }) => kind !== "same"),
  );
  return diff.flatMap((line, index) =>
    shown[index] ? [line] : shown[index - 1] && shown.includes(true, index) ? [null] : [],
  );
}
