import {
  alterTable,
  blockedBy,
  blockingLockOn,
  blocksReads,
  defineRule,
  hazardsOf,
  listed,
  nameOf,
} from "lockgate/rule";

export default defineRule({
  level: "error",
  summary: "A change of a column's type can rebuild its indexes while nobody can read or write the table.",
  judge(analyzed) {
    const clauses = alterTable(analyzed.statement)?.clauses ?? [];
    if (!clauses.some(({ type }) => type === "AT_AlterColumnType")) return;
    const builds = hazardsOf(analyzed, "build").filter(({ relation }) => {
      const lock = blockingLockOn(analyzed, relation);
      return lock !== undefined && blocksReads(lock.mode);
    });
    const [because] = builds;
    const mode = because && blockingLockOn(analyzed, because.relation)?.mode;
    if (because === undefined || mode === undefined) return;
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
