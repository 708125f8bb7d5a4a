import { blank } from "../../../sql/blank.ts";
import { endsInside, type Line, linesOf } from "../../skeleton.ts";
import type { SentSql, UnknownSql } from "../tool.ts";

// What goose's parser (v3.27) knows. Letters of either case.
const ANNOTATIONS = [
  "up",
  "down",
  "statementbegin",
  "statementend",
  "no transaction",
  "envsub on",
  "envsub off",
] as const;
type Annotation = (typeof ANNOTATIONS)[number];

type State = "start" | "up" | "up statement" | "down" | "down statement";

/** Goose's parser stopped here. */
interface Stop {
  readonly line: number;
  readonly reason: string;
  /** It does not stop, but what it sends is not known here. */
  readonly isUnknown?: true;
}

type Section = "up" | "down";

/** The up part of a file as goose sends it, by the states of its own parser, with the reasons for which that stops. */
export function gooseStatements(text: string): SentSql {
  const parser = new Parser("up");
  const taken = partOf(text, parser);
  return typeof taken === "string"
    ? sent(taken, parser)
    : { sql: "", transaction: "file", problems: [{ line: taken.line, reason: taken.reason }] };
}

/** The down part; null: the file has none. */
export function gooseDown(text: string): SentSql | UnknownSql | null {
  const parser = new Parser("down");
  const taken = partOf(text, parser);
  if (typeof taken === "string") return parser.isInSection ? sent(taken, parser) : null;
  const { line, reason, isUnknown } = taken;
  return isUnknown
    ? { line, unknown: reason }
    : { sql: "", transaction: "file", problems: [{ line, reason }] };
}

function sent(sql: string, { starts, inTransaction }: Parser): SentSql {
  const pieces = starts.map((start) => ({ start, block: false }));
  return { sql, transaction: inTransaction ? "file" : "statement", delivery: { pieces } };
}

/** The file with all else blanked out. */
function partOf(text: string, parser: Parser): string | Stop {
  let sql = "";
  for (const line of linesOf(text)) {
    const taken = parser.take(line, sql.length);
    if (typeof taken !== "string") return taken;
    sql += taken;
  }
  return parser.end() ?? sql;
}

class Parser {
  inTransaction = true;
  /** Where each statement begins in what stays of the text: goose sends it as one query, whatever is in it. */
  readonly starts: number[] = [];
  readonly #section: Section;
  #state: State = "start";
  #substitutes = false;
  /** The statement so far, and where it began. */
  #statement = "";
  #begin = 0;

  constructor(section: Section) {
    this.#section = section;
  }

  get isInSection(): boolean {
    return this.#state.startsWith(this.#section);
  }

  /** What stays of a line that comes at `at`, or why goose stops there. */
  take(line: Line, at: number): string | Stop {
    const annotation = annotationIn(line);
    if (annotation !== null && typeof annotation !== "string") return annotation;
    if (annotation !== null) return this.#follow(annotation, line);
    const isComment = trim(line.text).startsWith("--");
    if (this.#state === "start") {
      return isComment || trim(line.text) === ""
        ? blank(line.text)
        : { line: line.number, reason: "has SQL before -- +goose Up: goose stops at it" };
    }
    if (!this.isInSection) return blank(line.text);
    if (this.#substitutes && line.text.includes("$")) {
      const reason = "substitutes variables of the environment (ENVSUB ON): their values are not known here";
      return { line: line.number, reason, isUnknown: true };
    }
    // Comments before a statement are not sent: what follows a carriage return in one is none to PostgreSQL.
    if (this.#statement === "" && (isComment || /^\r?\n?$/.test(line.text))) {
      return /\r(?!\n?$)/.test(line.text) ? blank(line.text) : line.text;
    }
    const isSplit = this.#state === this.#section;
    if (this.#statement === "" && isSplit) this.#begin = line.number;
    if (this.#statement === "") this.starts.push(at);
    this.#statement += line.text;
    return isSplit && endsWithSemicolon(line.text) ? this.#split(line) : line.text;
  }

  /** Why goose stops at the end of the file, or null. */
  end(): Stop | null {
    if (this.#state === "start") return { line: 1, reason: "has no -- +goose Up: goose stops at it" };
    if (this.#state.endsWith("statement"))
      return { line: this.#begin, reason: `${NO_END}: goose stops at it` };
    return this.#unfinished();
  }

  /** Goose splits at the end of a line, whatever it stands in. */
  #split(line: Line): string | Stop {
    if (endsInside(this.#statement)) {
      const reason =
        "ends with a semicolon inside of a body: goose splits there; use -- +goose StatementBegin and StatementEnd";
      return { line: line.number, reason };
    }
    this.#statement = "";
    return line.text;
  }

  #unfinished(): Stop | null {
    if (trim(this.#statement) === "") return null;
    return { line: this.#begin, reason: "has a statement without a semicolon at its end: goose stops at it" };
  }

  #follow(annotation: Annotation, line: Line): string | Stop {
    const stop = (reason: string): Stop => ({ line: line.number, reason: `${reason}: goose stops at it` });
    if (annotation === "no transaction") this.inTransaction = false;
    else if (annotation.startsWith("envsub")) this.#substitutes = annotation === "envsub on";
    else if (annotation === "up") {
      if (this.#state !== "start") return stop("has a second -- +goose Up");
      this.#state = "up";
    } else if (annotation === "down") {
      if (this.#state === "up statement") return this.end() ?? stop(NO_END);
      if (this.#state !== "up") return stop("has -- +goose Down without -- +goose Up before it");
      const unfinished = this.#unfinished();
      if (unfinished !== null) return unfinished;
      this.#state = "down";
    } else if (annotation === "statementbegin") {
      if (this.#state !== "up" && this.#state !== "down")
        return stop("has -- +goose StatementBegin out of place");
      this.#state = `${this.#state} statement`;
      this.#begin = line.number;
    } else return this.#endStatement(line) ?? stop("has -- +goose StatementEnd without StatementBegin");
    return blank(line.text);
  }

  /** The text between the two is one statement: the parser of SQL needs the semicolon that goose does not. */
  #endStatement(line: Line): string | null {
    if (!this.#state.endsWith(" statement")) return null;
    this.#state = this.#state === "up statement" ? "up" : "down";
    const isOpen = trim(this.#statement) !== "" && !endsWithSemicolon(trim(this.#statement));
    this.#statement = "";
    return isOpen ? `;${blank(line.text).slice(1)}` : blank(line.text);
  }
}

function annotationIn({ text, number }: Line): Annotation | Stop | null {
  if (!trim(text).startsWith("--") || !text.includes("+goose")) return null;
  const stop = (reason: string) => ({ line: number, reason: `${reason}: goose stops at it` });
  if (/^[ \t]/.test(text)) return stop("has an indented -- +goose annotation");
  const name = trim(text.replaceAll("--", "").replace("+goose", "")).toLowerCase();
  return ANNOTATIONS.find((known) => known === name) ?? stop(`has an unknown annotation, ${trim(text)}`);
}

const NO_END = "has -- +goose StatementBegin without StatementEnd";

/** Go's white space: a next line (U+0085), but no byte order mark (U+FEFF) as in JavaScript. */
const GO_SPACE = "[\\t-\\r \\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]";

function trim(text: string): string {
  return text.replace(LEADING, "").replace(TRAILING, "");
}

const LEADING = new RegExp(`^${GO_SPACE}+`);
const TRAILING = new RegExp(`(?<!${GO_SPACE})${GO_SPACE}+$`);

/** The last word before a comment ends with one. */
function endsWithSemicolon(line: string): boolean {
  const last = line.slice(line.lastIndexOf("\n", line.length - 2) + 1);
  const words = last.split(new RegExp(`${GO_SPACE}+`)).filter((word) => word !== "");
  const comment = words.findIndex((word) => word.startsWith("--"));
  return (comment < 0 ? words : words.slice(0, comment)).at(-1)?.endsWith(";") === true;
}
