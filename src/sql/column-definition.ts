import { type Token, tokens } from "./parse.ts";

/** A column definition `name type [ constraint ... ]` in its parts, each as it is written. */
export interface ColumnParts {
  readonly name: string;
  /** With COLLATE, COMPRESSION and STORAGE. */
  readonly type: string;
  /** The expression of DEFAULT, or null. */
  readonly default: string | null;
  readonly notNull: boolean;
  /** The other constraints: `REFERENCES b (id) ON DELETE CASCADE`, `CONSTRAINT c CHECK (a > 0)`, `GENERATED ...`. */
  readonly others: readonly string[];
}

/** Words that start a column constraint (gram.y: ColConstraintElem). None of them can stand in a type. */
const STARTS = new Set([
  "CONSTRAINT",
  "NOT",
  "NULL",
  "DEFAULT",
  "CHECK",
  "UNIQUE",
  "PRIMARY",
  "REFERENCES",
  "GENERATED",
]);

/** The parts of a column definition; `text` is what follows ADD [ COLUMN ] [ IF NOT EXISTS ]. */
export function columnParts(text: string): ColumnParts {
  const words = tokens(text).filter(({ kind }) => !kind.endsWith("_COMMENT"));
  const starts = startsOf(words);
  const [name] = words;
  const between = (from: Token | undefined, to: Token | undefined): string =>
    from === undefined ? "" : text.slice(from.start, to?.start ?? text.length).trim();
  const constraints = starts.map((at, index) => between(words[at], words[starts[index + 1] ?? words.length]));
  const isDefault = (constraint: string): boolean => /^default\b/i.test(constraint);
  const isNotNull = (constraint: string): boolean => /\bnot\s+null$/i.test(constraint);
  const isNull = (constraint: string): boolean => /^null$/i.test(constraint);
  const given = constraints.find(isDefault);
  return {
    name: name?.text ?? "",
    type: between(words[1], words[starts[0] ?? words.length]),
    default: given === undefined ? null : given.slice("default".length).trim(),
    notNull: constraints.some(isNotNull),
    others: constraints.filter((part) => !isDefault(part) && !isNotNull(part) && !isNull(part)),
  };
}

/** Words behind which one of STARTS goes on with a constraint: SET NULL, BY DEFAULT, NULLS NOT DISTINCT, CONSTRAINT "check". */
const GOES_ON = new Set(["DEFAULT", "CONSTRAINT", "SET", "NOT", "BY", "NULLS"]);

/** The positions of the words that start a constraint, outside parentheses. `CONSTRAINT name CHECK` is one start. */
function startsOf(words: readonly Token[]): number[] {
  const starts: number[] = [];
  const upper = (at: number): string =>
    words[at]?.kind === "IDENT" ? "" : (words[at]?.text.toUpperCase() ?? "");
  let depth = 0;
  words.forEach(({ text }, at) => {
    if (text === "(" || text === "[") depth++;
    if (text === ")" || text === "]") depth--;
    const named = upper(at - 2) === "CONSTRAINT";
    if (at > 1 && depth === 0 && STARTS.has(upper(at)) && !GOES_ON.has(upper(at - 1)) && !named)
      starts.push(at);
  });
  return starts;
}
