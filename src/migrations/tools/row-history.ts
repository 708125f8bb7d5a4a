import { basename } from "../tree.ts";
import {
  byKey,
  compareHistories,
  duplicateVersions,
  editedItems,
  type HistoryAdvice,
} from "./compare-histories.ts";
import {
  appliedMigration,
  type HistoryOptions,
  type HistoryReader,
  type HistoryRow,
  type LocalMigration,
} from "./history.ts";

/** A tool whose history has a row for each migration, with or without a checksum or the SQL. */
export interface RowHistory extends Omit<HistoryReader, "read"> {
  readonly advice: HistoryAdvice;
  /** What a row names, or null for a row that stands for no migration. */
  recorded(row: HistoryRow, local: readonly LocalMigration[]): string | null;
  /** What names a migration of the checkout in the history, or null for a file that is none. Default: {@link stemOf}. */
  key?(migration: LocalMigration): string | null;
  /** How the user knows a migration that the checkout lacks. Default: what the row names. */
  label?(row: HistoryRow): string;
  /** Whether the migration of a row was applied, not only begun. Default: it was. */
  isApplied?(row: HistoryRow): boolean;
  /** Compares a file with what the row keeps of it; null: the row keeps nothing. Default: no row does. */
  matches?(row: HistoryRow, options: HistoryOptions): ((content: Buffer) => boolean) | null;
  /** The SQL that was applied, where the row keeps it. */
  sqlOf?(row: HistoryRow): string | null;
  /** What is said of a file that is not what was applied, behind its name. Default: it was edited, and `afterEdit`. */
  readonly edited?: string;
  /** Whether a migration that is not applied comes too late; undefined: the order decides. */
  isLate?(migration: LocalMigration, rows: readonly HistoryRow[]): boolean | undefined;
  /** What a row names that may have been rolled back. */
  rolledBack?(row: HistoryRow): string | null;
  /** What the tool does with two migrations of one version; left out where a name cannot be there twice. */
  readonly twice?: string;
}

export function rowHistory(history: RowHistory): HistoryReader {
  const { advice, afterEdit, edited = `was edited ${afterEdit}`, key = stemOf, twice } = history;
  return {
    ...history,
    read(options) {
      const { rows, local, expected } = options;
      const own = local.flatMap((migration) => {
        const name = key(migration);
        const isLate = history.isLate?.(migration, rows);
        return name === null ? [] : [{ key: name, id: migration.id, isLate, migration }];
      });
      const known = byKey(own);
      const named = rows.flatMap((row) => {
        const name = history.recorded(row, local);
        if (name === null) return [];
        return [{ key: name, id: known.get(name)?.id ?? history.label?.(row) ?? name, row }];
      });
      const applied = newest(named.filter(({ row }) => history.isApplied?.(row) ?? true)).map(
        ({ key, id, row }) => {
          const { migration = null } = known.get(key) ?? {};
          return appliedMigration(id, migration, history.matches?.(row, options), history.sqlOf?.(row));
        },
      );
      const rolledBack = new Set(rows.flatMap((row) => history.rolledBack?.(row) ?? []));
      return {
        items: [
          ...(twice === undefined ? [] : duplicateVersions(own, twice)),
          ...editedItems(applied, edited),
          ...compareHistories({ local: own, recorded: newest(named), expected, rolledBack }, advice),
        ],
        applied,
      };
    },
  };
}

/** Of several rows that name one migration the last, in the place of the first. */
function newest<Named extends { readonly key: string }>(rows: readonly Named[]): Named[] {
  return [...new Map(rows.map((row) => [row.key, row])).values()];
}

/** Digits at the beginning of a file name, as the number that they are. */
export function leadingNumber(name: string): string | null {
  const digits = leadingDigits(name);
  return digits === null ? null : BigInt(digits).toString();
}

export function leadingDigits(name: string): string | null {
  return /^\d+/.exec(name)?.[0] ?? null;
}

/** A file name without its extension: what is written in TypeScript is recorded as it was compiled. */
export function withoutExtension(name: string): string {
  return name.replace(/(?:\.d)?\.[cm]?[jt]s$|\.sql$|\.py$|\.rb$/, "");
}

export function stemOf({ path }: LocalMigration): string {
  return withoutExtension(basename(path));
}
