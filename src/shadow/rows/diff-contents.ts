/** What two shadows with the same schema hold that differs: pure. */
import type { Contents, TableContents } from "./contents.ts";

export interface ContentDifference {
  /** `schema.name`. */
  readonly relation: string;
  /**
   * absent: in one of them only; unread: of one of them at least; rows: their number; values: in the same number of rows;
   * sequence: in one of them one would give a value that is there.
   */
  readonly kind: "absent" | "unread" | "rows" | "values" | "sequence";
  readonly reason: string;
  /** The columns whose values differ, if some do by themselves; else it is which of them stand together. */
  readonly columns: readonly string[];
}

export interface DiffOptions {
  /** What both held before their migrations: of a value that stands there it is known that nobody made it up since. */
  readonly before?: Contents;
  /** `schema.name.column` of further columns whose values are others in every run: see `varyingColumns`. */
  readonly varying?: ReadonlySet<string>;
}

/**
 * Compares tables by their rows, whatever the order of rows and columns. Of a new value in a column with a volatile default only
 * counts whether it is there, and in how many rows: it is another one in every run. Columns that one of them lacks are a matter of
 * the schema.
 */
export function diffContents(a: Contents, b: Contents, options: DiffOptions = {}): ContentDifference[] {
  const unread = [...a.unread, ...b.unread];
  const names = new Set([...a.tables.keys(), ...b.tables.keys(), ...unread.map(({ relation }) => relation)]);
  return [...names].sort().flatMap((relation) => {
    const refused = unread.find((one) => one.relation === relation);
    if (refused) return { relation, kind: "unread" as const, reason: refused.reason, columns: [] };
    const first = a.tables.get(relation);
    const second = b.tables.get(relation);
    if (first && second) return diffTable(relation, first, second, options) ?? [];
    const reason = `only the ${first ? "first" : "second"} has it`;
    return { relation, kind: "absent" as const, reason, columns: [] };
  });
}

/** Columns whose values differ although the same migrations ran on the same rows twice, for `DiffOptions.varying`. */
export function varyingColumns(once: Contents, again: Contents): Set<string> {
  return new Set(
    diffContents(once, again).flatMap(({ relation, columns }) =>
      columns.map((name) => `${relation}.${name}`),
    ),
  );
}

function diffTable(
  relation: string,
  a: TableContents,
  b: TableContents,
  { before, varying }: DiffOptions,
): ContentDifference | null {
  if (a.rows.length !== b.rows.length) {
    const reason = `${rowsOf(a.rows.length)} in the first, ${rowsOf(b.rows.length)} in the second`;
    return { relation, kind: "rows", reason, columns: [] };
  }
  const names = a.columns.flatMap(({ name }) => (b.columns.some((one) => one.name === name) ? name : []));
  const columns = names.map((name) => {
    const isLoose = [a, b].some((one) =>
      one.columns.some((column) => column.name === name && column.volatile),
    );
    const known = before?.tables.get(relation);
    const kept = new Set(known && valuesIn(known, name));
    const reads = (one: TableContents) => {
      const values = valuesIn(one, name);
      return isLoose || varying?.has(`${relation}.${name}`) ? loosened(values, kept) : values;
    };
    return { name, a: reads(a), b: reads(b) };
  });
  const rows = (side: "a" | "b") =>
    a.rows.map((_, row) => JSON.stringify(columns.map((column) => column[side][row])));
  const differing = countDiffering(rows("a"), rows("b"));
  if (differing === 0) return diffSequences(relation, a, b);
  const apart = columns.filter((column) => countDiffering(column.a, column.b) > 0).map(({ name }) => name);
  const where = apart.length > 0 ? ` in ${apart.join(", ")}` : " in which values stand together";
  return {
    relation,
    kind: "values",
    reason: `${rowsOf(differing)} of ${a.rows.length} differ${where}`,
    columns: apart,
  };
}

function diffSequences(relation: string, a: TableContents, b: TableContents): ContentDifference | null {
  const onlyIn = (one: TableContents, other: TableContents) =>
    one.behind.filter((name) => !other.behind.includes(name));
  const [name] = onlyIn(b, a);
  const [earlier] = onlyIn(a, b);
  const column = name ?? earlier;
  if (column === undefined) return null;
  const where = name === undefined ? "first" : "second";
  const reason = `the sequence of ${column} would give a value that is there already in the ${where}`;
  return { relation, kind: "sequence", reason, columns: [column] };
}

function valuesIn({ columns, rows }: TableContents, name: string): string[] {
  const at = columns.findIndex((column) => column.name === name);
  return at === -1 ? [] : rows.map((row) => row[at] ?? "");
}

/** A value that was made up is told by the number of rows that have it; one that stood there before, and NULL, by itself. */
function loosened(values: readonly string[], kept: ReadonlySet<string>): string[] {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return values.map((value) => (value === "NULL" || kept.has(value) ? value : `new in ${counts.get(value)}`));
}

/** How many of the first list have no equal in the second, which is as long. */
function countDiffering(first: readonly string[], second: readonly string[]): number {
  const left = new Map<string, number>();
  for (const one of second) left.set(one, (left.get(one) ?? 0) + 1);
  let differing = 0;
  for (const one of first) {
    const count = left.get(one) ?? 0;
    if (count === 0) differing++;
    else left.set(one, count - 1);
  }
  return differing;
}

function rowsOf(count: number): string {
  return count === 1 ? "1 row" : `${count} rows`;
}
