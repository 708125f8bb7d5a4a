/** Texts that a regular expression of PostgreSQL may match; PostgreSQL itself says which do. */

/** Writes one text; the variant decides what it chooses. */
type Writer = (variant: number) => string;

const CLASSES: Readonly<Record<string, string>> = {
  alpha: "abcxyzABC",
  lower: "abcdxyz",
  upper: "ABCDXYZ",
  digit: "1234567890",
  alnum: "abc123ABC",
  xdigit: "abcdef0123456789",
  space: " ",
  blank: " ",
  punct: "-.,",
  word: "abc123_",
};

const ESCAPES: Readonly<Record<string, string>> = { d: "digit", w: "word", s: "space" };

/** What stands for a place in the text: ^ $ \A \Z \y \m \M. */
const PLACES = /^(?:[\^$]|\\[AZyYmM])/;

/** More of a part that may repeat itself without end. */
const MOST_REPEATS = 3;

/** The first `count` different ones; none where the pattern is beyond this reader. */
export function matchingTexts(pattern: string, count: number): string[] {
  const reader = new PatternReader(pattern.replace(/^\(\?[a-z]+\)|^\*\*\*[:=]/, ""));
  const write = reader.alternatives();
  if (!reader.atEnd) return [];
  const texts = new Set<string>();
  for (let variant = 0; variant < count * 4 && texts.size < count; variant++) texts.add(write(variant));
  return [...texts];
}

class PatternReader {
  #rest: string;

  constructor(pattern: string) {
    this.#rest = pattern;
  }

  get atEnd(): boolean {
    return this.#rest === "";
  }

  alternatives(): Writer {
    const all = [this.#sequence()];
    while (this.#take(/^\|/)) all.push(this.#sequence());
    return (variant) => all[variant % all.length]?.(Math.floor(variant / all.length)) ?? "";
  }

  #sequence(): Writer {
    const parts: Writer[] = [];
    while (this.#rest !== "" && !/^[|)]/.test(this.#rest)) {
      if (this.#take(PLACES)) continue;
      parts.push(this.#repeated(this.#atom()));
    }
    return (variant) => parts.map((write, at) => write(variant + at)).join("");
  }

  #atom(): Writer {
    const group = this.#take(/^\((?:\?(?:[:=!]|<[=!]))?/);
    if (group) {
      const inner = this.alternatives();
      this.#take(/^\)/);
      // What only looks ahead or behind writes nothing.
      return /^\(\?[^:]/.test(group) ? () => "" : inner;
    }
    if (this.#take(/^\[/)) return oneOf(this.#bracket());
    const escaped = this.#take(/^\\./s);
    if (escaped) return oneOf(membersOf(escaped));
    return oneOf(this.#take(/^\./) ? (CLASSES.lower ?? "") : (this.#take(/^./s) ?? ""));
  }

  #repeated(atom: Writer): Writer {
    const [, symbol, least, comma, most] = this.#takeMatch(/^(?:([*+?])|\{(\d+)(,)?(\d*)\})\??/) ?? [];
    if (symbol === undefined && least === undefined) return atom;
    const from = symbol === undefined ? Number(least) : symbol === "+" ? 1 : 0;
    const to =
      symbol === "?"
        ? 1
        : symbol !== undefined || (comma && !most)
          ? from + MOST_REPEATS
          : Number(most || least);
    const choices = Math.min(to - from, MOST_REPEATS) + 1;
    return (variant) =>
      Array.from({ length: from + (variant % choices) }, (_, at) => atom(variant + at)).join("");
  }

  /** The members of a bracket expression, behind its opening bracket. */
  #bracket(): string {
    const negated = this.#take(/^\^/) !== null;
    let members = "";
    for (let first = true; this.#rest !== "" && (first || !this.#rest.startsWith("]")); first = false) {
      const named = this.#takeMatch(/^\[:(\w+):\]/);
      const range = named ? null : this.#takeMatch(/^([^\\])-([^\]\\])/s);
      if (named) members += CLASSES[named[1] ?? ""] ?? "";
      else if (range) members += between(range[1] ?? "", range[2] ?? "");
      else members += membersOf(this.#take(/^\\?./s) ?? "");
    }
    this.#take(/^\]/);
    return negated ? [..."abcxyzABC123-_. "].filter((one) => !members.includes(one)).join("") : members;
  }

  #take(pattern: RegExp): string | null {
    return this.#takeMatch(pattern)?.[0] ?? null;
  }

  #takeMatch(pattern: RegExp): RegExpExecArray | null {
    const match = pattern.exec(this.#rest);
    if (match) this.#rest = this.#rest.slice(match[0].length);
    return match;
  }
}

function oneOf(members: string): Writer {
  return (variant) => members[variant % members.length] ?? "";
}

function membersOf(text: string): string {
  if (!text.startsWith("\\")) return text;
  const letter = text.slice(1);
  if (/[DSW]/.test(letter)) return letter === "S" ? "abc" : "-";
  return (
    CLASSES[ESCAPES[letter] ?? ""] ??
    ({ n: "\n", t: "\t", r: "\r" } as Record<string, string>)[letter] ??
    letter
  );
}

function between(from: string, to: string): string {
  const first = from.charCodeAt(0);
  const last = Math.min(to.charCodeAt(0), first + 25);
  return String.fromCharCode(...Array.from({ length: Math.max(last - first + 1, 1) }, (_, at) => first + at));
}
