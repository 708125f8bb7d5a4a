/** What a query names, as its parse tree has it. */
import { as, type Node, nameParts, stringOf, walk } from "../sql/nodes.ts";

export interface QueryNames {
  /** Bare names of tables and views. */
  readonly relations: ReadonlySet<string>;
  /** Bare names of columns that are read, written or returned. */
  readonly columns: ReadonlySet<string>;
  /** Bare names of functions, types, schemas and constraints. */
  readonly others: ReadonlySet<string>;
  /** It has every column of something: `*`, or an INSERT without a list of columns. */
  readonly hasStar: boolean;
}

export function namesIn(query: Node): QueryNames {
  const relations = new Set<string>();
  const columns = new Set<string>();
  const others = new Set<string>();
  let hasStar = false;
  const add = (set: Set<string>, ...names: readonly (string | undefined)[]) => {
    for (const name of names) if (name) set.add(name);
  };
  walk(query, (node) => {
    const range = as(node, "RangeVar");
    const type = as(node, "TypeName");
    const call = as(node, "FuncCall");
    const column = as(node, "ColumnRef");
    const fields = as(node, "A_Indirection")?.indirection;
    const insert = as(node, "InsertStmt");
    const star = [...(column?.fields ?? []), ...(fields ?? [])].some((it) => as(it, "A_Star"));
    hasStar ||= star || (insert !== undefined && insert.cols === undefined);
    // The walk goes by nodes, and these stand in fields that hold no other kind.
    for (const own of [range, insert?.relation, targetOf(node)]) {
      add(relations, own?.relname);
      add(others, own?.schemaname);
    }
    add(
      others,
      ...nameParts(type?.names ?? as(node, "TypeCast")?.typeName?.names),
      ...nameParts(call?.funcname),
    );
    add(columns, ...[...(column?.fields ?? []), ...(fields ?? [])].map(stringOf));
    add(columns, as(node, "ResTarget")?.name, as(node, "IndexElem")?.name);
    const upsert = insert?.onConflictClause;
    add(others, upsert?.infer?.conname);
    return true;
  });
  return { relations, columns, others, hasStar };
}

function targetOf(node: Node) {
  return (as(node, "UpdateStmt") ?? as(node, "DeleteStmt") ?? as(node, "MergeStmt"))?.relation;
}
