import type { Constraint } from "../sql/nodes.ts";
import { allOf, as, nameParts, stringOf } from "../sql/nodes.ts";
import { quoted } from "../sql/quote.ts";
import { keyName } from "./object-names.ts";

/** The index of a unique or primary key constraint, and the constraint that takes it over. */
export interface ConstraintIndex {
  readonly kind: "unique" | "primary";
  /** The columns of the key, unquoted. */
  readonly keys: readonly string[];
  /** Behind `UNIQUE INDEX`: `CONCURRENTLY name ON table (keys) ...` is `definition("CONCURRENTLY")`. */
  definition(words: "CONCURRENTLY" | "IF NOT EXISTS"): string;
  /** `ADD CONSTRAINT ... USING INDEX ...`, which takes a moment. */
  readonly adopt: string;
}

export interface KeyTable {
  /** As it is written. */
  readonly relation: string;
  /** Unquoted, without its schema. */
  readonly name: string;
  /** Names that are in use there. */
  readonly taken: readonly string[];
  /** Those of constraints that the statement drops. */
  readonly dropped: readonly string[];
}

/**
 * Null for a constraint that has no such form (EXCLUDE, WITHOUT OVERLAPS, one that has its index already).
 *
 * @param column the column behind which it is written
 */
export function constraintIndex(
  { relation, name: table, taken, dropped }: KeyTable,
  constraint: Constraint,
  column?: string,
): ConstraintIndex | null {
  const { contype, conname, indexname, without_overlaps } = constraint;
  const kind = contype === "CONSTR_PRIMARY" ? "primary" : contype === "CONSTR_UNIQUE" ? "unique" : null;
  const storage = storageOf(constraint);
  if (kind === null || indexname || without_overlaps || storage === null) return null;
  const keys = column === undefined ? nameParts(constraint.keys) : [column];
  if (keys.length === 0) return null;
  const included = nameParts(constraint.including);
  const columns = [...keys, ...included];
  const free = taken.filter((name) => !dropped.includes(name));
  const name = conname ?? keyName(table, kind, columns, free);
  // The index takes the constraint's name with it, which another may have until then.
  const index = dropped.includes(name) ? keyName(table, kind, columns, [...taken, name]) : name;
  const rest = [
    `(${keys.map(quoted).join(", ")})`,
    ...(included.length > 0 ? [`INCLUDE (${included.map(quoted).join(", ")})`] : []),
    ...(constraint.nulls_not_distinct ? ["NULLS NOT DISTINCT"] : []),
    ...storage,
  ].join(" ");
  const deferrable = `${constraint.deferrable ? " DEFERRABLE" : ""}${constraint.initdeferred ? " INITIALLY DEFERRED" : ""}`;
  const words = kind === "primary" ? "PRIMARY KEY" : "UNIQUE";
  return {
    kind,
    keys,
    definition: (how) => `CREATE UNIQUE INDEX ${how} ${quoted(index)} ON ${relation} ${rest}`,
    adopt: `ADD CONSTRAINT ${quoted(name)} ${words} USING INDEX ${quoted(index)}${deferrable}`,
  };
}

/** WITH (...) and TABLESPACE as CREATE INDEX has them; null: an option whose value is not written out here. */
function storageOf({ options, indexspace }: Constraint): string[] | null {
  const settings = allOf(options, "DefElem").map(({ defname = "", arg }) => {
    if (arg === undefined) return quoted(defname);
    const integer = as(arg, "Integer");
    const value = integer ? String(integer.ival ?? 0) : (as(arg, "Float")?.fval ?? stringOf(arg));
    const word = value ?? nameParts(as(arg, "TypeName")?.names).at(-1);
    return word === undefined
      ? null
      : `${quoted(defname)} = ${/^[\w.]+$/.test(word) ? word : `'${word.replaceAll("'", "''")}'`}`;
  });
  if (settings.includes(null)) return null;
  return [
    ...(settings.length > 0 ? [`WITH (${settings.join(", ")})`] : []),
    ...(indexspace ? [`TABLESPACE ${quoted(indexspace)}`] : []),
  ];
}
