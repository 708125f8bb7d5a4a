/** ADD CONSTRAINT, and what is written behind a column, without long work under a lock that others wait for. */
import type { AlterTable } from "../sql/alter-table.ts";
import type { Constraint } from "../sql/nodes.ts";
import { quoted, quotedRelation } from "../sql/quote.ts";
import type { Analyzed } from "./analyzed.ts";
import type { ClauseForm } from "./clause-form.ts";
import { constraintIndex, type KeyTable } from "./constraint-index.ts";
import { bareName, buildSteps, shownOf, type Target } from "./partitions.ts";
import { NOT_VALID, notNullForm } from "./safe-forms.ts";

/** What the forms of a statement's clauses have to know of it. */
export interface FormContext {
  readonly analyzed: Analyzed;
  readonly table: AlterTable;
  /** Null: the table is not known. */
  readonly target: Target | null;
  /** Partitions that hold rows, or null. */
  readonly leaves: readonly string[] | null;
  /** Names that are in use on the table, with those that earlier clauses give. */
  readonly taken: readonly string[];
  /** Names of constraints that the statement drops. */
  readonly dropped: readonly string[];
}

/** A CHECK or a foreign key is added NOT VALID, and validated in the next transaction. */
export function notValidForm({ table: { head } }: FormContext, name: string, text: string): ClauseForm {
  return {
    summary: NOT_VALID,
    clauses: [`${text} NOT VALID`],
    validate: [`${head} VALIDATE CONSTRAINT ${quoted(name)}`],
  };
}

/** Before 18 a partitioned table takes no foreign key NOT VALID, but the valid ones that its partitions have. */
export function keyOnPartitionsForm(
  { table: { head } }: FormContext,
  leaves: readonly string[],
  name: string,
  text: string,
): ClauseForm {
  const on = (sql: (head: string) => string): readonly string[] =>
    shownOf(leaves).map((leaf) => sql(`ALTER TABLE ${quotedRelation(leaf)}`));
  return {
    summary: "add it NOT VALID to each partition and validate it there; the parent then takes those over",
    clauses: [],
    behind: on((leaf) => `${leaf} ${text} NOT VALID`),
    validate: on((leaf) => `${leaf} VALIDATE CONSTRAINT ${quoted(name)}`),
    adopt: [`${head} ${text}`],
    omitted: leaves.length - shownOf(leaves).length,
  };
}

/**
 * A key by an index that is built concurrently. Where the column is new, nothing can be built before the migrations.
 *
 * @param text ADD CONSTRAINT as it is written, which a partitioned table needs
 * @param column the new column behind which it is written
 */
export function keyForm(
  context: FormContext,
  constraint: Constraint,
  text: string,
  column?: string,
): ClauseForm | null {
  const { analyzed, table, target, leaves, taken, dropped } = context;
  const on: KeyTable = { relation: table.relation, name: table.name, taken, dropped };
  const parts = constraintIndex(on, constraint, column);
  if (parts === null) return null;
  const proofs =
    parts.kind === "unique" || column !== undefined
      ? []
      : parts.keys
          .filter((key) => !target?.shape.required.includes(key))
          .map((key) => notNullForm(table.head, quoted(key), key, taken));
  const proof = {
    clauses: proofs.flatMap(({ clauses }) => clauses),
    validate: proofs.flatMap(({ validate }) => validate),
    settle: proofs.flatMap(({ settle }) => settle),
  };
  if (leaves !== null && target !== null) {
    if (column !== undefined) return null;
    return { ...proof, ...onPartitions(context, constraint, text, leaves) };
  }
  const { before, builds, found } = buildSteps(analyzed, [
    { concurrently: parts.definition("CONCURRENTLY"), ifNotExists: parts.definition("IF NOT EXISTS") },
  ]);
  if (before.length > 0 && column !== undefined) return null;
  return {
    summary: "build the index concurrently, then let the constraint take it over",
    ...proof,
    before,
    builds,
    adopt: [...found, `${table.head} ${parts.adopt}`],
  };
}

/** A partitioned table takes over no index, but the constraints that its partitions have by the same columns. */
function onPartitions(
  { analyzed, table }: FormContext,
  constraint: Constraint,
  text: string,
  leaves: readonly string[],
): ClauseForm {
  const shown = shownOf(leaves).flatMap((leaf) => {
    const relation = quotedRelation(leaf);
    const name = bareName(leaf);
    // Each partition's constraint has a name of its own, as PostgreSQL would give it.
    const { conname: _, ...unnamed } = constraint;
    const own = constraintIndex(
      { relation, name, taken: analyzed.table(leaf)?.takenNames ?? [], dropped: [] },
      unnamed,
    );
    return own === null ? [] : [{ relation, own }];
  });
  const { before, builds, found } = buildSteps(
    analyzed,
    shown.map(({ own }) => ({
      concurrently: own.definition("CONCURRENTLY"),
      ifNotExists: own.definition("IF NOT EXISTS"),
    })),
  );
  return {
    summary: "give each partition its constraint from an index that is built concurrently, then the parent",
    before,
    builds,
    adopt: [
      ...found,
      ...shown.map(({ relation, own }) => `ALTER TABLE ${relation} ${own.adopt}`),
      `${table.head} ${text}`,
    ],
    omitted: leaves.length - shown.length,
  };
}
