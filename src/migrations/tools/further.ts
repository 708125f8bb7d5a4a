/** Further migrations, as the users of a tool write them: what comes out of one that is split over several. */
import { pieces } from "../../sql/lexer.ts";
import type { MigrationFile } from "./migration-file.ts";

/** The statements of one further migration. */
export interface FurtherFile {
  /** Statements with their semicolons, and their comments; line breaks are those of the changed file. */
  readonly sql: string;
  /** PostgreSQL refuses it in a transaction block. */
  readonly alone: boolean;
  /** Statements that take it back; empty: nothing is to be taken back. */
  readonly down: string;
  /** For tools that keep a picture of the schema; null: it is not known what it makes. */
  readonly changes: readonly SchemaChange[] | null;
}

/** A migration that is split. The further ones run right behind it, and ahead of whatever comes next. */
export interface FurtherPlan {
  readonly changed: MigrationFile;
  /** What the changed file does itself, once it is changed; null: it is not known. */
  readonly changes: readonly SchemaChange[] | null;
  /** In the order in which they run. */
  readonly files: readonly FurtherFile[];
}

export interface WrittenFile {
  /** Relative to the repository's root, with `/`. */
  readonly path: string;
  readonly text: string;
}

export interface FurtherFiles {
  /** One for each of the plan's files, in their order. */
  readonly migrations: readonly WrittenFile[];
  /** What the tool wants beside them: ways back, an index of the migrations, pictures of the schema. New, or in place of what is there. */
  readonly beside: readonly WrittenFile[];
}

/** What a statement changes of the schema. Names as the catalog has them. */
export interface SchemaChange {
  readonly change: "added" | "removed" | "changed";
  readonly part: "table" | "column" | "type" | "default" | "not null" | "index" | "constraint";
  /** Null: the statement names none. */
  readonly schema: string | null;
  /** Empty where the statement names none: of an index that is dropped. */
  readonly table: string;
  /** Of a table its own, of what a column has the column's. */
  readonly name: string;
  /** The condition of a check that is added, as it is written; null elsewhere. */
  readonly condition: string | null;
}

/** Statements with their semicolons, the comments before them and the end of their line; what is behind the last one goes with it. */
export function statementTexts(sql: string): string[] {
  const starts = [0];
  let routine = false;
  for (const { kind, end, start } of pieces(sql)) {
    // The body of a routine without quotes has semicolons of its own, which the lexer does not tell apart.
    if (kind === "word" && /^atomic$/i.test(sql.slice(start, end))) routine = true;
    if (kind !== "semicolon" || routine) continue;
    const next = end + (/^[ \t]*\r?\n/.exec(sql.slice(end))?.[0].length ?? 0);
    if (sql.slice(next).trim() !== "") starts.push(next);
  }
  return starts.map((start, at) => sql.slice(start, starts[at + 1]));
}

/** In a file of its own that takes nothing back: some tools stop at an empty one, or want one for each. */
export const NOTHING_TO_TAKE_BACK = "-- Nothing to take back.";

export function lineBreakOf(text: string): "\n" | "\r\n" {
  return text.includes("\r\n") ? "\r\n" : "\n";
}
