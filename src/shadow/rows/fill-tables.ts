/** A few rows for every table of a shadow, the same in every run. */
import type { StatementError } from "../../postgres/server-message.ts";
import type { Session } from "../engines/session.ts";
import { advanceSequences } from "./advance-sequences.ts";
import { composeRow, type Ingredients, pointLater } from "./compose-row.ts";
import { distinctColumns } from "./distinct-columns.ts";
import { fillOrder, holders, pointedTo } from "./fill-order.ts";
import { insertRows } from "./insert-rows.ts";
import { readRows } from "./read-rows.ts";
import { readShapes } from "./read-shapes.ts";
import type { Row, RowPlan } from "./row.ts";
import type { ForeignKeyShape, Shapes, TableShape } from "./table-shape.ts";
import { TypeValues } from "./type-values.ts";

export interface FillOptions {
  /** Rows of each table. */
  readonly rows?: number;
  /** Whether columns that may be null are so in some rows; left out: they are. */
  readonly nulls?: boolean;
  /** Whether values that may repeat themselves do in some rows; left out: they do. */
  readonly duplicates?: boolean;
}

export interface UnfilledTable {
  /** `schema.name`. */
  readonly relation: string;
  /** In PostgreSQL's words. */
  readonly reason: string;
}

export interface FilledTables {
  /** The rows that were added, by `schema.name`; a partitioned table has those of its partitions. */
  readonly filled: ReadonlyMap<string, number>;
  /** Tables that took none. */
  readonly unfilled: readonly UnfilledTable[];
}

const ROWS = 4;

/**
 * Adds rows to every table of the user's schemas, so that they satisfy all that the schema demands; PostgreSQL decides. Triggers
 * and rules of the user take no part where the session may keep them from it. No transaction may be open; the session's settings
 * stay as they are.
 */
export async function fillTables(session: Session, options: FillOptions = {}): Promise<FilledTables> {
  await session.query("BEGIN");
  try {
    const shapes = await readShapes(session);
    const filling = new Filling(session, shapes, options, await canQuietTriggers(session));
    await session.query("SET CONSTRAINTS ALL IMMEDIATE");
    await session.query("SET LOCAL standard_conforming_strings = on");
    for (const group of fillOrder(holders(shapes.tables))) await filling.fill(group);
    await advanceSequences(session, shapes.tables);
    await session.query("COMMIT");
    return filling.result();
  } catch (error) {
    await session.exec("ROLLBACK");
    throw error;
  }
}

async function canQuietTriggers(session: Session): Promise<boolean> {
  const { error } = await session.exec("SAVEPOINT quiet; SET LOCAL session_replication_role = replica");
  await session.query("ROLLBACK TO SAVEPOINT quiet");
  return error === null;
}

class Filling {
  readonly #session: Session;
  readonly #shapes: Shapes;
  readonly #values: TypeValues;
  readonly #options: Required<FillOptions>;
  readonly #quiet: boolean;
  readonly #rows = new Map<TableShape, readonly Row[]>();
  readonly #added = new Map<TableShape, number>();
  readonly #unfilled: UnfilledTable[] = [];

  constructor(session: Session, shapes: Shapes, options: FillOptions, quiet: boolean) {
    this.#session = session;
    this.#shapes = shapes;
    this.#values = new TypeValues(shapes.types);
    this.#options = { rows: ROWS, nulls: true, duplicates: true, ...options };
    this.#quiet = quiet;
  }

  result(): FilledTables {
    const filled = new Map<string, number>();
    for (const table of this.#shapes.tables) {
      const own = [table, ...this.#shapes.tables.filter(({ ancestors }) => ancestors.includes(table.oid))];
      const rows = own.reduce((sum, one) => sum + (this.#added.get(one) ?? 0), 0);
      if (rows > 0) filled.set(table.relation, rows);
    }
    return { filled, unfilled: this.#unfilled };
  }

  async fill(group: readonly TableShape[]): Promise<void> {
    const together = this.#compose(group);
    const error = await insertRows(this.#session, together, this.#quiet);
    if (error === null) for (const { table, rows } of together) await this.#took(table, rows);
    else for (const table of group) await this.#fillAlone(table, error);
  }

  /** Rows for tables that point to each other. */
  #compose(group: readonly TableShape[]): { table: TableShape; rows: Row[] }[] {
    const made = new Map<TableShape, Row[]>();
    const waiting: { row: Row; ingredients: Ingredients; late: ForeignKeyShape[]; plan: RowPlan }[] = [];
    for (const table of group) {
      const ingredients = this.#ingredients(table, (key) => this.#targets(key, group, made));
      const late = table.foreignKeys.filter((key) => ingredients.targets(key) === null);
      const plans = this.#plans(table);
      const rows = plans.map((plan) => composeRow(ingredients, plan));
      for (const [at, plan] of plans.entries()) {
        const row = rows[at];
        if (row && late.length > 0) waiting.push({ row, ingredients, late, plan });
      }
      made.set(table, rows);
    }
    for (const { row, ingredients, late, plan } of waiting) pointLater(row, ingredients, late, plan);
    return group.map((table) => ({ table, rows: made.get(table) ?? [] }));
  }

  /** Row by row, each in several ways, until PostgreSQL takes one. */
  async #fillAlone(table: TableShape, first: StatementError): Promise<void> {
    const taken: Row[] = [];
    let reason = first;
    for (const plan of this.#plans(table)) {
      for (const way of WAYS) {
        const row = this.#composeAlone(table, { ...plan, ...way, offset: plan.offset + way.offset }, taken);
        const error = await insertRows(this.#session, [{ table, rows: [row] }], this.#quiet);
        if (error === null) taken.push(row);
        else if (way === WAYS[0] && plan.number === 0) reason = error;
        if (error === null) break;
      }
      // What takes no first row in any way takes no second one.
      if (taken.length === 0) break;
    }
    await this.#took(table, taken);
    if (taken.length === 0 && (this.#rows.get(table) ?? []).length === 0)
      this.#unfilled.push({ relation: table.relation, reason: reason.message });
  }

  /** A row that may point to the others and to itself. */
  #composeAlone(table: TableShape, plan: RowPlan, others: readonly Row[]): Row {
    const made = new Map<TableShape, readonly Row[]>();
    const ingredients = this.#ingredients(table, (key) => this.#targets(key, [table], made));
    const late = table.foreignKeys.filter((key) => ingredients.targets(key) === null);
    const row = composeRow(ingredients, plan);
    made.set(table, [...others, row]);
    if (late.length > 0) pointLater(row, ingredients, late, plan);
    return row;
  }

  async #took(table: TableShape, rows: readonly Row[]): Promise<void> {
    this.#added.set(table, rows.length);
    const columns = this.#pointedColumns(table);
    const known = rows.length > 0 && rows.every((row) => columns.every((name) => row.has(name)));
    const isRead = !known && columns.length > 0;
    this.#rows.set(table, isRead || rows.length === 0 ? await readRows(this.#session, table, columns) : rows);
  }

  /** Columns of a table that foreign keys point to. */
  #pointedColumns({ oid, ancestors }: TableShape): string[] {
    const keys = this.#shapes.tables.flatMap(({ foreignKeys }) => foreignKeys);
    const own = keys.filter(({ to }) => to === oid || ancestors.includes(to));
    return [...new Set(own.flatMap(({ toColumns }) => toColumns))];
  }

  #targets(
    key: ForeignKeyShape,
    group: readonly TableShape[],
    made: ReadonlyMap<TableShape, readonly Row[]>,
  ): readonly Row[] | null {
    const tables = pointedTo(key, this.#shapes.tables);
    if (tables.some((table) => group.includes(table) && !made.has(table))) return null;
    return tables.flatMap((table) => made.get(table) ?? this.#rows.get(table) ?? []);
  }

  #ingredients(table: TableShape, targets: Ingredients["targets"]): Ingredients {
    const values = new Map(
      table.columns.map(({ name, type, modifier }) => [name, this.#values.of(type, modifier)]),
    );
    const counts = new Map([...values].map(([name, { count }]) => [name, count]));
    return { table, values, tied: [], differing: distinctColumns(table, counts), targets };
  }

  #plans({ hasPages }: TableShape): RowPlan[] {
    const { rows, nulls, duplicates } = this.#options;
    const offset = hasPages ? 1_000 : 0;
    return Array.from({ length: rows }, (_, number) => ({
      number,
      offset,
      nulls,
      duplicates,
      minimal: false,
    }));
  }
}

const WAYS = [
  { offset: 0 },
  { offset: 100, nulls: false, duplicates: false },
  { offset: 207, nulls: false, duplicates: false, minimal: true },
  { offset: 1, nulls: true },
  { offset: 10_003, nulls: false, duplicates: false },
] as const;
