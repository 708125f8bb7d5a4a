/** Which measured term the keys of an index come under, by their types and collations. */
import type { IndexShape, KeyShape } from "../effects/schema/index-shape.ts";
import type { IndexWork, KeyTerm } from "../production/duration.ts";
import type { TableStats } from "../production/table-stats.ts";

type Terms = readonly [KeyTerm, KeyTerm];

const FIXED: ReadonlySet<string> = new Set(
  "bool int2 int4 int8 oid float4 float8 date timestamp timestamptz uuid".split(" "),
);
const TEXT: ReadonlySet<string> = new Set(["text", "varchar"]);

/** From the least to the most. */
const ORDER: readonly KeyTerm[] = ["sortedKey", "fixedKey", "textC", "textIcu", "textLibc"];

/** Rows lie in the order of a column as good as always: pg_stats.correlation. */
const SORTED = 0.99;

/**
 * What building an index comes to; null: it is of a kind that was not measured.
 *
 * @param collation the database's: `libc en_US.UTF-8`; null: not known
 */
export function indexWork(
  index: IndexShape,
  stats: TableStats | undefined,
  collation: string | null,
): IndexWork | null {
  const terms = index.keys.map((key) => termsOf(index.method, key, stats, collation));
  if (terms.length === 0 || terms.includes(null)) return null;
  const all = terms.flatMap((one) => one ?? []).sort((a, b) => ORDER.indexOf(a) - ORDER.indexOf(b));
  const [first] = all;
  const last = all.at(-1);
  if (first === undefined || last === undefined) return null;
  const name = index.name.slice(index.name.lastIndexOf(".") + 1);
  const known = stats?.indexes?.find((one) => one.name === name);
  return {
    keys: [first, last],
    isExpression: index.keys.some(({ column }) => column === null),
    isPartial: index.isPartial,
    bytes: known === undefined ? null : known.pages * 8192,
  };
}

function termsOf(
  method: string,
  key: KeyShape,
  stats: TableStats | undefined,
  collation: string | null,
): Terms | null {
  const { type, column, operatorClass } = key;
  const isFixed = type !== null && FIXED.has(type) && operatorClass === null;
  if (method === "hash") return isFixed ? ["hash", "hash"] : null;
  if (method === "gin") return type === "jsonb" && operatorClass === null ? ["gin", "gin"] : null;
  if (method !== "btree") return null;
  if (column === null)
    return key.functions.length === 1 && /^(lower|upper)$/.test(key.functions[0] ?? "")
      ? textTerms(null, collation)
      : null;
  const correlation = stats?.columns?.find(({ name }) => name === column)?.correlation ?? null;
  const isSorted = correlation !== null && Math.abs(correlation) >= SORTED;
  const isUnsorted = correlation !== null && !isSorted;
  if (isFixed) return [isUnsorted ? "fixedKey" : "sortedKey", isSorted ? "sortedKey" : "fixedKey"];
  if (type === null || !TEXT.has(type)) return null;
  if (/_pattern_ops$/.test(operatorClass ?? "")) return ["textC", "textC"];
  const terms = operatorClass === null ? textTerms(key.collation, collation) : null;
  return terms && [isUnsorted ? terms[0] : "sortedKey", terms[1]];
}

/** Of a collation by its name, or of the database's. */
function textTerms(own: string | null, database: string | null): Terms {
  if (own === "C" || own === "POSIX" || own === "ucs_basic" || own === "pg_c_utf8") return ["textC", "textC"];
  if (own !== null && own !== "default") return /-x-icu$/.test(own) ? ["textIcu", "textIcu"] : UNKNOWN;
  const [, provider, locale = ""] = /^(\w+) (.*)$/.exec(database ?? "") ?? [];
  if (provider === "builtin" || (provider === "libc" && /^(C|POSIX)$/.test(locale)))
    return ["textC", "textC"];
  if (provider === "icu") return ["textIcu", "textIcu"];
  return provider === "libc" && !/^C\./.test(locale) ? ["textLibc", "textLibc"] : UNKNOWN;
}

const UNKNOWN: Terms = ["textC", "textLibc"];
