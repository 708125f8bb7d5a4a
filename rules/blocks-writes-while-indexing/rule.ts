import {
  blockedBy,
  blockingLockOn,
  blocksReads,
  createIndex,
  defineRule,
  hazardsOf,
  listed,
  nameOf,
  neverAlone,
  stepsIn,
} from "lockgate/rule";

export default defineRule({
  level: "error",
  summary: "Building an index without CONCURRENTLY blocks writes to the table until it is built.",
  judge(analyzed) {
    const builds = hazardsOf(analyzed, "build").filter(({ relation }) => {
      const lock = blockingLockOn(analyzed, relation);
      return lock !== undefined && !blocksReads(lock.mode);
    });
    const [because] = builds;
    const mode = because && blockingLockOn(analyzed, because.relation)?.mode;
    if (because === undefined || mode === undefined) return;
    const indexes = listed(builds.map(({ index }) => nameOf(index)));
    const tables = listed(builds.map(({ relation }) => nameOf(relation)));
    const message = `builds ${indexes} under ${mode}: ${blockedBy(mode)} to ${tables}`;
    return { message, because, covering: builds };
  },
  remedy(_, { statement, migration }) {
    const index = createIndex(statement);
    // PostgreSQL refuses CONCURRENTLY on a partitioned table; its partitions can be indexed one by one.
    if (index === null) return;
    const step = { sql: [index.concurrently], alone: true } as const;
    if (!neverAlone(migration)) {
      const own = migration.transaction === "file" ? "its own migration with" : "build it without blocking:";
      return { summary: own, sql: stepsIn(migration, [step]) };
    }
    if (index.ifNotExists === null) return;
    return {
      summary: `${migration.tool} runs every migration in a transaction: build it beside them, then let the migration find it`,
      sql: stepsIn(migration, [{ ...step, outside: "before they run" }, { sql: [index.ifNotExists] }]),
    };
  },
});
