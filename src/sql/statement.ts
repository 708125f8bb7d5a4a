import type { Node } from "./nodes.ts";

/** One SQL statement as it stands in a script. */
export interface Statement {
  /** 0-based, in its script. */
  readonly index: number;
  /** Its text, without leading comments and without the semicolon. */
  readonly text: string;
  /** What the locations in its node count from: they are UTF-8 bytes from the start of what was parsed with it. */
  readonly origin: number;
  /** 1-based place of its first token. */
  readonly line: number;
  readonly column: number;
  /** 1-based line of its last character. */
  readonly endLine: number;
  /** UTF-16 index of its first token in the script. */
  readonly start: number;
  readonly node: Node;
  /** PostgreSQL's command tag, for example "ALTER TABLE"; "?" for a refused one. */
  readonly command: string;
  /** What is run instead of `text`, where that has parameters ($1): the same with their values. */
  readonly filled?: string;
  /** PostgreSQL's own words, where its parser surely refuses the text (42601). `node` is then an empty SELECT. */
  readonly refused?: string;
}

/** A part of a script that PostgreSQL's grammar does not read. */
export interface Unread {
  /** 1-based. */
  readonly line: number;
  readonly column: number;
  readonly reason: string;
  /** UTF-16 indexes of the part, the end exclusive: all that is not read because of the reason. */
  readonly start: number;
  readonly end: number;
}

/** Text that reaches no parser, and need not: rows of COPY, commands of psql that change nothing that runs. */
export interface SetAside {
  readonly kind: "rows" | "psql command" | "byte order mark";
  /** UTF-16 indexes, the end exclusive. */
  readonly start: number;
  readonly end: number;
}

export interface Script {
  readonly statements: readonly Statement[];
  readonly unread: readonly Unread[];
  /** Left out where there is none. */
  readonly setAside?: readonly SetAside[];
}

/**
 * Who reads a script before PostgreSQL does. `psql` knows its own commands and variables, strips a byte order mark and
 * takes the rows behind COPY … FROM stdin; `flyway` does the last two; nobody else does anything. Source code is read by
 * its own language, and only a run of it shows the SQL.
 */
export type Reader = "psql" | "flyway" | "postgres" | "source code";
