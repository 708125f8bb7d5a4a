import { defineRule, hazardsOf, listed, nameOf } from "lockgate/rule";

export default defineRule({
  level: "warning",
  summary: "Triggers, rules or foreign keys that are switched off let rows pass that nobody checks later.",
  judges: ["break"],
  judge(analyzed) {
    const disabled = hazardsOf(analyzed, "break").filter(({ object }) => object === "enforcement");
    const [because] = disabled;
    if (because === undefined) return;
    const message =
      because.relation === null
        ? "sets session_replication_role to replica: no trigger fires and no foreign key is checked"
        : `switches off ${listed(
            disabled.map(({ relation, name }) => `${name} of ${nameOf(relation ?? "")}`),
            8,
          )}, and nothing in this change switches it on again`;
    return { message, because, covering: disabled, cause: `${because.relation} ${because.what}` };
  },
  remedy({ because }) {
    const summary =
      because.relation === null
        ? "set it back as soon as the rows are there, and look for rows that violate a foreign key"
        : "switch it on again at the end of the same migration";
    return { summary, sql: "", left: "enforcement" };
  },
});
