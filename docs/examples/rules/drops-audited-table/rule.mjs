import { defineRule, lostOf, nameOf } from "lockgate/rule";

export default defineRule({
  level: "error",
  summary: "Tables of the schema audit are kept for seven years.",
  judge(analyzed) {
    const because = lostOf(analyzed, "table").find(({ relation }) => relation?.startsWith("audit."));
    if (because === undefined) return;
    return { message: `drops ${nameOf(because.relation)}, which has to be kept`, because };
  },
});
