import {
  blockedBy,
  blockingLockOn,
  blocksReads,
  changesType,
  defineRule,
  hazardsOf,
  listed,
  nameOf,
} from "lockgate/rule";

export default defineRule({
  level: "error",
  summary: "A change of a column's type can rebuild its indexes while nobody can read or write the table.",
  judges: ["build"],
  judge(analyzed) {
    const builds = hazardsOf(analyzed, "build").filter(({ relation }) => {
      const lock = blockingLockOn(analyzed, relation);
      return lock !== undefined && blocksReads(lock.mode);
    });
    const [because] = builds;
    const mode = because && blockingLockOn(analyzed, because.relation)?.mode;
    if (because === undefined || mode === undefined || !changesType(analyzed)) return;
    const indexes = listed(builds.map(({ index }) => nameOf(index)));
    const tables = listed(builds.map(({ relation }) => nameOf(relation)));
    return {
      message: `rebuilds ${indexes} under ${mode}: ${blockedBy(mode)} on ${tables}`,
      because,
      covering: builds,
    };
  },
  remedy() {
    return {
      summary: "drop the index concurrently, change the type, then build the index concurrently again",
      sql: "",
      left: "traffic",
    };
  },
});
