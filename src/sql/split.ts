import { type Piece, pieces } from "./lexer.ts";

/**
 * Splits a script that the grammar refuses at its semicolons, as psql does: not in parentheses (the actions of a rule),
 * nor in the body of BEGIN ATOMIC. `parentheses: false` splits there, too, for a script that leaves one open.
 */
export function splitScript(text: string, { parentheses = true } = {}): [start: number, end: number][] {
  const parts: [number, number][] = [];
  const tracker = new StatementEnd(text, parentheses);
  let start = 0;
  for (const piece of pieces(text)) {
    if (!tracker.endsAt(piece)) continue;
    parts.push([start, piece.end]);
    start = piece.end;
  }
  if (start < text.length) parts.push([start, text.length]);
  return parts;
}

/** Tells which semicolon ends a statement, by the rules of psql's lexer. */
export class StatementEnd {
  readonly #text: string;
  readonly #parentheses: boolean;
  #depth = 0;
  /** How many of BEGIN and CASE are open in the body of a routine. */
  #begun = 0;
  /** The first words of the statement, in upper case: as many as CREATE OR REPLACE FUNCTION has. */
  #words: string[] = [];

  constructor(text: string, parentheses = true) {
    this.#text = text;
    this.#parentheses = parentheses;
  }

  /** To be called with every piece in turn; true for the semicolon that ends the statement. */
  endsAt({ kind, start, end }: Piece): boolean {
    if (kind === "other") this.#look(this.#text.charCodeAt(start));
    else if (kind === "word") this.#read(this.#text.slice(start, Math.min(end, start + 20)).toUpperCase());
    else if (kind === "semicolon" && this.#depth === 0 && this.#begun === 0) {
      this.#words = [];
      return true;
    }
    return false;
  }

  /** A statement begins here whatever came before it (psql's `\;`, `\g` and `\r`). */
  reset(): void {
    this.#depth = 0;
    this.#begun = 0;
    this.#words = [];
  }

  #look(code: number): void {
    if (!this.#parentheses) return;
    if (code === 0x28) this.#depth++;
    else if (code === 0x29 && this.#depth > 0) this.#depth--;
  }

  #read(word: string): void {
    if (this.#words.length < 4) this.#words.push(word);
    if (this.#depth > 0 || !/^CREATE (OR REPLACE )?(FUNCTION|PROCEDURE)\b/.test(this.#words.join(" ")))
      return;
    if (word === "BEGIN" || (word === "CASE" && this.#begun > 0)) this.#begun++;
    else if (word === "END" && this.#begun > 0) this.#begun--;
  }
}
