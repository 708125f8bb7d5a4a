import { type ColumnParts, columnParts } from "./column-definition.ts";
import {
  type AlterTableCmd,
  type AlterTableStmt,
  allOf,
  as,
  type ColumnDef,
  type Constraint,
} from "./nodes.ts";
import type { Statement } from "./statement.ts";
import {
  endOfName,
  type StatementTokens,
  splitAtCommas,
  type TextToken,
  textOf,
  tokensOf,
} from "./statement-tokens.ts";

/** One subcommand of an ALTER TABLE. */
export interface Clause {
  /** As it is written: `ADD COLUMN "a" int`. */
  readonly text: string;
  readonly type: NonNullable<AlterTableCmd["subtype"]>;
  /** The column or constraint that it names, unquoted. */
  readonly name: string | null;
  /** IF EXISTS or IF NOT EXISTS. */
  readonly isOptional: boolean;
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
  const read = partsOf(tree, tokensOf(statement));
  READ.set(statement, read);
  return read;
}

function partsOf({ relation, cmds }: AlterTableStmt, statement: StatementTokens): AlterTable | null {
  const { tokens } = statement;
  const first = statement.tokenAt(relation?.location);
  const last = endOfName(statement, first);
  const end = tokens[last + 1]?.text === "*" ? last + 1 : last;
  const clauses = splitAtCommas(tokens.slice(end + 1));
  const commands = allOf(cmds, "AlterTableCmd");
  if (first === -1 || clauses.length !== commands.length) return null;
  return {
    head: textOf(statement, tokens.slice(0, end + 1)),
    relation: textOf(statement, tokens.slice(first, last + 1)),
    name: relation?.relname ?? "",
    clauses: commands.map((command, index) => clauseOf(statement, command, clauses[index] ?? [])),
  };
}

function clauseOf(
  statement: StatementTokens,
  { subtype, name, def, missing_ok }: AlterTableCmd,
  tokens: readonly TextToken[],
): Clause {
  const column = as(def, "ColumnDef");
  const constraint = as(def, "Constraint");
  return {
    text: textOf(statement, tokens),
    type: subtype ?? "AT_AddColumn",
    name: name ?? column?.colname ?? constraint?.conname ?? null,
    isOptional: missing_ok === true,
    isSet: subtype === "AT_ColumnDefault" && def !== undefined,
    constraint: constraint ?? null,
    column: subtype === "AT_AddColumn" && column ? columnParts(statement, column, tokens) : null,
    newType: subtype === "AT_AlterColumnType" && column ? newType(statement, column, tokens) : null,
  };
}

/** ALTER [ COLUMN ] name [ SET DATA ] TYPE type [ USING expression ] */
function newType(statement: StatementTokens, { location }: ColumnDef, tokens: readonly TextToken[]): NewType {
  const after = (word: string, from: number) =>
    tokens.findIndex(({ text }, at) => at > from && text.toUpperCase() === word);
  const name = statement.tokenAt(location, tokens);
  const type = after("TYPE", name);
  const using = after("USING", type);
  return {
    type: textOf(statement, tokens.slice(type + 1, using === -1 ? undefined : using)),
    using: using === -1 ? null : textOf(statement, tokens.slice(using + 1)),
  };
}
