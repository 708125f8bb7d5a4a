/** What decides whether a part of a body runs: the schema, which a rehearsal has as production has it, or anything else. */
import { functionVolatility } from "../../postgres/volatility.ts";
import { as, type Node, nameParts, stringOf, walk } from "../../sql/nodes.ts";
import { parseScript } from "../../sql/parse.ts";

/**
 * `always`: nothing; `schema`: what user schemas hold, by name; `open`: rows, roles, settings, versions, the clock, or what
 * the text does not show.
 */
export type When = "always" | "schema" | "open";

const ORDER: readonly When[] = ["always", "schema", "open"];

export function worst(...all: readonly When[]): When {
  return ORDER[Math.max(0, ...all.map((when) => ORDER.indexOf(when)))] ?? "open";
}

/** Catalogs of what migrations make. Not pg_proc, pg_extension, pg_roles, pg_settings …: those are the server's, too. */
const CATALOGS: ReadonlySet<string> = new Set(
  `pg_class pg_attribute pg_attrdef pg_constraint pg_index pg_type pg_enum pg_namespace pg_tables pg_views pg_matviews
  pg_indexes pg_trigger pg_policy pg_policies pg_inherits pg_partitioned_table pg_description pg_depend pg_sequence
  tables columns table_constraints key_column_usage constraint_column_usage referential_constraints check_constraints
  views triggers schemata sequences constraint_table_usage column_udt_usage`.split(/\s+/),
);

/** Columns of catalogs that speak of rows and files. */
const PHYSICAL: ReadonlySet<string> = new Set(
  "reltuples relpages relallvisible relallfrozen relfilenode relfrozenxid relminmxid oid xmin cmin ctid".split(
    " ",
  ),
);

/** Functions that answer from the schema alone. */
const LOOKUPS: ReadonlySet<string> = new Set(
  `to_regclass to_regtype to_regnamespace current_schema current_schemas format_type pg_get_constraintdef pg_get_indexdef
  pg_get_viewdef pg_get_expr pg_get_partkeydef pg_get_triggerdef pg_table_is_visible pg_type_is_visible col_description
  obj_description quote_ident count bool_or bool_and array_agg string_agg min max format concat concat_ws unnest
  array_to_string string_to_array regexp_split_to_table`.split(/\s+/),
);

/** What decides the value of a variable of the body; undefined: it is none. */
export type ConditionOf = (name: string) => When | undefined;

/** `major`: whose functions are known. `names`: functions and values that are let pass, see `NAMES`. */
export function conditionOf(
  text: string,
  major: number,
  variable: ConditionOf,
  names: ReadonlySet<string> = NO_NAMES,
): When {
  const sql = /^\s*(?:select|with|values|table)\b/i.test(text) ? text : `SELECT ${text}`;
  const { statements, unread } = parseScript(sql);
  const [only, more] = statements;
  if (only === undefined || unread.length > 0 || more !== undefined) return "open";
  return conditionOfNode(only.node, major, variable, names);
}

export function conditionOfNode(
  node: Node,
  major: number,
  variable: ConditionOf,
  names: ReadonlySet<string>,
): When {
  let when: When = "schema";
  let reads = false;
  let isNamed = false;
  const open = () => {
    when = "open";
    return false;
  };
  const mentioned = mentionedIn(node);
  walk(node, (at) => {
    const range = as(at, "RangeVar");
    if (range) {
      const { schemaname, relname = "" } = range;
      if (schemaname === undefined && mentioned.queries.has(relname)) return true;
      const isCatalog =
        schemaname === "information_schema" || schemaname === "pg_catalog" || /^pg_/.test(relname);
      reads = true;
      return isCatalog && CATALOGS.has(relname) ? true : open();
    }
    const fields = as(at, "ColumnRef")?.fields?.map(stringOf);
    if (fields) {
      isNamed ||= fields[0] !== undefined && variable(fields[0]) !== undefined;
      return isOpenColumn(fields, variable) ? open() : true;
    }
    const call = as(at, "FuncCall");
    if (call) return isLookup(nameParts(call.funcname), major, names) ? true : open();
    const value = as(at, "SQLValueFunction")?.op;
    return value === undefined || value === "SVFOP_CURRENT_SCHEMA" || names.has(value) ? true : open();
  });
  // Without the name of anything that is asked for, the system's own objects count as well.
  if (reads && ((mentioned.texts.length === 0 && !isNamed) || mentioned.texts.some(isSystemName)))
    return "open";
  return when;
}

const NO_NAMES: ReadonlySet<string> = new Set();

const words = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/));

/** The day, by which partitions are named. */
export const CLOCK: ReadonlySet<string> = words(
  `now clock_timestamp date_trunc to_char to_date age date_part timezone make_date make_interval
  SVFOP_CURRENT_DATE SVFOP_CURRENT_TIMESTAMP`,
);

/** What a text may name things by: the day, the database, the role. */
export const NAMES: ReadonlySet<string> = new Set([
  ...CLOCK,
  ...words(
    "current_database current_user session_user SVFOP_CURRENT_USER SVFOP_SESSION_USER SVFOP_CURRENT_ROLE SVFOP_CURRENT_CATALOG SVFOP_USER",
  ),
]);

/** A text in which something is chosen says more than a name. */
export function namesIn(text: string): ReadonlySet<string> {
  return /\b(?:case|nullif|coalesce|and|or|where)\b/i.test(text) ? NO_NAMES : NAMES;
}

/** Whether a condition looks something up in a catalog: it may then be named by the day. */
export function looksUp(condition: string): boolean {
  return /\bfrom\b|regclass\b/i.test(condition);
}

function isOpenColumn(fields: readonly (string | undefined)[], variable: ConditionOf): boolean {
  const [first, second] = fields;
  if (first === undefined) return false;
  const when = variable(first);
  if (when !== undefined && (second !== undefined || fields.length === 1)) return when === "open";
  const column = fields.at(-1);
  return column !== undefined && column !== "oid" && PHYSICAL.has(column);
}

function isLookup(parts: readonly string[], major: number, names: ReadonlySet<string>): boolean {
  const name = parts.at(-1) ?? "";
  if (parts.length > 1 && parts.at(-2) !== "pg_catalog") return false;
  return LOOKUPS.has(name) || names.has(name) || functionVolatility(name, major) === "immutable";
}

function isSystemName(text: string): boolean {
  return /^pg_/i.test(text) && !/^pg_(?:catalog|toast|%)/i.test(text);
}

function mentionedIn(node: Node): {
  readonly queries: ReadonlySet<string>;
  readonly texts: readonly string[];
} {
  const queries = new Set<string>();
  const texts: string[] = [];
  walk(node, (at) => {
    const query = as(at, "CommonTableExpr")?.ctename;
    if (query !== undefined) queries.add(query);
    const text = as(at, "A_Const")?.sval?.sval;
    if (text !== undefined) texts.push(text);
    if (as(at, "SQLValueFunction")?.op === "SVFOP_CURRENT_SCHEMA") texts.push("current_schema");
    const called = nameParts(as(at, "FuncCall")?.funcname).at(-1);
    if (called === "current_schema") texts.push(called);
    return true;
  });
  return { queries, texts };
}
