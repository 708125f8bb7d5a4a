/** Entries behind the last one of `meta/_journal.json`, of which every byte stays. */
interface JournalEntry {
  readonly idx: number;
  readonly version: unknown;
  readonly when: number;
  readonly tag: string;
  readonly breakpoints: boolean;
}

/**
 * The journal with an entry for each tag, in the form of its last one: a millisecond later each, so that all are newer than
 * what is applied. Null: it is not in the form that drizzle-kit writes.
 */
export function withEntries(text: string, tags: readonly string[]): string | null {
  const end = text.lastIndexOf("}", text.lastIndexOf("]"));
  const start = text.lastIndexOf("{", end);
  const raw = text.slice(start, end + 1);
  const last = parsed(raw);
  if (start < 0 || last === null) return null;
  const entries = tags.map(
    (tag, at): JournalEntry => ({
      ...last,
      idx: last.idx + at + 1,
      when: last.when + at + 1,
      tag,
      breakpoints: true,
    }),
  );
  const before = /[,[]\s*$/.exec(text.slice(0, start))?.[0].slice(1) ?? "";
  const added = entries.map((entry) => `,${before}${inForm(raw, entry)}`).join("");
  const whole = text.slice(0, end + 1) + added + text.slice(end + 1);
  return isWithEntries(text, whole, entries) ? whole : null;
}

function parsed(raw: string): JournalEntry | null {
  try {
    const entry = JSON.parse(raw) as JournalEntry;
    return Number.isInteger(entry.idx) && Number.isFinite(entry.when) ? entry : null;
  } catch {
    return null;
  }
}

function inForm(raw: string, entry: JournalEntry): string {
  return raw.replaceAll(
    /("(idx|when|tag|breakpoints)"\s*:\s*)("(?:[^"\\]|\\.)*"|[^\s,}]+)/g,
    (_, head: string, key: keyof JournalEntry) => head + JSON.stringify(entry[key]),
  );
}

function isWithEntries(text: string, whole: string, entries: readonly JournalEntry[]): boolean {
  try {
    const [before, after] = [JSON.parse(text), JSON.parse(whole)];
    const expected = { ...before, entries: [...before.entries, ...entries] };
    return JSON.stringify(after) === JSON.stringify(expected);
  } catch {
    return false;
  }
}
