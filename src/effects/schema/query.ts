/** Which relations, columns and functions a query reads. */
import { as, kindOf, type Node, nameParts, type RangeVar, stringOf } from "../../sql/nodes.ts";
import { blankColumn } from "./define.ts";
import { columnOf } from "./lookup.ts";
import { findRelation, isAbsent, resolveName, type SchemaModel } from "./model.ts";
import { type Column, type Dependency, isTable, type Table } from "./relation.ts";
import { resolveType } from "./type-names.ts";

export interface ReadRelation {
  readonly schema: string;
  readonly name: string;
  /** 0 when the model does not know it. */
  readonly id: number;
  /** Locked by FOR UPDATE, FOR SHARE … */
  readonly forUpdate: boolean;
}

export interface QueryReading {
  readonly relations: readonly ReadRelation[];
  readonly dependencies: readonly Dependency[];
  /** Names of the functions called, as written with their schema if any. */
  readonly functions: readonly string[];
  /** Relations changed by INSERT, UPDATE, DELETE or MERGE inside WITH. */
  readonly changes: readonly Node[];
}

interface Found {
  readonly ranges: { readonly range: RangeVar; readonly locked: boolean }[];
  readonly columns: (readonly (string | undefined)[])[];
  readonly functions: Set<string>;
  readonly changes: Node[];
}

/** Reads a query or any expression with subqueries; names of its own WITH clauses are no relations. */
export function readQuery(model: SchemaModel, query: unknown): QueryReading {
  const found: Found = { ranges: [], columns: [], functions: new Set(), changes: [] };
  collect(query, new Set(), false, found);
  const byName = new Map<string, ReadRelation>();
  const tables: { table: Table; alias: string }[] = [];
  for (const { range, locked } of found.ranges) {
    const relation = findRelation(model, range);
    const name = relation ?? resolveName(model, range);
    const key = `${name.schema}.${name.name}`;
    const forUpdate = locked || byName.get(key)?.forUpdate === true;
    byName.set(key, { schema: name.schema, name: name.name, id: relation?.id ?? 0, forUpdate });
    if (isTable(relation)) tables.push({ table: relation, alias: range.alias?.aliasname ?? relation.name });
  }
  return {
    relations: [...byName.values()],
    dependencies: dependenciesOf(tables, found.columns),
    functions: [...found.functions],
    changes: found.changes,
  };
}

function dependenciesOf(
  tables: readonly { readonly table: Table; readonly alias: string }[],
  references: readonly (readonly (string | undefined)[])[],
): Dependency[] {
  return tables.map(({ table, alias }) => {
    const numbers = new Set<number>();
    for (const fields of references) {
      const column = fields.at(-1);
      const qualifier = fields.at(-2);
      if (qualifier !== undefined && qualifier !== alias) continue;
      // A star, the row as a whole, or a column of a table whose columns are not all known.
      if (column === undefined || (qualifier === undefined && column === alias) || !table.known) {
        return { relation: table.id, columns: "all" };
      }
      const number = columnOf(table, column)?.number;
      if (number !== undefined) numbers.add(number);
    }
    return { relation: table.id, columns: [...numbers] };
  });
}

/** Fields whose RangeVar is not wrapped in a node of its own kind. */
const TARGETS = new Set(["InsertStmt", "UpdateStmt", "DeleteStmt", "MergeStmt"]);

function collect(value: unknown, ctes: ReadonlySet<string>, locked: boolean, found: Found): void {
  if (Array.isArray(value)) {
    for (const item of value) collect(item, ctes, locked, found);
    return;
  }
  if (typeof value !== "object" || value === null) return;
  const keys = Object.keys(value);
  const [only] = keys;
  if (keys.length === 1 && only !== undefined && only >= "A" && only < "[") {
    collectNode(value as Node, ctes, locked, found);
    return;
  }
  for (const key of keys) collect((value as Record<string, unknown>)[key], ctes, locked, found);
}

function collectNode(node: Node, ctes: ReadonlySet<string>, locked: boolean, found: Found): void {
  const kind = kindOf(node);
  const body = (node as Record<string, unknown>)[kind];
  const range = as(node, "RangeVar");
  if (range) {
    if (range.schemaname || !ctes.has(range.relname ?? "")) found.ranges.push({ range, locked });
    return;
  }
  const reference = as(node, "ColumnRef");
  if (reference) {
    found.columns.push((reference.fields ?? []).map(stringOf));
    return;
  }
  const call = as(node, "FuncCall");
  if (call) found.functions.add(nameParts(call.funcname).join("."));
  if (TARGETS.has(kind)) found.changes.push(node);
  const select = as(node, "SelectStmt");
  const withClause = (body as { withClause?: { ctes?: Node[]; recursive?: boolean } }).withClause;
  const scope = withClause ? namesOf(withClause.ctes, ctes) : ctes;
  collect(body, scope, select?.lockingClause !== undefined || (locked && select === undefined), found);
}

function namesOf(ctes: readonly Node[] | undefined, outer: ReadonlySet<string>): ReadonlySet<string> {
  const names = new Set(outer);
  for (const node of ctes ?? []) {
    const name = as(node, "CommonTableExpr")?.ctename;
    if (name !== undefined) names.add(name);
  }
  return names;
}

/** The columns of a query's result, as far as they can be told without the types of expressions. */
export function queryColumns(
  model: SchemaModel,
  query: Node | undefined,
): { readonly columns: readonly Column[]; readonly nextColumn: number } {
  const columns: Column[] = [];
  const select = as(query, "SelectStmt");
  const sources = (select?.fromClause ?? []).flatMap((node) => {
    const range = as(node, "RangeVar");
    const table = range ? findRelation(model, range) : undefined;
    return isTable(table) ? [{ table, alias: range?.alias?.aliasname ?? table.name }] : [];
  });
  const push = (name: string, source: Column | undefined, cast: Column["type"]) => {
    columns.push({
      ...blankColumn(columns.length + 1, name, model.change),
      type: cast ?? source?.type ?? null,
      collation: source?.collation ?? null,
    });
  };
  for (const node of select?.targetList ?? []) {
    const target = as(node, "ResTarget");
    const fields = as(target?.val, "ColumnRef")?.fields?.map(stringOf);
    const [name, qualifier] = fields ? [fields.at(-1), fields.at(-2)] : [undefined, undefined];
    const from = sources.filter(({ alias }) => qualifier === undefined || alias === qualifier);
    if (fields && name === undefined) {
      for (const { table } of from) for (const column of table.columns) push(column.name, column, null);
      continue;
    }
    const cast = as(target?.val, "TypeCast");
    const source =
      name === undefined ? undefined : from.map(({ table }) => columnOf(table, name)).find(Boolean);
    push(
      target?.name ?? name ?? nameParts(as(target?.val, "FuncCall")?.funcname).at(-1) ?? "?column?",
      source,
      cast ? resolveType(model, cast.typeName) : null,
    );
  }
  return { columns, nextColumn: columns.length + 1 };
}

/** Relations of the reading that are not known to the model but may exist. */
export function unknownRelations(model: SchemaModel, reading: QueryReading): ReadRelation[] {
  return reading.relations.filter((relation) => relation.id === 0 && !isAbsent(model, relation));
}
