import {
  type Analyzed,
  alterTableRemedy,
  type BuildEffect,
  blockedBy,
  blockingLockOn,
  blocksReads,
  createIndex,
  defineRule,
  foundIndex,
  hazardsOf,
  listed,
  lockDuring,
  locksOn,
  modeWords,
  nameOf,
  neverAlone,
  partitionedIndex,
  stepsIn,
} from "lockgate/rule";

export default defineRule({
  level: "error",
  summary: "Building an index without CONCURRENTLY blocks writes to the table until it is built.",
  judges: ["build"],
  judge(analyzed) {
    const builds = hazardsOf(analyzed, "build").filter((build) => isTold(analyzed, build));
    const [because] = builds;
    const held = because && lockDuring(analyzed, because.relation);
    if (because === undefined || held === undefined) return;
    const indexes = listed(builds.map(({ index }) => nameOf(index)));
    const tables = listed(builds.map(({ relation }) => nameOf(relation)));
    const { mode } = held.lock;
    const blocked = `${blockedBy(mode)} ${blocksReads(mode) ? "on" : "to"} ${tables}`;
    return {
      message: `builds ${indexes} under ${modeWords(held, analyzed)}: ${blocked}`,
      because,
      covering: builds,
    };
  },
  remedy(_, analyzed) {
    const { migration, inTransaction } = analyzed;
    const index = createIndex(analyzed.statement);
    // Before 18 a key of a partitioned table blocks writes alone.
    if (index === null) return alterTableRemedy(analyzed, "build") ?? undefined;
    const parts = partitionedIndex(analyzed, index);
    if (parts) {
      return {
        summary: "build it on each partition without blocking, then attach those indexes to the parent's",
        ...stepsIn(analyzed, parts),
      };
    }
    const step = { sql: [index.concurrently], alone: true } as const;
    if (!neverAlone(migration)) {
      const own =
        migration.transaction === "file"
          ? "move it to its own migration"
          : inTransaction
            ? "run it outside the file's transaction"
            : "build it without blocking:";
      return { summary: own, ...stepsIn(analyzed, [step]) };
    }
    return {
      summary: `${migration.tool} runs every migration in a transaction: build it outside of them, then let the migration find it`,
      ...stepsIn(analyzed, [{ ...step, outside: "before they run" }, { sql: [foundIndex(analyzed, index)] }]),
    };
  },
});

/** Built under a lock of its own that leaves reads alone; REINDEX blocks them by the lock on the index. */
function isTold(analyzed: Analyzed, { relation, index }: BuildEffect): boolean {
  const own = blockingLockOn(analyzed, relation);
  const rebuilt = locksOn(analyzed, index).some(({ mode, isNew }) => blocksReads(mode) && !isNew);
  return own !== undefined && !blocksReads(own.mode) && !rebuilt;
}
