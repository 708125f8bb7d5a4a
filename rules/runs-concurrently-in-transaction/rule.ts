import {
  type Analyzed,
  createIndex,
  defineRule,
  dropIndex,
  effectsOf,
  foundIndex,
  type Migration,
  neverAlone,
  partitionedIndex,
  type Step,
  stepsIn,
} from "lockgate/rule";

/** active_sql_transaction: PostgreSQL refuses the statement in a transaction block. */
const IN_TRANSACTION = "25001";

export default defineRule({
  level: "error",
  summary:
    "PostgreSQL refuses CONCURRENTLY and a few other commands inside a transaction, so the migration fails.",
  judges: ["fail"],
  judge(analyzed) {
    const because = effectsOf(analyzed, "fail").find(({ sqlstate }) => sqlstate === IN_TRANSACTION);
    if (because === undefined) return;
    return { message: `fails: ${because.reason}; ${whose(analyzed.migration)}`, because };
  },
  remedy(_, analyzed) {
    const { migration, statement } = analyzed;
    const index = createIndex(statement);
    const parts = index && partitionedIndex(analyzed, index);
    if (parts) {
      return { summary: "build it on each partition, then attach those", ...stepsIn(analyzed, parts) };
    }
    if (neverAlone(migration)) {
      return {
        summary: `${migration.tool} runs every migration in a transaction: run it outside the migration tool`,
        ...stepsIn(analyzed, [
          { sql: [statement.text], outside: "before they run" },
          ...foundSteps(analyzed),
        ]),
      };
    }
    return {
      summary:
        migration.transaction === "file"
          ? "move it to its own migration"
          : "run it outside the file's transaction",
      ...stepsIn(analyzed, [{ sql: [statement.text], alone: true }]),
    };
  },
});

function whose({ tool, transaction }: Migration): string {
  if (transaction === "statement") return "the file opens a transaction";
  return transaction === "file"
    ? `${tool} runs the file in one transaction`
    : `${tool} runs all pending migrations in one transaction`;
}

/** What the migration says of an index that was built or dropped outside: a new database gets it from there. */
function foundSteps(analyzed: Analyzed): Step[] {
  const index = createIndex(analyzed.statement);
  if (index) return [{ sql: [foundIndex(analyzed, index)] }];
  const drop = dropIndex(analyzed.statement);
  return drop === null ? [] : [{ sql: [drop.ifExists] }];
}
