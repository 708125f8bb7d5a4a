/**
 * GROUP BY, ORDER BY and DISTINCT ON repeat expressions of the select list. pg_stat_statements makes parameters of the
 * constants there and leaves those of the repetition: both must be the same parameter, or PostgreSQL takes them for two
 * expressions.
 */
import { as, kindOf, type Node, walk } from "../sql/nodes.ts";
import { keysOf } from "./constants.ts";

/** Constants (their places, UTF-8 bytes) that stand for the one at another place of the same expression. */
export function sharedConstants(tree: Node): Map<number, number> {
  const shared = new Map<number, number>();
  walk(tree, (node) => {
    const select = as(node, "SelectStmt");
    const keys = [...keysOf(select), ...groupingsIn(select?.targetList)]
      .map(expressionOf)
      .filter(({ places }) => places.length > 0);
    if (select === undefined || keys.length === 0) return undefined;
    const listed: Expression[] = [];
    walk(select.targetList, (inner) => {
      const kind = kindOf(inner);
      if (kind !== "ResTarget" && kind !== "A_Const" && kind !== "ParamRef") listed.push(expressionOf(inner));
      return kind !== "SubLink" && kind !== "SelectStmt" && kind !== "GroupingFunc";
    });
    pair(keys, listed, shared);
    return undefined;
  });
  return shared;
}

/** GROUPING(…) repeats keys of the groups. */
function groupingsIn(targets: readonly Node[] | undefined): Node[] {
  const found: Node[] = [];
  walk(targets, (node) => {
    found.push(...(as(node, "GroupingFunc")?.args ?? []));
    return true;
  });
  return found;
}

/** An expression without its constants and parameters. */
interface Expression {
  readonly form: string;
  /** Of its constants and parameters. */
  readonly places: readonly number[];
  readonly values: readonly string[];
}

/** The first key of a form is the first expression of that form, the second key the second: as PostgreSQL met them. */
function pair(keys: readonly Expression[], listed: readonly Expression[], shared: Map<number, number>): void {
  const used = new Map<string, { readonly key: string; readonly target: Expression }[]>();
  for (const key of keys) {
    const same = listed.filter(({ form }) => form === key.form);
    const known = used.get(key.form) ?? [];
    const text = key.values.join("\n");
    const target =
      known.find((one) => one.key === text)?.target ??
      same.find(({ values }) => values.join("\n") === text) ??
      same[known.length];
    if (target === undefined) continue;
    used.set(key.form, [...known, { key: text, target }]);
    for (const [at, place] of key.places.entries()) {
      const other = target.places[at];
      if (other !== undefined && other !== place) shared.set(place, other);
    }
  }
}

function expressionOf(node: Node): Expression {
  const places: number[] = [];
  const values: string[] = [];
  const form = JSON.stringify(node, (name, inner) => {
    if (PLACES.has(name)) return undefined;
    if (name !== "A_Const" && name !== "ParamRef") return inner;
    const { location = 0, ...value } = inner;
    places.push(location);
    values.push(JSON.stringify(value));
    return "?";
  }).replaceAll('"ParamRef":"?"', '"A_Const":"?"');
  return { form, places, values };
}

const PLACES: ReadonlySet<string> = new Set(["location", "rexpr_list_start", "rexpr_list_end"]);
