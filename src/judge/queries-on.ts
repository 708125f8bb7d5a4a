/** Which live queries use a table, and whether they write to it. */
import { conflicts, type LockMode } from "../postgres/lock-mode.ts";
import { schemasInPath } from "../postgres/search-path.ts";
import type { LiveQuery, Snapshot } from "../production/snapshot.ts";
import { as, type Node, type RangeVar, walk } from "../sql/nodes.ts";
import { parseScript } from "../sql/parse.ts";

export interface TableUse {
  readonly query: LiveQuery;
  readonly writes: boolean;
}

/** By `schema.name`. A text that is not understood uses nothing. */
type Uses = ReadonlyMap<string, readonly TableUse[]>;

const READ = new WeakMap<Snapshot, Uses>();

/** The queries of a snapshot that use a table. Their texts are read when the first table is asked for. */
export function usesOf(snapshot: Snapshot | null, relation: string): readonly TableUse[] {
  if (snapshot?.queries === undefined || snapshot.queries.list.length === 0) return [];
  const known = READ.get(snapshot);
  const uses = known ?? readUses(snapshot.queries.list);
  if (known === undefined) READ.set(snapshot, uses);
  return uses.get(relation) ?? [];
}

/** Those of them that a lock of this mode waits for, and that wait for it. */
export function conflicting(uses: readonly TableUse[], mode: LockMode): LiveQuery[] {
  return uses
    .filter(({ writes }) => conflicts(mode, writes ? "ROW EXCLUSIVE" : "ACCESS SHARE"))
    .map(({ query }) => query);
}

function readUses(list: readonly LiveQuery[]): Uses {
  const uses = new Map<string, TableUse[]>();
  for (const query of list) {
    for (const [relation, writes] of tablesIn(query)) {
      uses.set(relation, [...(uses.get(relation) ?? []), { query, writes }]);
    }
  }
  return uses;
}

/** By `schema.name`: whether the query writes to it. An unqualified name may be of any schema of its path. */
function tablesIn({ sql, searchPath }: LiveQuery): ReadonlyMap<string, boolean> {
  const tables = new Map<string, boolean>();
  const ctes = new Set<string>();
  const path = schemasInPath(searchPath ?? "public");
  const add = ({ schemaname, relname = "" }: RangeVar, writes: boolean): void => {
    if (schemaname === undefined && ctes.has(relname)) return;
    for (const schema of schemaname === undefined ? path : [schemaname]) {
      const name = `${schema}.${relname}`;
      tables.set(name, writes || tables.get(name) === true);
    }
  };
  for (const node of nodesOf(sql)) {
    walk(node, (one) => {
      const cte = as(one, "CommonTableExpr");
      if (cte?.ctename) ctes.add(cte.ctename);
      return true;
    });
    walk(node, (one) => {
      const range = as(one, "RangeVar");
      const written = writtenBy(one);
      if (range) add(range, false);
      if (written) add(written, true);
      return true;
    });
  }
  return tables;
}

function nodesOf(sql: string): Node[] {
  try {
    return parseScript(sql).statements.map(({ node }) => node);
  } catch {
    return [];
  }
}

function writtenBy(node: Node): RangeVar | undefined {
  const statement =
    as(node, "InsertStmt") ?? as(node, "UpdateStmt") ?? as(node, "DeleteStmt") ?? as(node, "MergeStmt");
  return statement?.relation;
}
