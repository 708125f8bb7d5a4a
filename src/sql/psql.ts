import { blank } from "./blank.ts";
import { type Piece, pieceAt, skipBlank } from "./lexer.ts";
import { psqlCommandAt } from "./psql-command.ts";
import { rowsBehind } from "./rows.ts";
import { StatementEnd } from "./split.ts";
import type { SetAside } from "./statement.ts";

/** What psql makes of a script. */
export interface PsqlScript {
  /** What goes to the server: as long as the script, all else blank. */
  readonly sql: string;
  readonly setAside: readonly SetAside[];
  /** What cannot be told, by its place: UTF-16 indexes, the end exclusive. */
  readonly hidden: readonly { readonly start: number; readonly end: number; readonly reason: string }[];
}

/** Variables that psql sets itself, and whose values a script may ask for. */
const BUILT_IN =
  /^(?:AUTOCOMMIT|DBNAME|ECHO|ECHO_HIDDEN|ENCODING|ERROR|FETCH_COUNT|HOST|LAST_ERROR_\w+|ON_ERROR_\w+|PORT|QUIET|ROW_COUNT|SERVER_VERSION_\w+|SHOW_\w+|SINGLE\w+|SQLSTATE|USER|VERBOSITY|VERSION\w*|PROMPT[123]|HIST\w+|HIDE_\w+|IGNOREEOF|COMP_KEYWORD_CASE)$/;

/**
 * Reads a script as psql's own lexer does. Commands stand anywhere outside of comments and quotes; rows begin on the line
 * behind COPY … FROM stdin.
 * @param takesRows whether a statement is COPY … FROM stdin
 */
export function readPsql(text: string, takesRows: (statement: string) => boolean): PsqlScript {
  return new PsqlReader(text, takesRows).read();
}

class PsqlReader {
  readonly #text: string;
  readonly #takesRows: (statement: string) => boolean;
  readonly #ends: StatementEnd;
  readonly #setAside: SetAside[] = [];
  readonly #hidden: { start: number; end: number; reason: string }[] = [];
  /** What replaces parts of the text: `with` and blanks behind it. In order. */
  readonly #replaced: { start: number; end: number; with: string }[] = [];
  readonly #set = new Set<string>();
  #at = 0;
  #statement = 0;
  /** COPY … FROM stdin in the statement so far, before a `\;`. */
  #copies = 0;

  constructor(text: string, takesRows: (statement: string) => boolean) {
    this.#text = text;
    this.#takesRows = takesRows;
    this.#ends = new StatementEnd(text);
  }

  read(): PsqlScript {
    while (this.#at < this.#text.length) {
      const piece = pieceAt(this.#text, this.#at);
      const character = piece.kind === "other" ? this.#text.charAt(piece.start) : "";
      if (character === "\\") this.#backslash(piece.start);
      else if (character === ":") this.#colon(piece.start);
      else this.#take(piece);
    }
    return { sql: this.#sql(), setAside: this.#setAside, hidden: this.#hidden };
  }

  #take(piece: Piece): void {
    this.#at = piece.end;
    if (this.#ends.endsAt(piece)) this.#send(piece.end);
  }

  #backslash(start: number): void {
    const next = this.#text.charAt(start + 1);
    if (next === ";" || next === ":") {
      // Both reach the server without the backslash; the semicolon ends a statement of the same query.
      this.#replaced.push({ start, end: start + 1, with: " " });
      this.#at = start + 2;
      if (next === ";") this.#endPart(start);
      return;
    }
    const { end, hides, sends, sets, quits } = psqlCommandAt(this.#text, start);
    this.#replaced.push({ start, end, with: sends ? ";" : "" });
    this.#at = end;
    if (sets !== null) this.#set.add(sets);
    const isLast = quits && skipBlank(this.#text, end) === this.#text.length;
    // With nothing before it, it runs the last statement again.
    const repeats = sends && skipBlank(this.#text.slice(0, start), this.#statement) === start;
    if (repeats) this.#hidden.push({ start, end, reason: "runs the statement before it again" });
    else if (hides === null || isLast) this.#setAside.push({ kind: "psql command", start, end });
    else this.#hidden.push({ start, end, reason: hides });
    if (sends) this.#send(start);
    if (/^\\copy\b[^\n]*\bfrom\s+stdin\b/i.test(this.#text.slice(start, Math.min(end, start + 2000)))) {
      this.#skipRows(end);
    }
  }

  #colon(start: number): void {
    const next = this.#text.charAt(start + 1);
    this.#at = start + (next === ":" || next === "=" ? 2 : 1);
    const found = VARIABLE.exec(this.#text.slice(start + 1, start + 100));
    if (next === ":" || next === "=" || found === null) return;
    const [written, name = "", quoted = "", tested = ""] = found;
    const isSet = this.#set.has(name) || this.#set.has("*") || BUILT_IN.test(name);
    // An unset one stays as it is: a[1:n] is a slice.
    if (!isSet && quoted === "" && tested === "") return;
    const end = start + 1 + written.length;
    this.#at = end;
    this.#hidden.push({ start, end, reason: `:${written} is a variable of psql: its value is not known` });
  }

  /** `\;`: a statement that is sent with the next ones. */
  #endPart(end: number): void {
    if (this.#takesRows(this.#text.slice(this.#statement, end))) this.#copies += 1;
    this.#ends.reset();
    this.#statement = this.#at;
  }

  #send(end: number): void {
    this.#endPart(end);
    const copies = this.#copies;
    this.#copies = 0;
    for (let copy = 0; copy < copies; copy++) this.#skipRows(this.#at);
  }

  #skipRows(from: number): void {
    const { strayed, start, end } = rowsBehind(this.#text, from, "psql");
    if (strayed !== null) {
      const reason =
        "stands behind COPY … FROM stdin on its line: psql runs it after the rows, here it is not read";
      this.#hidden.push({ ...strayed, reason });
      this.#replaced.push({ ...strayed, with: "" });
    }
    if (end > start) {
      this.#setAside.push({ kind: "rows", start, end });
      this.#replaced.push({ start, end, with: "" });
    }
    this.#at = end;
    this.#statement = end;
  }

  #sql(): string {
    let sql = "";
    let at = 0;
    for (const { start, end, with: replacement } of this.#replaced) {
      sql +=
        this.#text.slice(at, start) + replacement + blank(this.#text.slice(start + replacement.length, end));
      at = end;
    }
    return sql + this.#text.slice(at);
  }
}

/** :name, :'name', :"name", :{?name}, behind the colon. psql's names are ASCII letters, digits, _ and all beyond ASCII. */
const VARIABLE =
  /^(?:([A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)|(['"][\w\u0080-\uffff]+['"])|(\{\?[\w\u0080-\uffff]+\}))/;
