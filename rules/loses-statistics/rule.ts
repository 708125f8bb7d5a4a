import {
  type Analyzed,
  type DestroyEffect,
  defineRule,
  gathersStatistics,
  hazardsOf,
  listed,
  nameOf,
  quotedRelation,
  type Step,
  stepsIn,
} from "lockgate/rule";

export default defineRule({
  level: "warning",
  summary: "A new type drops the planner's statistics of the column, and plans are guesses until ANALYZE.",
  judges: ["destroy"],
  judge(analyzed) {
    const lost = lostBy(analyzed);
    const [because] = lost;
    if (because === undefined) return;
    const words = listed([...new Set(withoutPartitions(lost).map(wordsOf))]);
    const message = `drops the planner's statistics of ${words}: queries may get far slower plans until ANALYZE`;
    return { message, because, covering: lost, cause: `loses statistics of ${because.relation}` };
  },
  remedy(_, analyzed) {
    const lost = withoutPartitions(lostBy(analyzed));
    const tables = [...new Set(lost.flatMap(({ relation }) => relation ?? []))];
    const analyze: Step = { sql: tables.map((table) => `ANALYZE ${quotedRelation(table)}`) };
    return {
      summary: "gather them again right behind it, in a transaction of its own",
      ...stepsIn(analyzed, [{ sql: [analyzed.statement.text] }, analyze]),
    };
  },
});

function lostBy(analyzed: Analyzed): DestroyEffect[] {
  const { change, index } = analyzed;
  return hazardsOf(analyzed, "destroy").filter(
    ({ what, relation, name }) =>
      what === "statistics" &&
      relation !== null &&
      !change.some((statement, at) => at > index && gathersStatistics(statement, relation, name)),
  );
}

/** They lose theirs along with the partitioned table, and are analyzed with it. */
function withoutPartitions(lost: readonly DestroyEffect[]): readonly DestroyEffect[] {
  const named = lost.filter(({ cascade }) => !cascade);
  return named.length > 0 ? named : lost;
}

function wordsOf({ relation, name }: DestroyEffect): string {
  return `${nameOf(relation ?? "")}.${name}`;
}
