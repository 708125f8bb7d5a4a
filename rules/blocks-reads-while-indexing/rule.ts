import {
  type Analyzed,
  alterTableRemedy,
  type BuildEffect,
  blockedBy,
  blockingLockOn,
  blocksReads,
  buildSteps,
  changesType,
  defineRule,
  duringLowTraffic,
  hazardsOf,
  listed,
  locksOn,
  nameOf,
  type Remedy,
  reindex,
  stepsIn,
} from "lockgate/rule";

export default defineRule({
  level: "error",
  summary: "An index that is built under a lock on reads blocks the table until it is built.",
  judges: ["build"],
  judge(analyzed) {
    const builds = hazardsOf(analyzed, "build").filter((build) => blocked(analyzed, build) !== undefined);
    const [because] = builds;
    const lock = because && blocked(analyzed, because);
    if (because === undefined || lock === undefined || changesType(analyzed)) return;
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
    return alterTableRemedy(analyzed, "build") ?? duringLowTraffic;
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
  const { before, builds } = buildSteps(analyzed, [{ concurrently: sql, ifNotExists: sql }]);
  return {
    summary: "rebuild it without blocking, outside of a transaction",
    ...stepsIn(analyzed, [...before, ...builds]),
  };
}
