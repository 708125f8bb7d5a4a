import { type ColumnParts, columnParts } from "./column-definition.ts";
import { type AlterTableCmd, type AlterTableStmt, as, type Constraint } from "./nodes.ts";
import { type Token, tokens } from "./parse.ts";
import type { Statement } from "./statement.ts";

/** One subcommand of an ALTER TABLE. */
export interface Clause {
  /** As it is written: `ADD COLUMN "a" int`. */
  readonly text: string;
  readonly type: NonNullable<AlterTableCmd["subtype"]>;
  /** The column or constraint that it names, unquoted. */
  readonly name: string | null;
  /** SET DEFAULT, and not DROP DEFAULT. */
  readonly isSet: boolean;
  /** What ADD CONSTRAINT adds. */
  readonly constraint: Constraint | null;
  /** The column of ADD COLUMN, as it is written. */
  readonly column: ColumnParts | null;
  /** What ALTER COLUMN ... TYPE says, as it is written. */
  readonly newType: NewType | null;
}

export interface NewType {
  /** With COLLATE. */
  readonly type: string;
  /** The expression of USING, or null. */
  readonly using: string | null;
}

/** An ALTER TABLE with the text of its parts, for writing another one with the user's own names. */
export interface AlterTable {
  /** `ALTER TABLE ONLY "orders"`, as it is written. */
  readonly head: string;
  /** `"orders"`, as it is written. */
  readonly relation: string;
  /** `orders`: unquoted and without its schema. */
  readonly name: string;
  readonly clauses: readonly Clause[];
}

/** Every rule asks for the parts of the same statements, and finding them takes the scanner. */
const READ = new WeakMap<Statement, AlterTable | null>();

/** The parts of an ALTER TABLE with subcommands, or null for another statement. */
export function alterTable(statement: Statement): AlterTable | null {
  const tree = as(statement.node, "AlterTableStmt");
  if (tree?.objtype !== "OBJECT_TABLE") return null;
  const known = READ.get(statement);
  if (known !== undefined) return known;
  const read = partsOf(tree, statement.text);
  READ.set(statement, read);
  return read;
}

function partsOf(statement: AlterTableStmt, text: string): AlterTable | null {
  const words = codeOf(text);
  const name = nameAt(words, startOfName(words));
  const [first, last] = name;
  const star = words[words.indexOf(last ?? words[0] ?? NONE) + 1];
  const end = star?.text === "*" ? star : last;
  if (!first || !last || !end) return null;
  const texts = splitAtCommas(text, words.slice(words.indexOf(end) + 1));
  const commands = (statement.cmds ?? []).map((command) => as(command, "AlterTableCmd"));
  if (texts.length !== commands.length) return null;
  return {
    head: text.slice(0, end.end),
    relation: text.slice(first.start, last.end),
    name: statement.relation?.relname ?? "",
    clauses: commands.map((command, index) => ({
      text: texts[index] ?? "",
      type: command?.subtype ?? "AT_AddColumn",
      name: nameOf(command),
      isSet: command?.subtype === "AT_ColumnDefault" && command.def !== undefined,
      constraint: as(command?.def, "Constraint") ?? null,
      column: command?.subtype === "AT_AddColumn" ? addedColumn(texts[index] ?? "") : null,
      newType: command?.subtype === "AT_AlterColumnType" ? newType(texts[index] ?? "") : null,
    })),
  };
}

/** ADD [ COLUMN ] [ IF NOT EXISTS ] definition */
function addedColumn(text: string): ColumnParts {
  const words = codeOf(text);
  const is = (at: number, word: string): boolean => words[at]?.kind !== "IDENT" && upper(words[at]) === word;
  let at = is(1, "COLUMN") ? 2 : 1;
  if (is(at, "IF")) at += 3;
  return columnParts(text.slice(words[at]?.start ?? 0));
}

/** ALTER [ COLUMN ] name [ SET DATA ] TYPE type [ USING expression ] */
function newType(text: string): NewType {
  const words = codeOf(text);
  const type = words.findIndex((word, at) => at > 1 && word.kind !== "IDENT" && upper(word) === "TYPE");
  const using = words.findIndex((word, at) => at > type && word.kind !== "IDENT" && upper(word) === "USING");
  const end = using === -1 ? text.length : words[using]?.start;
  return {
    type: text.slice(words[type]?.end, end).trim(),
    using: using === -1 ? null : text.slice(words[using]?.end).trim(),
  };
}

function upper(word: Token | undefined): string {
  return word?.text.toUpperCase() ?? "";
}

function codeOf(text: string): Token[] {
  return tokens(text).filter(({ kind }) => !kind.endsWith("_COMMENT"));
}

const NONE: Token = { start: 0, end: 0, kind: "", keyword: null, text: "" };

function nameOf(command: AlterTableCmd | undefined): string | null {
  const added = as(command?.def, "ColumnDef")?.colname ?? as(command?.def, "Constraint")?.conname;
  return command?.name ?? added ?? null;
}

/** Behind ALTER TABLE [ IF EXISTS ] [ ONLY ]. */
function startOfName(words: readonly Token[]): number {
  let at = 2;
  const is = (word: string): boolean => words[at]?.text.toUpperCase() === word;
  if (is("IF")) at += 2;
  if (is("ONLY")) at++;
  return at;
}

/** The first and last token of a possibly qualified name. */
function nameAt(words: readonly Token[], from: number): [Token | undefined, Token | undefined] {
  let last = from;
  while (words[last + 1]?.text === ".") last += 2;
  return [words[from], words[last]];
}

/** The texts between the commas that stand outside parentheses and brackets. */
export function splitAtCommas(text: string, words: readonly Token[]): string[] {
  const parts: string[] = [];
  let depth = 0;
  let first: Token | undefined;
  let last: Token | undefined;
  for (const word of words) {
    if (word.text === "(" || word.text === "[") depth++;
    if (word.text === ")" || word.text === "]") depth--;
    if (word.text === "," && depth === 0) {
      if (first && last) parts.push(text.slice(first.start, last.end));
      first = undefined;
      continue;
    }
    first ??= word;
    last = word;
  }
  if (first && last) parts.push(text.slice(first.start, last.end));
  return parts;
}
