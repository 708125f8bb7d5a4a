/** Several statements in one message of the simple protocol, and what is answered to each. */
import type { StatementError } from "../../postgres/server-message.ts";
import { KeptNotices } from "../observe/kept-notices.ts";
import type { ExecutedPart, ScriptPart } from "./session.ts";

/** Behind a comment that ends a part, and before a part that begins with one. */
const BETWEEN = "\n;\n";

export function scriptText(parts: readonly ScriptPart[]): string {
  return parts.map(({ sql }) => sql).join(BETWEEN);
}

/**
 * Whether a text is cut by PostgreSQL where its parser ends it, whatever the session's settings: a backslash may or may not
 * escape a quote.
 */
export function readsTheSame(sql: string): boolean {
  return !sql.includes("\\");
}

const AT_END = /^syntax error at or near ";"$/;

/** Takes what the server answers, in its order. */
export class ScriptAnswers {
  readonly done: ExecutedPart[] = [];
  readonly #parts: readonly ScriptPart[];
  #kept = new KeptNotices();
  #rows: (string | null)[][] = [];

  constructor(parts: readonly ScriptPart[]) {
    this.#parts = parts;
  }

  row(values: readonly (string | null)[]): void {
    if (this.#parts[this.done.length]?.isOurs) this.#rows.push([...values]);
  }

  notice(severity: string | undefined, message: string | undefined): void {
    this.#kept.add(severity, message);
  }

  complete(rowCount: number | null): void {
    this.#end(rowCount, null);
  }

  /** The first error ends the script. */
  fail(error: StatementError): void {
    const position = this.#positionInPart(error.position);
    const end = [...(this.#parts[this.done.length]?.sql ?? "")].length + 1;
    // Where it is sent alone, its text ends there.
    const isAtEnd = position !== null && position > end && AT_END.test(error.message);
    const message = isAtEnd ? "syntax error at end of input" : error.message;
    this.#end(null, { ...error, message, position: isAtEnd ? end : position });
  }

  #end(rowCount: number | null, error: StatementError | null): void {
    const { notices, overflowed } = this.#kept;
    this.done.push({ rowCount, notices, overflowed, error, rows: this.#rows });
    this.#kept = new KeptNotices();
    this.#rows = [];
  }

  /** PostgreSQL counts characters, from 1. */
  #positionInPart(position: number | null): number | null {
    if (position === null) return null;
    const before = scriptText(this.#parts.slice(0, this.done.length));
    return position - (before === "" ? 0 : [...(before + BETWEEN)].length);
  }
}
