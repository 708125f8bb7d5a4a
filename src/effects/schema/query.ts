/** Which relations, columns and functions a query reads. */

import {
  as,
  type FuncCall,
  isOnly,
  kindOf,
  type Node,
  nameParts,
  type RangeVar,
  type SelectStmt,
  stringOf,
  walk,
} from "../../sql/nodes.ts";
import { findRelation, isSystem, resolveName } from "./find-relation.ts";
import type { SchemaModel } from "./model.ts";
import { dependenciesOf, type Level, type RangeTable, type Reference } from "./references.ts";
import { type Dependency, isTable } from "./relation.ts";

export interface ReadRelation {
  readonly schema: string;
  readonly name: string;
  /** 0 when the model does not know it. */
  readonly id: number;
  /** Locked by FOR UPDATE, FOR SHARE … */
  readonly forUpdate: boolean;
  /** Without its partitions and children. */
  readonly only: boolean;
  /** All that is wanted of it is the least or greatest value of these columns; null: rows. */
  readonly extremes: readonly string[] | null;
}

export interface QueryReading {
  readonly relations: readonly ReadRelation[];
  readonly dependencies: readonly Dependency[];
  /** Names of the functions called, as written with their schema if any. */
  readonly functions: readonly string[];
  /** INSERT, UPDATE, DELETE and MERGE inside WITH; what they read stands in `relations`. */
  readonly changes: readonly Node[];
}

interface Found {
  readonly ranges: {
    readonly range: RangeVar;
    readonly locked: boolean;
    readonly extremes: readonly string[] | null;
    readonly home: Level | null;
  }[];
  readonly columns: Reference[];
  readonly functions: Set<string>;
  readonly changes: Node[];
}

/**
 * Reads a query, a statement that changes rows, or any expression with subqueries: what it reads, not what it changes.
 * Names of its own WITH clauses are no relations; those of the system catalogs are left out.
 */
export function readQuery(model: SchemaModel, query: unknown): QueryReading {
  const found: Found = { ranges: [], columns: [], functions: new Set(), changes: [] };
  collect(query, { ctes: new Set(), locked: () => false, extremes: null, levels: [] }, found);
  found.changes.splice(0, found.changes.length, ...found.changes.filter((node) => node !== query));
  const byName = new Map<string, ReadRelation>();
  const tables: RangeTable[] = [];
  for (const { range, locked, extremes: wanted, home } of found.ranges) {
    const relation = findRelation(model, range);
    const name = relation ?? resolveName(model, range);
    if (!relation && isSystem(name)) continue;
    const key = `${name.schema}.${name.name}`;
    const before = byName.get(key);
    const forUpdate = locked || before?.forUpdate === true;
    const only = isOnly(range) && before?.only !== false;
    const extremes = before ? both(before.extremes, wanted) : wanted;
    byName.set(key, {
      schema: name.schema,
      name: name.name,
      id: relation?.id ?? 0,
      forUpdate,
      only,
      extremes,
    });
    if (isTable(relation)) {
      tables.push({ table: relation, alias: range.alias?.aliasname ?? relation.name, home });
    }
  }
  return {
    relations: [...byName.values()],
    dependencies: dependenciesOf(tables, found.columns),
    functions: [...found.functions],
    changes: found.changes,
  };
}

const CHANGES = new Set(["InsertStmt", "UpdateStmt", "DeleteStmt", "MergeStmt"]);

/** What holds for the names below a part of a query. */
interface Scope {
  readonly ctes: ReadonlySet<string>;
  /** Whether FOR UPDATE … locks the rows of a range. */
  readonly locked: (range: RangeVar) => boolean;
  readonly extremes: readonly string[] | null;
  /** The FROM of the SELECTs around it, the innermost first. */
  readonly levels: readonly Level[];
}

function collect(value: unknown, scope: Scope, found: Found): void {
  if (Array.isArray(value)) {
    for (const item of value) collect(item, scope, found);
    return;
  }
  if (typeof value !== "object" || value === null) return;
  const keys = Object.keys(value);
  const [only] = keys;
  if (keys.length === 1 && only !== undefined && only >= "A" && only < "[") {
    collectNode(value as Node, scope, found);
    return;
  }
  const inner = inScope(value, scope);
  // FOR UPDATE OF names what FROM names.
  for (const key of keys) {
    if (key !== "lockingClause") collect((value as Record<string, unknown>)[key], inner, found);
  }
}

/** The WITH clause of a statement names queries for all of it, its FROM what columns are looked for in. */
function inScope(body: unknown, scope: Scope): Scope {
  const { fromClause, withClause } = body as {
    fromClause?: readonly Node[];
    withClause?: { ctes?: readonly Node[] };
  };
  return {
    ...scope,
    ...(withClause && { ctes: namesOf(withClause.ctes, scope.ctes) }),
    ...(fromClause && { levels: [new Set(fromClause.flatMap(rangesIn)), ...scope.levels] }),
  };
}

/** What an item of a FROM names, joins taken apart. */
function rangesIn(item: Node): RangeVar[] {
  const join = as(item, "JoinExpr");
  if (join) return [join.larg, join.rarg].flatMap((side) => (side ? rangesIn(side) : []));
  const range = as(item, "RangeVar");
  return range ? [range] : [];
}

function collectNode(node: Node, scope: Scope, found: Found): void {
  const kind = kindOf(node);
  const body = (node as Record<string, unknown>)[kind];
  const range = as(node, "RangeVar");
  if (range) {
    if (!range.schemaname && scope.ctes.has(range.relname ?? "")) return;
    const home = scope.levels.find((level) => level.has(range)) ?? null;
    found.ranges.push({ range, locked: scope.locked(range), extremes: scope.extremes, home });
    return;
  }
  const reference = as(node, "ColumnRef");
  if (reference) {
    found.columns.push({ fields: (reference.fields ?? []).map(stringOf), levels: scope.levels });
    return;
  }
  const call = as(node, "FuncCall");
  if (call) found.functions.add(nameParts(call.funcname).join("."));
  if (CHANGES.has(kind)) found.changes.push(node);
  const select = as(node, "SelectStmt");
  collect(body, select ? ofSelect(select, scope) : scope, found);
}

function ofSelect(select: SelectStmt, { ctes, locked, levels }: Scope): Scope {
  const clauses = (select.lockingClause ?? []).flatMap((it) => as(it, "LockingClause") ?? []);
  const names = clauses.flatMap(({ lockedRels }) =>
    (lockedRels ?? []).flatMap((it) => as(it, "RangeVar")?.relname ?? []),
  );
  const all = clauses.some(({ lockedRels }) => lockedRels === undefined);
  const own = (range: RangeVar) => all || names.includes(range.alias?.aliasname ?? range.relname ?? "");
  // FOR UPDATE goes into the subqueries of FROM.
  return { ctes, locked: (range) => own(range) || locked(range), extremes: extremesOf(select), levels };
}

/** The columns of SELECT min(a), max(b) FROM table, which an index answers without reading the rows. */
function extremesOf(select: SelectStmt): readonly string[] | null {
  const [range, more] = select.fromClause ?? [];
  const plain = !select.whereClause && !select.groupClause && !select.havingClause && !select.windowClause;
  if (!plain || more !== undefined || !as(range, "RangeVar")) return null;
  const columns: string[] = [];
  let others = false;
  walk(select.targetList, (node) => {
    if (as(node, "ColumnRef") || as(node, "SubLink")) others = true;
    const column = extremeOf(as(node, "FuncCall"));
    if (column === undefined) return true;
    columns.push(column);
    return false;
  });
  return others || columns.length === 0 ? null : columns;
}

function extremeOf(call: FuncCall | undefined): string | undefined {
  const name = nameParts(call?.funcname).at(-1);
  if ((name !== "min" && name !== "max") || call?.agg_filter || call?.over) return undefined;
  const [argument, more] = call?.args ?? [];
  return more === undefined ? stringOf(as(argument, "ColumnRef")?.fields?.at(-1)) : undefined;
}

function both(a: readonly string[] | null, b: readonly string[] | null): readonly string[] | null {
  return a && b ? [...a, ...b] : null;
}

function namesOf(ctes: readonly Node[] | undefined, outer: ReadonlySet<string>): ReadonlySet<string> {
  const names = new Set(outer);
  for (const node of ctes ?? []) {
    const name = as(node, "CommonTableExpr")?.ctename;
    if (name !== undefined) names.add(name);
  }
  return names;
}
