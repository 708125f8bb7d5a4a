import {
  type AlterTable,
  type Analyzed,
  alterTable,
  type BuildEffect,
  blockedBy,
  blockingLockOn,
  blocksReads,
  type Clause,
  constraintIndex,
  defineRule,
  hazardsOf,
  listed,
  locksOn,
  nameOf,
  neverAlone,
  type Remedy,
  reindex,
  type Step,
  stepsIn,
} from "lockgate/rule";

export default defineRule({
  level: "error",
  summary: "An index that is built under a lock on reads blocks the table until it is built.",
  judge(analyzed) {
    const clauses = alterTable(analyzed.statement)?.clauses ?? [];
    if (clauses.some(({ type }) => type === "AT_AlterColumnType")) return;
    const builds = hazardsOf(analyzed, "build").filter((build) => blocked(analyzed, build) !== undefined);
    const [because] = builds;
    const lock = because && blocked(analyzed, because);
    if (because === undefined || lock === undefined) return;
    const indexes = listed(builds.map(({ index }) => nameOf(index)));
    const tables = listed(builds.map(({ relation }) => nameOf(relation)));
    return {
      message: `builds ${indexes} under ${lock}: ${blockedBy("ACCESS EXCLUSIVE")} on ${tables}`,
      because,
      covering: builds,
    };
  },
  remedy(_, analyzed) {
    const again = reindex(analyzed.statement);
    if (again) return concurrently(again.concurrently, analyzed);
    const table = alterTable(analyzed.statement);
    const [clause, ...rest] = table?.clauses ?? [];
    if (!table || !clause || rest.length > 0) return;
    return usingIndex(table, clause, analyzed);
  },
});

/** REINDEX locks the table only against writes, but the index itself against every query that plans with it. */
function blocked(analyzed: Analyzed, { relation, index }: BuildEffect): string | undefined {
  const lock = blockingLockOn(analyzed, relation);
  if (lock && blocksReads(lock.mode)) return lock.mode;
  const own = locksOn(analyzed, index).some(({ mode, isNew }) => blocksReads(mode) && !isNew);
  return lock && own ? "ACCESS EXCLUSIVE on the index" : undefined;
}

function concurrently(sql: string, analyzed: Analyzed): Remedy {
  const steps: Step[] = [
    neverAlone(analyzed.migration) ? { sql: [sql], outside: "before they run" } : { sql: [sql], alone: true },
  ];
  return {
    summary: "rebuild it without blocking, outside of a transaction",
    sql: stepsIn(analyzed, steps),
  };
}

/** The index is built concurrently; the constraint then takes it over in a moment. */
function usingIndex(table: AlterTable, clause: Clause, analyzed: Analyzed): Remedy | undefined {
  const parts = constraintIndex(table, clause);
  if (parts === null) return;
  const build: Step = neverAlone(analyzed.migration)
    ? { sql: [parts.build], outside: "before they run" }
    : { sql: [parts.build], alone: true };
  const steps = [...parts.before, build, { sql: [parts.adopt] }];
  return {
    summary: "build the index concurrently, then let the constraint take it over",
    sql: stepsIn(analyzed, steps),
  };
}
