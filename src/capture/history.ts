/**
 * Finds the tool's own history table among all that was sent, without its name: it is the table into which rows go that name
 * migrations. Measured on 22 pairs of tool and driver: each but Drizzle's, whose rows hold a hash.
 */
import type { RowNames } from "../migrations/tools/row-names.ts";
import { as, type Node, type RangeVar, walk } from "../sql/nodes.ts";
import type { Statement } from "../sql/statement.ts";
import type { Parameter } from "./exchange.ts";

/** A file of the folder, with the texts by which a row may name it. */
export interface MigrationFile {
  readonly id: string;
  /** Relative to the repository's root. */
  readonly path: string;
  readonly source: string;
  readonly keys: RowNames;
}

export interface HistoryRow {
  readonly table: string;
  readonly migration: MigrationFile;
  /** Index in `keys`. */
  readonly sureness: number;
}

/** The table into which a statement writes rows, or null; and how. */
export function writtenTable({ node, text }: Pick<Statement, "node" | "text">): WrittenTable | null {
  const insert = as(node, "InsertStmt");
  const relation = insert?.relation ?? as(node, "UpdateStmt")?.relation;
  if (!relation) return null;
  return { table: nameOf(relation), isInsert: insert !== undefined, form: text.replace(CONSTANTS, "?") };
}

const CONSTANTS = /'(?:[^']|'')*'|\b\d+(?:\.\d+)?\b/g;

export interface WrittenTable {
  readonly table: string;
  readonly isInsert: boolean;
  /** The statement without its constants: the tool writes all its rows in the same one. */
  readonly form: string;
}

/** The table and the migration of a row that is written, or null. */
export function historyRowOf(
  statement: Pick<Statement, "node">,
  parameters: readonly Parameter[],
  migrations: readonly MigrationFile[],
): HistoryRow | null {
  const insert = as(statement.node, "InsertStmt");
  const update = as(statement.node, "UpdateStmt");
  // What an UPDATE looks for is the version before.
  const relation = insert?.relation ?? update?.relation;
  const written = new Set(constantsIn(insert ?? update?.targetList, parameters));
  if (!relation || written.size === 0) return null;
  let best: HistoryRow | null = null;
  for (const migration of migrations) {
    const sureness = migration.keys.findIndex((texts) => texts.every((text) => written.has(text)));
    if (sureness >= 0 && (best === null || sureness < best.sureness)) {
      best = { table: nameOf(relation), migration, sureness };
    }
  }
  return best;
}

/**
 * The rows without those of namesakes: every app of Django has a 0001_initial. Where one row names a migration with its app, a row
 * that has the name alone is of another app.
 */
function withoutNamesakes(rows: readonly HistoryRow[]): HistoryRow[] {
  const isNamedInApp = ({ migration: { keys } }: HistoryRow) => (keys[0]?.length ?? 0) > 1;
  const showsApps = rows.some((row) => isNamedInApp(row) && row.sureness === 0);
  return rows.filter((row) => !showsApps || !isNamedInApp(row) || row.sureness === 0);
}

export interface HistoryOptions {
  /** The table that a run before had its rows in; left out: none is known. */
  readonly knownTable?: string | null;
  /** The table that the config names, or null: the rows tell. */
  readonly historyTable: string | null;
  /** What may be written into it, in the tool's order, where its rows name no migration. */
  readonly pending: readonly MigrationFile[];
}

export interface HistoryFound {
  readonly table: string | null;
  /** By the index of the exchange that wrote the row. */
  readonly rows: ReadonlyMap<number, MigrationFile>;
  /** Indexes of exchanges that wrote rows of other migrations: of another folder, or of a file that is none of those given. */
  readonly others: ReadonlySet<number>;
  /** The rows name nothing: each is of the next migration that was pending. */
  readonly isInTurn: boolean;
  /** Why rows cannot be told from one another, or null. */
  readonly doubt: string | null;
}

/** The tool's history among the exchanges of a run: the row that each names, and the table that each writes to. */
export function historyIn(
  exchanges: readonly { readonly row: HistoryRow | null; readonly written: WrittenTable | null }[],
  { historyTable, knownTable = null, pending }: HistoryOptions,
): HistoryFound {
  const expected = historyTable ?? knownTable;
  const isOwn = (table: string) => expected === null || isSameTable(table, expected);
  const named = withoutNamesakes(exchanges.flatMap(({ row }) => (row && isOwn(row.table) ? row : [])));
  const table = historyTableOf(named);
  const rows = new Map<number, MigrationFile>();
  for (const [at, { row }] of exchanges.entries())
    if (row !== null && row.table === table && named.includes(row)) rows.set(at, row.migration);
  if (table !== null || historyTable === null)
    return {
      table: table ?? knownTable,
      rows,
      others: rowsOfOthers(exchanges, rows),
      isInTurn: false,
      doubt: null,
    };
  const writes = exchanges.flatMap(({ written }, at) =>
    written && isOwn(written.table) ? { ...written, at } : [],
  );
  return rowsInTurn(historyTable, writes, pending);
}

/** Rows that the tool wrote as it did ours. One that is written in another way is a migration's own work on the history. */
function rowsOfOthers(
  exchanges: readonly { readonly written: WrittenTable | null }[],
  rows: ReadonlyMap<number, MigrationFile>,
): ReadonlySet<number> {
  const forms = new Set([...rows.keys()].flatMap((at) => exchanges[at]?.written?.form ?? []));
  return new Set(
    exchanges.flatMap(({ written }, at) => (!rows.has(at) && written && forms.has(written.form) ? at : [])),
  );
}

/** Rows that name nothing: one for each migration, in the tool's order. */
function rowsInTurn(
  historyTable: string,
  writes: readonly (WrittenTable & { readonly at: number })[],
  pending: readonly MigrationFile[],
): HistoryFound {
  const inserts = writes.filter(({ isInsert }) => isInsert);
  const updates = writes.filter(({ isInsert }) => !isInsert);
  const usual = inserts.length > 0 ? inserts : updates;
  const own = [inserts, updates].find(({ length }) => length === pending.length) ?? usual;
  const rows = new Map(pending.slice(0, own.length).map((file, turn) => [own[turn]?.at ?? -1, file]));
  const doubt = `${historyTable} got ${own.length} rows, and ${pending.length} migrations were pending`;
  return {
    table: own[0]?.table ?? historyTable,
    rows,
    others: new Set(),
    isInTurn: own.length > 0,
    doubt: own.length > pending.length ? doubt : null,
  };
}

/** Whether a name is that of the config, which may leave the schema out, as the tool may. */
function isSameTable(name: string, configured: string): boolean {
  const [a = "", inA] = name.split(".").reverse();
  const [b = "", inB] = configured.split(".").reverse();
  return a === b && (inA === undefined || inB === undefined || inA === inB);
}

/** The table to which the most different migrations were written. */
function historyTableOf(rows: readonly HistoryRow[]): string | null {
  const tables = new Map<string, Set<string>>();
  for (const { table, migration } of rows) {
    tables.set(table, (tables.get(table) ?? new Set()).add(migration.id));
  }
  const [most] = [...tables].sort(([, a], [, b]) => b.size - a.size);
  return most?.[0] ?? null;
}

export function nameOf({ schemaname, relname = "" }: RangeVar): string {
  return schemaname === undefined ? relname : `${schemaname}.${relname}`;
}

function constantsIn(value: unknown, parameters: readonly Parameter[]): string[] {
  const found: string[] = [];
  walk(value, (node) => {
    const text = constantOf(node, parameters);
    if (text !== null) found.push(text);
    return true;
  });
  return found;
}

function constantOf(node: Node, parameters: readonly Parameter[]): string | null {
  const constant = as(node, "A_Const");
  if (constant?.sval) return constant.sval.sval ?? "";
  if (constant?.ival) return String(constant.ival.ival ?? 0);
  if (constant?.fval) return constant.fval.fval ?? "";
  const number = as(node, "ParamRef")?.number;
  return number === undefined ? null : textOf(parameters[number - 1]);
}

// pg_type.dat
const INT8 = 20;
const INT2 = 21;
const INT4 = 23;

/** A value as PostgreSQL prints it; null where it is NULL or of a binary form that is not read here. */
export function textOf(parameter: Parameter | undefined): string | null {
  const { value, isBinary, type } = parameter ?? { value: null, isBinary: false, type: 0 };
  if (value === null) return null;
  if (!isBinary) return value.toString("utf8");
  if (type === INT8 && value.length === 8) return String(value.readBigInt64BE());
  if (type === INT4 && value.length === 4) return String(value.readInt32BE());
  if (type === INT2 && value.length === 2) return String(value.readInt16BE());
  return value.includes(0) ? null : value.toString("utf8");
}
