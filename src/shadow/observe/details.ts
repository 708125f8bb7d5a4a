/** What the catalog says below relations: columns, constraints, triggers, types with their labels, functions. */
import { DETAIL_KINDS, type DetailKind, type DetailState } from "../../effects/observation.ts";
import { DETAIL_MARK, type Detailed, type DetailMark, type DetailRow } from "./detail-query.ts";

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

/** `last`: the earlier look that still holds, of this transaction or of one before it that was committed. Makes it cheaper. */
export interface DetailOptions {
  readonly last: DetailLook | null;
  readonly sameTransaction: boolean;
}

/** A look in two: behind which mark it asks, and what is made of its one value. */
export interface Detailing {
  readonly mark: DetailMark;
  /** `whole`: looks again at all of them, where something is gone or is called by another name. */
  read(value: unknown, whole: () => Promise<DetailLook>): Promise<DetailLook>;
}

export function detailing({ last, sameTransaction }: DetailOptions): Detailing {
  const mark = last && { ...last.mark, ...(!sameTransaction && NO_TRANSACTION) };
  return {
    mark: mark ?? DETAIL_MARK,
    async read(value, whole) {
      if (!value) throw new Error("PostgreSQL does not tell its columns");
      const row = value as DetailRow;
      if (last !== null && isRenamed(last.mark, row)) return whole();
      const details = new Map(last?.details);
      for (const kind of DETAIL_KINDS) {
        const [total, written, others] = row[kind];
        // Of others it is not known whether they are new: then too many are expected.
        let expected = (last?.mark.rows[kind].total ?? 0) + others;
        for (const one of written ?? []) {
          const key = `${kind} ${one[0]}`;
          if (!details.has(key)) expected += 1;
          details.set(key, detailOf(kind, one));
        }
        // Something is gone.
        if (last !== null && expected !== total) return whole();
      }
      return { details, systemFunctions: row.replaced, mark: markOf(row, sameTransaction ? mark : null) };
    },
  };
}

const NO_TRANSACTION = { transaction: null };

/** What was not written has another name all the same: through a type or a schema, or where names are looked for. */
function isRenamed(mark: DetailMark, { name: [total, written], namesake, searchPath }: DetailRow): boolean {
  return searchPath !== mark.searchPath || namesake || total !== mark.rows.name.total + written;
}

function detailOf(kind: DetailKind, [, name, owner, schema, what, checked]: Detailed): Detail {
  return { kind, name, owner, schema, state: { what, checked } };
}

function markOf(row: DetailRow, last: DetailMark | null): DetailMark {
  const { horizon, transaction, searchPath } = row;
  const rows = Object.fromEntries(
    ([...DETAIL_KINDS, "name"] as const).map((kind) => {
      const total = row[kind][0];
      const command = row[kind].at(-1) as number | null;
      const before = last?.rows[kind].command ?? null;
      return [kind, { total, command: before === null ? command : Math.max(before, command ?? -1) }];
    }),
  ) as DetailMark["rows"];
  return { horizon, transaction, searchPath, rows };
}
