/** What a schema will demand once migrations have run, for rows that are to survive them: pure. */
import { listOf, SCALARS, type Values } from "./scalar-values.ts";
import type { ColumnShape, ForeignKeyShape, Shapes, TableShape } from "./table-shape.ts";
import { TypeValues } from "./type-values.ts";

const TEXTS: ReadonlySet<string> = new Set(["text", "varchar", "bpchar", "citext", "name"]);

/** The shapes as they are, with what the later ones demand of the same tables and columns besides, as far as it can be met now. */
export function withLaterDemands(now: Shapes, later: Shapes): Shapes {
  const byRelation = new Map(later.tables.map((table) => [table.relation, table]));
  return {
    ...now,
    tables: now.tables.map((table) => {
      const then = byRelation.get(table.relation);
      if (then === undefined) return table;
      const names = new Set(table.columns.map(({ name }) => name));
      const known = new Set(table.checks.map(({ expression }) => expression));
      const checks = then.checks.filter(({ expression }) => !known.has(expression));
      return {
        ...table,
        columns: table.columns.map((column) => ({ ...column, becomes: becomes(column, now, then, later) })),
        checks: [...table.checks, ...checks.map((check) => ({ ...check, later: true }))],
        distinct: [
          ...table.distinct,
          ...then.distinct.filter(({ columns }) => columns.every((name) => names.has(name))),
        ],
        foreignKeys: [...table.foreignKeys, ...laterKeys(table, then, now, later)],
      };
    }),
  };
}

function laterKeys(table: TableShape, then: TableShape, now: Shapes, later: Shapes): ForeignKeyShape[] {
  return then.foreignKeys.flatMap((key) => {
    const { relation } = later.tables.find(({ oid }) => oid === key.to) ?? {};
    const target = now.tables.find((one) => one.relation === relation);
    const isKnown = table.foreignKeys.some(({ columns }) => columns.join() === key.columns.join());
    const has = (one: TableShape | undefined, names: readonly string[]) =>
      names.every((name) => one?.columns.some((column) => column.name === name));
    if (!target || isKnown || !has(table, key.columns) || !has(target, key.toColumns)) return [];
    return { ...key, to: target.oid, later: true };
  });
}

/** Values that both types of a column take: its own ones are read otherwise. */
function becomes(column: ColumnShape, now: Shapes, then: TableShape, later: Shapes): Values | null {
  const other = then.columns.find(({ name }) => name === column.name);
  if (other === undefined || other.typeSql === column.typeSql) return null;
  const types = new TypeValues(later.types);
  const own = new TypeValues(now.types).plain(column.type, column.modifier);
  const next = types.plain(other.type, other.modifier);
  if (own.shape?.kind === "e" && next.shape?.kind === "e") {
    const both = own.shape?.labels.filter((label) => next.shape?.labels.includes(label)) ?? [];
    return both.length > 0 ? listOf(both) : null;
  }
  if (!TEXTS.has(own.shape?.name ?? "")) return null;
  const isText = TEXTS.has(next.shape?.name ?? "");
  const longest = own.modifier > 4 ? own.modifier - 4 : Number.POSITIVE_INFINITY;
  if (isText) return SCALARS[next.shape?.name ?? ""]?.(least(own.modifier, next.modifier)) ?? null;
  const values = types.of(other.type, other.modifier);
  return values.count > 0 && values.at(0).length <= longest ? values : null;
}

/** The shorter of two lengths; -1 is none. */
function least(one: number, other: number): number {
  return one < 0 ? other : other < 0 ? one : Math.min(one, other);
}
