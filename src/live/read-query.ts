import { allOf, as, type Node, type NodeOf, rangeParts, walk } from "../sql/nodes.ts";
import { parseScript } from "../sql/parse.ts";
import { namesIn, type QueryNames } from "./names.ts";
import type { NotChecked } from "./not-checked.ts";
import type { RunningQuery } from "./running-query.ts";

/** What an INSERT gives values for. */
export interface Insertion {
  /** `[schema, name]` or `[name]`. */
  readonly relation: readonly string[];
  /** Null: the first `given` columns of the table. */
  readonly columns: ReadonlySet<string> | null;
  /** Null: nobody knows without the types. */
  readonly given: number | null;
}

/** A running query as it is prepared. */
export interface ReadQuery {
  readonly running: RunningQuery;
  readonly sql: string;
  readonly node: Node;
  /** What the locations in the node count from, in bytes. */
  readonly origin: number;
  readonly names: QueryNames;
  readonly insertions: readonly Insertion[];
  /** It has an ON CONFLICT that names columns, for which the planner looks for an index. */
  readonly infersIndex: boolean;
  /** How many parameters it has: the number of the last. */
  readonly parameters: number;
}

const KINDS = ["SelectStmt", "InsertStmt", "UpdateStmt", "DeleteStmt", "MergeStmt"] as const;

/** The one statement in a text, or why it is not checked. */
export function readQuery(running: RunningQuery): ReadQuery | NotChecked {
  const { sql } = running;
  const { statements, unread } = parseScript(sql);
  const [statement, second] = statements;
  if (unread.length > 0 || statement?.refused !== undefined) return "syntax";
  if (second !== undefined) return "several statements";
  if (statement === undefined || !KINDS.some((kind) => as(statement.node, kind))) return "other command";
  const { node, text, origin } = statement;
  const insertions: Insertion[] = [];
  let infersIndex = false;
  let parameters = 0;
  walk(node, (it) => {
    const insert = as(it, "InsertStmt");
    if (insert !== undefined) {
      insertions.push(insertionOf(insert));
      infersIndex ||= insert.onConflictClause?.infer !== undefined;
    }
    parameters = Math.max(parameters, as(it, "ParamRef")?.number ?? 0);
    return true;
  });
  return { running, sql: text, node, origin, names: namesIn(node), insertions, infersIndex, parameters };
}

function insertionOf(insert: NodeOf<"InsertStmt">): Insertion {
  const select = as(insert.selectStmt, "SelectStmt");
  const rows = allOf(select?.valuesLists, "List").map(({ items = [] }) => items);
  const isDefault = (at: number) => rows.some((row) => as(row[at], "SetToDefault"));
  const columns = insert.cols && allOf(insert.cols, "ResTarget").filter((_, at) => !isDefault(at));
  const targets = select?.targetList;
  const hasStar = allOf(targets, "ResTarget").some(({ val }) => as(val, "ColumnRef")?.fields?.some(isStar));
  const given = rows[0]?.length ?? (hasStar ? null : (targets?.length ?? (select ? null : 0)));
  return {
    relation: rangeParts(insert.relation),
    columns: columns ? new Set(columns.flatMap(({ name }) => name ?? [])) : null,
    given,
  };
}

function isStar(node: Node): boolean {
  return as(node, "A_Star") !== undefined;
}
