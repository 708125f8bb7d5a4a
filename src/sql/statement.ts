import type { Node } from "./nodes.ts";

/** One SQL statement as it stands in a script. */
export interface Statement {
  /** 0-based, in its script. */
  readonly index: number;
  /** Its text, without leading comments and without the semicolon. */
  readonly text: string;
  /** 1-based place of its first token. */
  readonly line: number;
  readonly column: number;
  /** 1-based line of its last character. */
  readonly endLine: number;
  /** UTF-16 index of its first token in the script. */
  readonly start: number;
  readonly node: Node;
  /** PostgreSQL's command tag, for example "ALTER TABLE". */
  readonly command: string;
}

/** A part of a script that PostgreSQL's grammar does not read. */
export interface Unread {
  /** 1-based. */
  readonly line: number;
  readonly column: number;
  readonly reason: string;
}

export interface Script {
  readonly statements: readonly Statement[];
  readonly unread: readonly Unread[];
}
