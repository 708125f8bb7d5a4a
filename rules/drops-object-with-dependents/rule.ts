import { type Analyzed, type DestroyEffect, defineRule, effectsOf, listed, nameOf } from "lockgate/rule";

export default defineRule({
  level: "error",
  summary: "CASCADE drops what depends on an object without naming it.",
  judges: ["destroy"],
  judge(analyzed) {
    const taken = effectsOf(analyzed, "destroy").filter((effect) => isTaken(effect, analyzed));
    const [because] = taken;
    if (because === undefined) return;
    const message = `also drops ${listed(taken.map(wordsOf), 6)}: nothing names ${taken.length === 1 ? "it" : "them"}`;
    return { message, because, covering: taken };
  },
  remedy() {
    return {
      summary: "drop what depends on it by name, in the same migration, and leave CASCADE out",
      sql: "",
      left: "dependents",
    };
  },
});

const TOLD_ELSEWHERE: ReadonlySet<DestroyEffect["what"]> = new Set([
  "table",
  "index",
  "sequence",
  "statistics",
]);

/** Tables are told by drops-table, statistics by loses-statistics. What belongs to a table or a column goes with it, and is no surprise. */
function isTaken({ cascade, isNew, what, relation }: DestroyEffect, analyzed: Analyzed): boolean {
  if (!cascade || isNew || TOLD_ELSEWHERE.has(what)) return false;
  const belongs = what === "constraint" || what === "trigger" || what === "policy" || what === "column";
  return !belongs || !namedIn(analyzed).includes(relation);
}

/** The relations that the statement names, or of which it names a part. */
function namedIn(analyzed: Analyzed): (string | null)[] {
  const destroyed = effectsOf(analyzed, "destroy");
  const tables = destroyed.filter(({ what }) => what === "table");
  return [...destroyed.filter(({ cascade }) => !cascade), ...tables].map(({ relation }) => relation);
}

function wordsOf({ what, relation, name }: DestroyEffect): string {
  if (relation === null || what === "view" || what === "materialized view")
    return `${what} ${nameOf(relation ?? name)}`;
  return what === "column" ? `column ${nameOf(relation)}.${name}` : `${what} ${name} of ${nameOf(relation)}`;
}
