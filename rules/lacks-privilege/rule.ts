import { defineRule, effectsOf } from "lockgate/rule";

/** insufficient_privilege */
const REFUSED = "42501";

export default defineRule({
  level: "error",
  summary: "The role that runs the migrations in production may not do what the statement does.",
  judges: ["fail"],
  judge(analyzed) {
    const refused = effectsOf(analyzed, "fail").filter(
      ({ when, sqlstate }) => when === "always" && sqlstate === REFUSED,
    );
    const [because] = refused;
    if (because === undefined) return;
    const cause = `lacks a privilege on ${because.relation}`;
    return { message: `fails: ${because.reason}`, because, covering: refused, cause };
  },
  remedy() {
    return {
      summary:
        "make the role a member of the owner, or run the migration as the owner (SET ROLE); if another role migrates, name it as migrationRole in the config",
      sql: "",
      left: "privilege",
    };
  },
});
