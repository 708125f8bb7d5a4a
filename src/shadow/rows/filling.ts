import type { StatementError } from "../../postgres/server-message.ts";
import { composeRow, pointLater } from "./compose-row.ts";
import { pointedTo } from "./fill-order.ts";
import { gatherIngredients, type Source } from "./gather-ingredients.ts";
import { insertRows, type TableRows } from "./insert-rows.ts";
import { readRows } from "./read-rows.ts";
import type { Row, RowPlan } from "./row.ts";
import { type Kind, plansOf, WAYS } from "./row-plans.ts";
import type { ForeignKeyShape, TableShape } from "./table-shape.ts";

export interface UnfilledTable {
  /** `schema.name`. */
  readonly relation: string;
  /** In PostgreSQL's words. */
  readonly reason: string;
}

export interface FilledTables {
  /** The rows that were added, by `schema.name`; a partitioned table has those of its partitions. */
  readonly filled: ReadonlyMap<string, number>;
  /** Tables that took none and hold none. */
  readonly unfilled: readonly UnfilledTable[];
}

type Rows = ReadonlyMap<TableShape, readonly Row[]>;

/** The tables of one shadow on their way to being filled, in a transaction that is open. */
export class Filling {
  readonly #source: Source;
  readonly #kind: Kind;
  /** The session may keep the user's triggers and rules from taking part. */
  readonly #quiet: boolean;
  /** What others may point to. */
  readonly #rows = new Map<TableShape, readonly Row[]>();
  readonly #added = new Map<TableShape, number>();
  readonly #unfilled: UnfilledTable[] = [];

  constructor(source: Source, kind: Kind, quiet: boolean) {
    this.#source = source;
    this.#kind = kind;
    this.#quiet = quiet;
  }

  result(): FilledTables {
    const { tables } = this.#source.shapes;
    const filled = new Map<string, number>();
    for (const table of tables) {
      const own = [table, ...tables.filter(({ ancestors }) => ancestors.includes(table.oid))];
      const rows = own.reduce((sum, one) => sum + (this.#added.get(one) ?? 0), 0);
      if (rows > 0) filled.set(table.relation, rows);
    }
    return { filled, unfilled: this.#unfilled };
  }

  /** Fills tables that point to each other in a circle, or one that does not. */
  async fill(group: readonly TableShape[]): Promise<void> {
    const together = await this.#compose(group);
    const error = await this.#insert(together);
    if (error === null) for (const { table, rows } of together) await this.#took(table, rows);
    else for (const table of group) await this.#fillAlone(table, error);
  }

  #insert(parts: readonly TableRows[]): Promise<StatementError | null> {
    return insertRows(this.#source.session, parts, this.#quiet);
  }

  async #compose(group: readonly TableShape[]): Promise<TableRows[]> {
    const made = new Map<TableShape, readonly Row[]>();
    const later: (() => void)[] = [];
    for (const table of group) {
      const targets = (key: ForeignKeyShape) => this.#targets(key, group, made);
      const ingredients = await gatherIngredients(this.#source, table, targets);
      const late = table.foreignKeys.filter((key) => targets(key) === null);
      const rows: Row[] = [];
      for (const plan of this.#plans(table)) {
        const row = composeRow(ingredients, plan, rows);
        rows.push(row);
        if (late.length > 0) later.push(() => pointLater(row, ingredients, late, plan));
      }
      made.set(table, rows);
    }
    for (const point of later) point();
    return group.map((table) => ({ table, rows: made.get(table) ?? [] }));
  }

  /** Row by row, each in several ways, until PostgreSQL takes one. */
  async #fillAlone(table: TableShape, first: StatementError): Promise<void> {
    const taken: Row[] = [];
    let reason = first;
    const made = new Map<TableShape, readonly Row[]>();
    const targets = (key: ForeignKeyShape) => this.#targets(key, [table], made);
    const ingredients = await gatherIngredients(this.#source, table, targets);
    const late = table.foreignKeys.filter((key) => targets(key) === null);
    for (const plan of this.#plans(table)) {
      for (const way of WAYS) {
        const own = { ...plan, ...way, offset: plan.offset + way.offset };
        made.delete(table);
        const row = composeRow(ingredients, own, taken);
        made.set(table, [...taken, row]);
        if (late.length > 0) pointLater(row, ingredients, late, own);
        const error = await this.#insert([{ table, rows: [row] }]);
        if (error === null) taken.push(row);
        else if (way === WAYS[0] && taken.length === 0) reason = error;
        if (error === null) break;
      }
      // What takes no first row in any way takes no second one.
      if (taken.length === 0) break;
    }
    await this.#took(table, taken);
    if (taken.length === 0 && (this.#rows.get(table) ?? []).length === 0)
      this.#unfilled.push({ relation: table.relation, reason: reason.message });
  }

  async #took(table: TableShape, rows: readonly Row[]): Promise<void> {
    this.#added.set(table, rows.length);
    const columns = this.#pointedColumns(table);
    const isKnown = rows.length > 0 && rows.every((row) => columns.every((name) => row.has(name)));
    this.#rows.set(table, isKnown ? rows : await readRows(this.#source.session, table, columns));
  }

  /** Columns of a table that foreign keys point to. */
  #pointedColumns({ oid, ancestors }: TableShape): string[] {
    const keys = this.#source.shapes.tables.flatMap(({ foreignKeys }) => foreignKeys);
    const own = keys.filter(({ to }) => to === oid || ancestors.includes(to));
    return [...new Set(own.flatMap(({ toColumns }) => toColumns))];
  }

  /** Null as long as rows of the group are not made up that the key may point to. */
  #targets(key: ForeignKeyShape, group: readonly TableShape[], made: Rows): readonly Row[] | null {
    const tables = pointedTo(key, this.#source.shapes.tables);
    if (tables.some((table) => group.includes(table) && !made.has(table))) return null;
    return tables.flatMap((table) => made.get(table) ?? this.#rows.get(table) ?? []);
  }

  #plans(table: TableShape): RowPlan[] {
    const siblings = this.#source.shapes.tables.filter(
      ({ partitioned, ancestors }) => !partitioned && ancestors.at(-1) === table.ancestors.at(-1),
    );
    return plansOf(table, siblings, this.#kind);
  }
}
