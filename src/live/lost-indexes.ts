import { tokens } from "../sql/parse.ts";
import type { Planned } from "./plan.ts";
import type { PlannedIndex, PlannedTable } from "./plan-catalog.ts";
import type { Access, Scan } from "./plan-scans.ts";

/** A query that read a table by an index before the change and has none to read it by after it. */
export interface LostIndex {
  /** Of the query in its list. */
  readonly query: string;
  /** `schema.name` before the change, as production knows it: of the partitioned table for its partitions. */
  readonly relation: string;
  /** `schema.name` of the index that it used, of the partitioned table for its partitions; the OID of the one that was read. */
  readonly index: string;
  readonly oid: string;
  /** Rows of the table that each call reads from then on. */
  readonly rowsPerCall: number;
  /** Only sizes were known: no statistics of its columns. */
  readonly isGuess: boolean;
}

type Tables = ReadonlyMap<string, PlannedTable>;

/** What became of an index, or of the types of a table's columns. */
export type Taken = "changed" | "gone";

/** By OID: the indexes for which none serves what they served, and the tables with a column of another type. */
export function takenFrom(before: Tables, now: Tables): Map<string, Taken> {
  return new Map(
    [...before.values()].flatMap((was) => {
      const is = successorOf(was, now);
      // What reads a table that is gone fails.
      if (is === undefined) return [];
      const taken = was.indexes
        .filter((index) => isTaken(index, is))
        .map((index): [string, Taken] => [index.oid, isThere(index, is) ? "changed" : "gone"]);
      return isRetyped(was, is) ? [[was.oid, "changed"] as [string, Taken], ...taken] : taken;
    }),
  );
}

/** Under its name: another type of a column makes it anew. */
function isThere({ oid, name }: PlannedIndex, now: PlannedTable): boolean {
  return now.indexes.some((index) => index.oid === oid || index.name === name);
}

/** The table itself, or the one that has its name. */
function successorOf({ oid, relation }: PlannedTable, tables: Tables): PlannedTable | undefined {
  return tables.get(oid) ?? named(tables, relation);
}

function named(tables: Tables, relation: string): PlannedTable | undefined {
  return [...tables.values()].find((table) => table.relation === relation);
}

function isTaken(index: PlannedIndex, now: PlannedTable): boolean {
  return !now.indexes.some(({ signature }) => signature === index.signature);
}

function isRetyped(was: PlannedTable, now: PlannedTable): boolean {
  return was.columns.some(({ number, type }) => {
    const column = now.columns.find((one) => one.number === number);
    return column !== undefined && column.type !== type;
  });
}

export function lostIndexes(before: Planned, after: Planned): LostIndex[] {
  const taken = takenFrom(before.tables, after.tables);
  return [...before.scans].flatMap(([query, had]) => {
    const has = after.scans.get(query);
    if (!had || !has) return [];
    // All partitions of a table are one.
    const lost = new Map<string, LostIndex>();
    for (const scan of had) {
      const one = lostBy(scan, { before, after, had, has, taken });
      if (one !== null && !lost.has(one.relation)) lost.set(one.relation, { query, ...one });
    }
    return [...lost.values()];
  });
}

interface States {
  readonly before: Planned;
  readonly after: Planned;
  /** The scans of the query. */
  readonly had: readonly Scan[];
  readonly has: readonly Scan[];
  readonly taken: ReadonlyMap<string, Taken>;
}

function lostBy(scan: Scan, { before, after, had, has, taken }: States): Omit<LostIndex, "query"> | null {
  const was = named(before.tables, scan.relation);
  const now = was && successorOf(was, after.tables);
  if (scan.access === "all" || was === undefined || now === undefined) return null;
  // A join with a column of another type may not be served by an index that is there as before.
  const isRetyped = [...before.tables.keys()].some((oid) => taken.has(oid));
  const used = was.indexes.filter(({ name }) => scan.indexes.includes(name));
  const index = used.find(({ oid }) => taken.has(oid)) ?? (isRetyped ? used[0] : undefined);
  const later = has.filter(({ relation }) => relation === now.relation);
  const earlier = had.filter(({ relation }) => relation === was.relation);
  if (index === undefined || !isWorse(scan.access, earlier, later)) return null;
  const top = topOf(was, before.tables);
  const known = before.known.get(top.oid) ?? before.known.get(was.oid);
  if (known === undefined) return null;
  const reads = later.filter(({ access }) => access !== "condition");
  // Which partition is read is known when it runs.
  const isPruned = top.partitionKeys.some((key) => reads.some(({ conditions }) => names(conditions, key)));
  const rows = isPruned ? Math.min(known.rows, largestBelow(top, before)) : known.rows;
  return {
    relation: top.relation,
    index: topIndexOf(index, before.tables).index,
    oid: index.oid,
    rowsPerCall: Math.max(1, Math.round(rows * Math.max(...reads.map(({ fraction }) => fraction)))),
    isGuess: !known.hasColumns,
  };
}

/** Fewer scans than before find their rows by an index, and more do not. */
function isWorse(access: Access, earlier: readonly Scan[], later: readonly Scan[]): boolean {
  const isGood = (scan: Scan): boolean =>
    access === "condition" ? scan.access === "condition" : scan.access !== "all";
  const good = (scans: readonly Scan[]): number => scans.filter(isGood).length;
  const bad = (scans: readonly Scan[]): number => scans.length - good(scans);
  return good(later) < good(earlier) && bad(later) > bad(earlier);
}

/** The table that a partition belongs to in the end. */
function topOf(table: PlannedTable, tables: Tables): PlannedTable {
  const parent = table.isPartition && table.parent !== null ? tables.get(table.parent) : undefined;
  return parent === undefined ? table : topOf(parent, tables);
}

/** The index of the partitioned table that it belongs to in the end. */
function topIndexOf(index: PlannedIndex, tables: Tables): PlannedIndex {
  const all = [...tables.values()].flatMap(({ indexes }) => indexes);
  const parent = index.parent === null ? undefined : all.find(({ oid }) => oid === index.parent);
  return parent === undefined ? index : topIndexOf(parent, tables);
}

/** Rows of the largest partition. */
function largestBelow({ oid }: PlannedTable, { tables, known }: Planned): number {
  const rows = [...tables.values()]
    .filter((table) => table.path !== null && table.isPartition && topOf(table, tables).oid === oid)
    .map((table) => known.get(table.oid)?.rows ?? 0);
  return Math.max(0, ...rows);
}

/** Whether a condition in PostgreSQL's words has a column. */
function names(condition: string, column: string): boolean {
  return tokens(condition).some(({ start, end }) => {
    const word = condition.slice(start, end);
    return (word.startsWith('"') ? word.slice(1, -1).replaceAll('""', '"') : word) === column;
  });
}
