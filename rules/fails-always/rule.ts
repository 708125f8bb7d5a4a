import { createIndex, defineRule, effectsOf, partitionedIndex, stepsIn } from "lockgate/rule";

/** Failures that other rules tell, with what to do: 25001 in a transaction, 55P04 a new enum value, 42501 a privilege. */
const TOLD: ReadonlySet<string | null> = new Set(["25001", "55P04", "42501"]);

export default defineRule({
  level: "error",
  summary: "PostgreSQL refuses the statement on this schema, whatever rows there are.",
  left: "statement",
  judges: ["fail"],
  judge(analyzed) {
    const because = effectsOf(analyzed, "fail").find(
      ({ when, sqlstate }) => when === "always" && !TOLD.has(sqlstate),
    );
    return because && { message: `fails: ${because.reason}`, because };
  },
  remedy(_, analyzed) {
    const index = createIndex(analyzed.statement);
    const parts = index?.node.concurrent ? partitionedIndex(analyzed, index) : null;
    if (!parts) return;
    return {
      summary: "build it on each partition, then attach those indexes to the parent's",
      ...stepsIn(analyzed, parts),
    };
  },
});
