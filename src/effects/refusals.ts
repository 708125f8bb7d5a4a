/** The errors by which PostgreSQL refuses a statement: their SQLSTATEs by the templates of their texts. */
import type { Deriver } from "./deriver.ts";
import type { FailEffect } from "./effect.ts";

/** Whatever rows there are. The texts are PostgreSQL's, shortened where it names more than a reader needs. */
const REFUSALS = {
  "views must not contain data-modifying statements in WITH": "0A000",
  "WITH CHECK OPTION is supported only on automatically updatable views": "0A000",
  'cannot alter type "%s" because column "%s.%s" uses it': "0A000",
  'cannot alter table "%s" because column "%s.%s" uses its row type': "0A000",
  "cannot alter type of a column used by a view or rule: %s": "0A000",
  "cannot alter type of a column used by a generated column": "0A000",
  "cannot alter type of a column used in a policy definition: policy %s": "0A000",
  "cannot alter type of a column used in a trigger definition: trigger %s": "0A000",
  "ALTER TABLE / DROP EXPRESSION is not supported for virtual generated columns": "0A000",
  'cannot create index on partitioned table "%s" concurrently': "0A000",
  'cannot drop partitioned index "%s" concurrently': "0A000",
  "cannot truncate a table referenced in a foreign key constraint: %s references it": "0A000",
  "unique constraint on partitioned table must include all partitioning columns, and %s is one": "0A000",
  '"%s" is not an existing enum label': "22023",
  'null value in column "%s" of relation "%s" violates not-null constraint': "23502",
  "cannot drop %s because other objects depend on it: %s": "2BP01",
  "cannot drop index %s because constraint %s on table %s requires it": "2BP01",
  "cannot drop index %s because index %s requires it": "2BP01",
  'cannot alter type "%s" because it is the type of a typed table': "2BP01",
  "invalid transaction termination": "2D000",
  'schema "%s" does not exist': "3F000",
  'column "%s" of relation "%s" is an identity column': "42601",
  'column "%s" of relation "%s" is a generated column': "42601",
  'column "%s" specified more than once': "42701",
  'column "%s" of relation "%s" already exists': "42701",
  'column "%s" does not exist': "42703",
  'column "%s" of relation "%s" does not exist': "42703",
  'constraint "%s" for table "%s" does not exist': "42704",
  'constraint "%s" of relation "%s" does not exist': "42704",
  'extension "%s" does not exist': "42704",
  'index "%s" does not exist': "42704",
  'policy "%s" for table "%s" does not exist': "42704",
  'rule "%s" for table "%s" does not exist': "42704",
  'there is no previously clustered index for table "%s"': "42704",
  'trigger "%s" for table "%s" does not exist': "42704",
  'type "%s" does not exist': "42704",
  'constraint "%s" for relation "%s" already exists': "42710",
  'enum label "%s" already exists': "42710",
  'extension "%s" already exists': "42710",
  'trigger "%s" for relation "%s" already exists': "42710",
  'type "%s" already exists': "42710",
  'function "%s" already exists with same argument types': "42723",
  'child table is missing column "%s"': "42804",
  'child table is missing constraint "%s"': "42804",
  'column "%s" in child table "%s" must be marked NOT NULL': "42804",
  'column "%s" cannot be cast automatically to type %s': "42804",
  'result of USING clause for column "%s" cannot be cast automatically to type %s': "42804",
  'default for column "%s" cannot be cast automatically to type %s': "42804",
  '"%s" is a partial index': "42809",
  '"%s" is not a table': "42809",
  '"%s" is not a %s': "42809",
  '"%s" is not a unique index': "42809",
  "cannot add column to a partition": "42809",
  'cannot add NOT VALID foreign key on partitioned table "%s"': "42809",
  "cannot alter column type of typed table": "42809",
  'cannot change materialized view "%s"': "42809",
  'cannot copy from %s "%s"': "42809",
  'cannot copy to %s "%s"': "42809",
  'cannot create index on relation "%s"': "42809",
  "cannot truncate only a partitioned table": "42809",
  'cannot validate NOT ENFORCED constraint "%s" of relation "%s"': "42809",
  'index "%s" contains expressions': "42809",
  'there is no unique constraint matching given keys for referenced table "%s"': "42830",
  'could not find a %s named "%s"': "42883",
  'materialized view "%s" does not exist': "42P01",
  'foreign table "%s" does not exist': "42P01",
  'relation "%s" does not exist': "42P01",
  'sequence "%s" does not exist': "42P01",
  'table "%s" does not exist': "42P01",
  'view "%s" does not exist': "42P01",
  'schema "%s" already exists': "42P06",
  'relation "%s" already exists': "42P07",
  "cannot change return type of existing function": "42P13",
  'cannot add NO INHERIT constraint to partitioned table "%s"': "42P16",
  'cannot alter column "%s" because it is part of the partition key of relation "%s"': "42P16",
  'cannot alter inherited column "%s"': "42P16",
  'cannot drop column "%s" because it is part of the partition key of relation "%s"': "42P16",
  "cannot drop column from only the partitioned table when partitions exist": "42P16",
  'cannot drop inherited column "%s"': "42P16",
  "cannot drop columns from view": "42P16",
  "cannot recursively add identity column to table that has child tables": "42P16",
  'column "%s" is in a primary key': "42P16",
  'column "%s" is marked NOT NULL in parent table': "42P16",
  "column must be added to child tables too": "42P16",
  'type of inherited column "%s" must be changed in child tables too': "42P16",
  "function %s must return type event_trigger": "42P17",
  "functions in index expression must be marked IMMUTABLE": "42P17",
  'partition "%s" conflicts with existing default partition "%s"': "42P17",
  'partition "%s" would overlap partition "%s"': "42P17",
  'cannot refresh materialized view "%s" concurrently': "55000",
  "cannot detach partitions concurrently when a default partition exists": "55000",
  'column "%s" of relation "%s" must be declared NOT NULL before identity can be added': "55000",
  'cannot %s "%s" because it has pending trigger events': "55006",
  'unsafe use of new value "%s" of enum type %s': "55P04",
} as const;

/** Of rows that may be there. Null: the SQLSTATE depends on the constraint or type, and the caller says it. */
const ROW_REFUSALS = {
  "rows may violate %s": null,
  "could not create %s: %s may hold duplicates": null,
  'column "%s" of table "%s" may hold values that violate the new constraint of domain %s': null,
  "values of %s may not fit when it changes from %s to %s": null,
  "values of %s may not fit the type %s": null,
  'column "%s" of relation "%s" contains null values': "23502",
  "%s may hold values that are not in %s": "23503",
  'rows may refer to rows of "%s"': "23503",
  "rows may still be referenced from %s by foreign key %s": "23503",
  "rows may violate foreign key %s": "23503",
  "the default of %s may not be in %s": "23503",
  "every existing row gets the same value in %s, which must be unique": "23505",
  'check constraint "%s" of relation "%s" is violated by some row': "23514",
  'partition constraint of relation "%s" is violated by some row': "23514",
  "the value that existing rows get in %s violates a CHECK of its domain": "23514",
  'updated partition constraint for default partition "%s" would be violated by some row': "23514",
} as const;

type RefusalText = keyof typeof REFUSALS;
type RowRefusalText = keyof typeof ROW_REFUSALS;

/** One value for each `%s`. */
type Values<T extends string> = T extends `${string}%s${infer Rest}` ? [string, ...Values<Rest>] : [];

/** An error of PostgreSQL that does not depend on rows. */
export type Refusal = Pick<FailEffect, "reason" | "sqlstate">;

/** Where it fails: a relation (a `Subject` is one), or null for a statement about no relation. */
export interface Place {
  /** `schema.name`. */
  readonly name: string | null;
  readonly isNew: boolean;
}

export function refusal<T extends RefusalText>(text: T, ...values: Values<T>): Refusal {
  return { reason: filled(text, values), sqlstate: REFUSALS[text] };
}

/** The statement fails for certain. */
export function refuse<T extends RefusalText>(
  deriver: Deriver,
  place: Place | null,
  text: T,
  ...values: Values<T>
): void {
  refuseWith(deriver, place, refusal(text, ...values));
}

export function refuseWith({ fails }: Deriver, place: Place | null, refusal: Refusal): void {
  fails({ when: "always", relation: place?.name ?? null, isNew: place?.isNew ?? false, ...refusal });
}

/** The statement fails if such rows are there. `sqlstate` is given where the text does not decide it. */
export function refuseRows<T extends RowRefusalText>(
  deriver: Deriver,
  place: Place & { readonly sqlstate?: string | null; readonly evidence?: "assumed" },
  text: T,
  ...values: Values<T>
): void {
  const { name: relation, isNew, sqlstate = ROW_REFUSALS[text], evidence } = place;
  const reason = filled(text, values);
  const assumed = evidence ? { evidence } : {};
  deriver.fails({ when: "on existing rows", relation, isNew, reason, sqlstate, ...assumed });
}

function filled(text: string, values: readonly string[]): string {
  const left = [...values];
  return text.replaceAll("%s", () => left.shift() ?? "");
}
