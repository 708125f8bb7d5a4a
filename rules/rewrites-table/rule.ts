import {
  alterTableRemedy,
  blockedBy,
  defineRule,
  duringLowTraffic,
  hazardsOf,
  listed,
  lockDuring,
  modeWords,
  nameOf,
} from "lockgate/rule";

export default defineRule({
  level: "error",
  summary: "Writing every row of a table to a new file blocks the table until it is done.",
  judges: ["rewrite"],
  judge(analyzed) {
    const rewrites = hazardsOf(analyzed, "rewrite").filter(({ relation }) => lockDuring(analyzed, relation));
    const [because] = rewrites;
    const held = because && lockDuring(analyzed, because.relation);
    if (because === undefined || held === undefined) return;
    const names = listed(rewrites.map(({ relation }) => nameOf(relation)));
    const message = `rewrites ${names} under ${modeWords(held, analyzed)}: ${blockedBy(held.lock.mode)}`;
    return { message, because, covering: rewrites };
  },
  remedy: (_, analyzed) => alterTableRemedy(analyzed, "rewrite") ?? duringLowTraffic,
});
