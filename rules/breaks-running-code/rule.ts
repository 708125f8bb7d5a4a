import { type BreakEffect, defineRule, hazardsOf, listed, nameOf } from "lockgate/rule";

export default defineRule({
  level: "error",
  summary: "While a release rolls out, code of the previous one still runs: it fails on what this changes.",
  judge(analyzed) {
    const breaks = hazardsOf(analyzed, "break");
    const [because] = breaks;
    if (because === undefined) return;
    const alike = breaks.filter(({ what }) => what === because.what);
    const names = listed(alike.map(nameIn), 8);
    const message = `${because.what}: running code that relies on ${names} fails`;
    return { message, because, covering: alike };
  },
  remedy() {
    return {
      summary:
        "add the new beside the old, release code that uses both, and remove the old in a later migration",
      sql: "",
    };
  },
});

function nameIn({ relation, name }: BreakEffect): string {
  if (relation === null || relation === name) return nameOf(name);
  return relation.endsWith(`.${name}`) ? nameOf(relation) : `${nameOf(relation)}.${name}`;
}
