/** What the catalog says below relations: columns, constraints, triggers, types with their labels, functions. */
import { DETAIL_KINDS, type DetailKind, type DetailState } from "../../effects/observation.ts";
import { DETAIL_MARK, type Detailed, type DetailMark, type DetailRow, type LeftRow } from "./detail-query.ts";
import { FIRST_PLACE, tailFrom } from "./written-rows.ts";

/** An object below relations at one moment. */
export interface Detail {
  readonly kind: DetailKind;
  readonly name: string;
  /** Oid of the relation, or of the type of a label; 0: it stands for itself. */
  readonly owner: number;
  /** Its schema, of what stands for itself. */
  readonly schema: string;
  /** What can change of it under its name. */
  readonly state: DetailState;
}

/** By what stays the same under another name: the kind and oids. */
export type Details = ReadonlyMap<string, Detail>;

export interface DetailLook {
  readonly details: Details;
  /** How many of the system's functions are written in SQL. */
  readonly systemFunctions: number;
  readonly mark: DetailMark;
}

export interface DetailOptions {
  /** The earlier look that still holds, of this transaction or of one before it that was committed. Makes it cheaper. */
  readonly last: DetailLook | null;
  readonly sameTransaction: boolean;
  /** How often catalogs were written to since `last`, or the transaction has begun, is certain to be counted. */
  readonly counted: boolean;
}

/** What a look may have to ask besides. */
export interface DetailAsking {
  /** Looks again at all of them, where something is called by another name. */
  whole(): Promise<DetailLook>;
  /** Which are left of kinds of which some are gone. */
  left(kinds: readonly DetailKind[]): Promise<LeftRow>;
}

/** A look in two: behind which mark it asks, and what is made of its one value. */
export interface Detailing {
  readonly mark: DetailMark;
  read(value: unknown, asking: DetailAsking): Promise<DetailLook>;
}

export function detailing({ last, sameTransaction, counted }: DetailOptions): Detailing {
  const mark = last && (sameTransaction ? last.mark : begun(last.mark));
  return {
    mark: mark === null ? DETAIL_MARK : counted ? mark : withRows(mark, () => ({ writes: null })),
    async read(value, { whole, left }) {
      if (!value) throw new Error("PostgreSQL does not tell its columns");
      const row = value as DetailRow;
      if (last !== null && isRenamed(last.mark, row)) return whole();
      const details = new Map(last?.details);
      const gone: DetailKind[] = [];
      for (const kind of DETAIL_KINDS) {
        if (row[kind] === null) continue;
        const [counted, written, others] = row[kind];
        const total = counted ?? comeSince(kind, mark ?? DETAIL_MARK, row);
        // Of others it is not known whether they are new: then too many are expected.
        let expected = (last?.mark.rows[kind].total ?? 0) + others;
        for (const one of written ?? []) {
          const key = `${kind} ${one[0]}`;
          if (!details.has(key)) expected += 1;
          details.set(key, detailOf(kind, one));
        }
        if (last !== null && expected !== total) gone.push(kind);
      }
      if (gone.length > 0 && !leaveOut(details, gone, await left(gone))) return whole();
      const systemFunctions = row.replaced ?? last?.systemFunctions ?? 0;
      return { details, systemFunctions, mark: markOf(row, mark ?? DETAIL_MARK) };
    },
  };
}

/** Leaves out what is gone. False: there are some of which nothing is known. */
function leaveOut(details: Map<string, Detail>, kinds: readonly DetailKind[], row: LeftRow): boolean {
  const left = new Set(
    kinds.flatMap((kind) => (row[kind] ? row[kind].split(",").map((key) => `${kind} ${key}`) : [])),
  );
  for (const [key, { kind }] of details) if (kinds.includes(kind) && !left.delete(key)) details.delete(key);
  return left.size === 0;
}

/** How many there are where nothing is gone. */
function comeSince(kind: keyof DetailMark["rows"], mark: DetailMark, { inserted }: DetailRow): number {
  const last = mark.rows[kind];
  return last.total + inserted[kind] - last.inserted;
}

/** What was not written has another name all the same: through a type or a schema, or where names are looked for. */
function isRenamed(mark: DetailMark, { name, searchPath }: DetailRow): boolean {
  if (searchPath !== mark.searchPath) return true;
  if (name === null) return false;
  const [total, written, isNamesake] = name;
  return isNamesake || total !== mark.rows.name.total + written;
}

function detailOf(kind: DetailKind, [, name, owner, schema, what, checked]: Detailed): Detail {
  return { kind, name, owner, schema, state: { what, checked } };
}

function markOf(row: DetailRow, last: DetailMark): DetailMark {
  const { horizon, transaction, searchPath } = row;
  return withRows({ ...last, horizon, transaction, searchPath }, (kind) => {
    const writes = row.writes[kind];
    const inserted = row.inserted[kind];
    const rows = row[kind];
    if (rows === null) return { writes, inserted };
    const command = rows.at(-1) as number | null;
    const before = last.rows[kind].command;
    const latest = before === null ? command : Math.max(before, command ?? -1);
    const total = rows[0] ?? comeSince(kind, last, row);
    const tail = kind === "name" ? FIRST_PLACE : tailFrom(rows[3] as string | null, last.rows[kind].tail);
    return { writes, inserted, total, command: latest, tail };
  });
}

/** The same in the next transaction, whose counters begin anew. */
function begun(mark: DetailMark): DetailMark {
  return withRows({ ...mark, transaction: null }, () => ({ command: null, writes: 0, inserted: 0 }));
}

type Marks = DetailMark["rows"];

function withRows(mark: DetailMark, change: (kind: keyof Marks) => Partial<Marks["name"]>): DetailMark {
  const kinds = Object.keys(mark.rows) as (keyof Marks)[];
  const rows = kinds.map((kind) => [kind, { ...mark.rows[kind], ...change(kind) }] as const);
  return { ...mark, rows: Object.fromEntries(rows) as Marks };
}
