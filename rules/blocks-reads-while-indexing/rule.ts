import {
  type AlterTable,
  type Analyzed,
  aloneStep,
  alterTable,
  type BuildEffect,
  blockedBy,
  blockingLockOn,
  blocksReads,
  type Clause,
  constraintIndex,
  defineRule,
  duringLowTraffic,
  hazardsOf,
  leavesOf,
  listed,
  locksOn,
  nameOf,
  quotedRelation,
  type Remedy,
  reindex,
  remainder,
  shownOf,
  stepsIn,
  type TableShape,
  target,
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
    return usingIndex(table, clause, analyzed) ?? duringLowTraffic;
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
  return {
    summary: "rebuild it without blocking, outside of a transaction",
    ...stepsIn(analyzed, [aloneStep(analyzed, sql)]),
  };
}

/** The index is built concurrently; the constraint then takes it over in a moment. */
function usingIndex(table: AlterTable, clause: Clause, analyzed: Analyzed): Remedy | undefined {
  const own = target(analyzed);
  const leaves = own && leavesOf(analyzed, own.relation);
  if (own && leaves) return onPartitions(table, clause, { analyzed, shape: own.shape, leaves });
  const parts = constraintIndex(table, clause, own?.shape);
  if (parts === null) return;
  const steps = [...parts.before, aloneStep(analyzed, parts.build), { sql: [parts.adopt] }];
  return {
    summary: "build the index concurrently, then let the constraint take it over",
    ...stepsIn(analyzed, steps),
  };
}

interface Partitioned {
  readonly analyzed: Analyzed;
  readonly shape: TableShape;
  /** `schema.name` of the partitions that hold rows. */
  readonly leaves: readonly string[];
}

/** A partitioned table takes over no index, but the constraints that its partitions have by the same columns. */
function onPartitions(
  { head, relation }: AlterTable,
  clause: Clause,
  { analyzed, shape, leaves }: Partitioned,
): Remedy | undefined {
  const { constraint } = clause;
  if (constraint === null) return;
  const shown = shownOf(leaves).flatMap((leaf) => {
    const name = quotedRelation(leaf);
    const table = { head: `ALTER TABLE ${name}`, relation: name, name: nameOf(leaf), clauses: [] };
    // Each partition's constraint has a name of its own, as PostgreSQL would give it.
    const { conname: _, ...unnamed } = constraint;
    const made = constraintIndex(table, { ...clause, constraint: unnamed }, shape);
    return made ?? [];
  });
  const parts = constraintIndex({ head, relation, name: "", clauses: [] }, clause, shape);
  if (parts === null || shown.length === 0) return;
  const steps = [
    ...parts.before,
    ...shown.map(({ build }) => aloneStep(analyzed, build)),
    { sql: [...shown.map(({ adopt }) => adopt), `${head} ${clause.text}`], ...remainder(leaves) },
  ];
  return {
    summary: "give each partition its constraint from an index that is built concurrently, then the parent",
    ...stepsIn(analyzed, steps),
  };
}
