/** The text with everything but line breaks replaced by blanks: lines and columns stay. */
export function blank(text: string): string {
  return text.replace(/[^\r\n]+/g, (line) => " ".repeat(line.length));
}

// One alternative per lexical form in which keywords mean nothing. Unterminated ones run to the end of the text, as
// PostgreSQL reads them. Comments nest in PostgreSQL; one level is enough for telling statements apart. The loops are
// unrolled: a literal of megabytes must not exhaust the stack of the expression.
const OPAQUE =
  /--[^\r\n]*|\/\*[\s\S]*?(?:\*\/|$)|\bE'[^'\\]*(?:(?:\\[\s\S]|'')[^'\\]*)*(?:'|$)|'[^']*(?:''[^']*)*(?:'|$)|"[^"]*(?:""[^"]*)*(?:"|$)|(?<![\w$])\$([A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)?\$[\s\S]*?(?:\$\1\$|$)/gi;

/**
 * SQL with comments, strings, quoted names and dollar-quoted bodies blanked out: what is left are keywords and semicolons
 * at their places. For telling forms apart; statements are read by the parser.
 */
export function skeleton(sql: string): string {
  return sql.replace(OPAQUE, (form) => blank(form));
}

/** The skeleton's statements, trimmed, without empty ones. */
export function roughStatements(sql: string): string[] {
  return skeleton(sql)
    .split(";")
    .map((statement) => statement.trim().replace(/\s+/g, " "))
    .filter((statement) => statement !== "");
}

const CLOSED =
  /^(?:--.*|\/\*[\s\S]*\*\/|E'[^'\\]*(?:(?:\\[\s\S]|'')[^'\\]*)*'|'[^']*(?:''[^']*)*'|"[^"]*(?:""[^"]*)*"|\$([^$]*)\$[\s\S]*\$\1\$)$/i;

/** Whether a text ends inside of a string, a dollar-quoted body, a quoted name or a comment that is not closed. */
export function endsInside(sql: string): boolean {
  return (sql.match(OPAQUE) ?? []).some((form) => !CLOSED.test(form));
}

/** One line of a text, with its line break. */
export interface Line {
  readonly text: string;
  /** 1-based. */
  readonly number: number;
}

export function linesOf(text: string): Line[] {
  return (text.match(/[^\n]*\n|[^\n]+$/g) ?? []).map((line, index) => ({ text: line, number: index + 1 }));
}
