import { basename } from "../tree.ts";
import { byKey, compareHistories, duplicateVersions, type HistoryAdvice } from "./compare-histories.ts";
import { appliedByName, type HistoryReader, type HistoryRow, type LocalMigration } from "./history.ts";

/** A tool whose history is a list of names or versions, and nothing else. */
export interface NameOnlyHistory extends Omit<HistoryReader, "read"> {
  readonly advice: HistoryAdvice;
  /** What a row names, or null for a row that stands for no migration. */
  recorded(row: HistoryRow, local: readonly LocalMigration[]): string | null;
  /** What names a migration of the checkout in the history, or null for a file that is none. Default: {@link stemOf}. */
  key?(migration: LocalMigration): string | null;
  /** What the tool does with two migrations of one version; left out where a name cannot be there twice. */
  readonly twice?: string;
}

/** A reader that compares names only: such a history keeps no checksum. */
export function nameOnlyHistory(history: NameOnlyHistory): HistoryReader {
  const { advice, recorded, key = stemOf, twice, ...table } = history;
  return {
    ...table,
    read({ rows, local, expected }) {
      const own = local.flatMap((migration) => {
        const name = key(migration);
        return name === null ? [] : [{ key: name, id: migration.id, migration }];
      });
      const known = byKey(own);
      const names = [...new Set(rows.flatMap((row) => recorded(row, local) ?? []))];
      const there = names.map((name) => ({ key: name, id: known.get(name)?.id ?? name }));
      return {
        items: [
          ...(twice === undefined ? [] : duplicateVersions(own, twice)),
          ...compareHistories({ local: own, recorded: there, expected }, advice),
        ],
        applied: there.map(({ key, id }) => appliedByName(id, known.get(key)?.migration ?? null)),
      };
    },
  };
}

/** Digits at the beginning of a file name, as the number that they are. */
export function leadingNumber(name: string): string | null {
  const digits = /^\d+/.exec(name)?.[0];
  return digits === undefined ? null : BigInt(digits).toString();
}

/** A file name without its extension: what is written in TypeScript is recorded as it was compiled. */
export function withoutExtension(name: string): string {
  return name.replace(/(?:\.d)?\.[cm]?[jt]s$|\.sql$|\.py$|\.rb$/, "");
}

export function stemOf({ path }: LocalMigration): string {
  return withoutExtension(basename(path));
}
