import type { TableShape } from "../effects/schema/shape.ts";
import type { AlterTable, Clause } from "../sql/alter-table.ts";
import { type Constraint, stringOf } from "../sql/nodes.ts";
import { quoted } from "../sql/quote.ts";
import { notNullSteps } from "./safe-forms.ts";
import type { Step } from "./step.ts";

/** A unique or primary key constraint in parts that block nobody for long. */
export interface ConstraintIndex {
  /** What has to be there first: the column, the proof that no key is null. */
  readonly before: readonly Step[];
  /** CREATE UNIQUE INDEX CONCURRENTLY, which must stand alone. */
  readonly build: string;
  /** ADD CONSTRAINT ... USING INDEX, which takes a moment. */
  readonly adopt: string;
}

/** Null for a constraint that has no such form (EXCLUDE), or one with options that are not carried over here. */
export function constraintIndex(
  table: AlterTable,
  clause: Clause,
  shape: TableShape | undefined,
): ConstraintIndex | null {
  const { constraint, column, name } = clause;
  if (constraint !== null) return ofConstraint(table, constraint, shape?.required ?? []);
  if (column === null || name === null || column.others.join() !== "UNIQUE") return null;
  const added = ofKeys(table, "unique", null, [name], "", []);
  const text = [column.name, column.type, column.default === null ? "" : `DEFAULT ${column.default}`];
  const plain = text.filter((part) => part !== "").join(" ");
  const required = column.notNull ? " NOT NULL" : "";
  return added && { ...added, before: [{ sql: [`${table.head} ADD COLUMN ${plain}${required}`] }] };
}

function ofConstraint(
  table: AlterTable,
  constraint: Constraint,
  required: readonly string[],
): ConstraintIndex | null {
  const { contype, conname, indexname, indexspace, options, without_overlaps } = constraint;
  if (indexname || indexspace || options?.length || without_overlaps) return null;
  const keys = (constraint.keys ?? []).map((key) => stringOf(key) ?? "");
  const included = (constraint.including ?? []).map((key) => quoted(stringOf(key) ?? ""));
  const include = included.length > 0 ? ` INCLUDE (${included.join(", ")})` : "";
  const nulls = constraint.nulls_not_distinct ? " NULLS NOT DISTINCT" : "";
  const kind = contype === "CONSTR_PRIMARY" ? "primary" : contype === "CONSTR_UNIQUE" ? "unique" : null;
  const made = kind && ofKeys(table, kind, conname ?? null, keys, `${include}${nulls}`, required);
  if (!made) return null;
  const deferrable = constraint.deferrable ? " DEFERRABLE" : "";
  const deferred = constraint.initdeferred ? " INITIALLY DEFERRED" : "";
  return { ...made, adopt: `${made.adopt}${deferrable}${deferred}` };
}

const NAME_LENGTH = 63;

function ofKeys(
  { head, relation, name: table }: AlterTable,
  kind: "unique" | "primary",
  given: string | null,
  keys: readonly string[],
  rest: string,
  /** Columns that are NOT NULL already. */
  required: readonly string[],
): ConstraintIndex | null {
  // As PostgreSQL names it; a longer name it would cut (makeObjectName).
  const name = given ?? (kind === "primary" ? `${table}_pkey` : `${table}_${keys.join("_")}_key`);
  if (Buffer.byteLength(name) > NAME_LENGTH || keys.length === 0) return null;
  const words = kind === "primary" ? "PRIMARY KEY" : "UNIQUE";
  const nullable = kind === "primary" ? keys.filter((key) => !required.includes(key)) : [];
  const checks = nullable.map((key) => notNullSteps(head, quoted(key), key));
  return {
    before:
      checks.length === 0
        ? []
        : [{ sql: checks.flatMap(([check]) => check.sql) }, { sql: checks.flatMap(([, set]) => set.sql) }],
    build: `CREATE UNIQUE INDEX CONCURRENTLY ${quoted(name)} ON ${relation} (${keys.map(quoted).join(", ")})${rest}`,
    adopt: `${head} ADD CONSTRAINT ${quoted(name)} ${words} USING INDEX ${quoted(name)}`,
  };
}
