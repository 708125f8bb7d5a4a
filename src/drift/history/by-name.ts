import type { FoundItem } from "../drift-report.ts";
import type { AppliedMigration, HistoryReader, HistoryRow, LocalMigration } from "./reader.ts";
import { type Advice, compareSides, list } from "./sides.ts";

/** A tool whose history is a list of names or versions, and nothing else. */
export interface Named {
  readonly tables: readonly string[];
  readonly columns: readonly string[];
  readonly order: string;
  readonly advice: Advice;
  /** What a row names, or null for a row that stands for no migration. */
  readonly recorded: (row: HistoryRow) => string | null;
  /** What names a migration of the checkout in the history, or null for a file that is none. */
  readonly key: (migration: LocalMigration) => string | null;
  /** What the tool does with two migrations of one version, or null where a name cannot be there twice. */
  readonly twice: string | null;
}

/** A reader that compares names only: such a history keeps no checksum. */
export function byName({ tables, columns, order, advice, recorded, key, twice }: Named): HistoryReader {
  return {
    tables,
    columns,
    order,
    read({ rows, local, expected }) {
      const own = local.flatMap((migration) => {
        const name = key(migration);
        return name === null ? [] : [{ key: name, id: migration.id, migration }];
      });
      // Of several of one version the first.
      const byKey = new Map(own.toReversed().map((side) => [side.key, side]));
      const names = [...new Set(rows.flatMap((row) => recorded(row) ?? []))];
      const sides = names.map((name) => ({ key: name, id: byKey.get(name)?.id ?? name }));
      return {
        items: [
          ...(twice === null ? [] : duplicates(own, twice)),
          ...compareSides({ local: own, recorded: sides, expected }, advice),
        ],
        applied: sides.map((side): AppliedMigration => {
          const { migration = null } = byKey.get(side.key) ?? {};
          return { id: side.id, local: migration, edited: false, matches: null, sql: null };
        }),
      };
    },
  };
}

/** Migrations of the checkout that the tool cannot tell apart. */
export function duplicates(own: readonly { key: string; id: string }[], twice: string): FoundItem[] {
  const byKey = new Map<string, string[]>();
  for (const { key, id } of own) byKey.set(key, [...(byKey.get(key) ?? []), id]);
  return [...byKey].flatMap(([key, ids]): FoundItem[] => {
    const [, second] = ids;
    if (second === undefined) return [];
    const message = `${list(ids)} have one version, ${key}: ${twice}`;
    return [{ kind: "duplicate", migration: second, message, next: "give one of them a version of its own" }];
  });
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
