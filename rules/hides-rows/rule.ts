import { defineRule, hazardsOf, listed, nameOf } from "lockgate/rule";

export default defineRule({
  level: "error",
  summary: "Row security without a policy hides every row from all roles but the owner.",
  judges: ["break"],
  judge(analyzed) {
    const hidden = hazardsOf(analyzed, "break").filter(({ change }) => change === "hidden from other roles");
    const [because] = hidden;
    if (because === undefined) return;
    const tables = listed(
      hidden.map(({ name }) => nameOf(name)),
      8,
    );
    const message = `row security lets no role but the owner see or add rows of ${tables}: there is no policy`;
    return { message, because, covering: hidden, cause: `${because.relation} ${because.what}` };
  },
  remedy() {
    return { summary: "create the policies in the same migration", sql: "", left: "policies" };
  },
});
