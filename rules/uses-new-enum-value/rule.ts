import { defineRule, effectsOf, type Transaction } from "lockgate/rule";

/** unsafe_new_enum_value_usage */
const NEW_ENUM_VALUE = "55P04";

export default defineRule({
  level: "error",
  summary: "A value that is added to an enum cannot be used in the same transaction.",
  judges: ["fail"],
  judge(analyzed) {
    const because = effectsOf(analyzed, "fail").find(({ sqlstate }) => sqlstate === NEW_ENUM_VALUE);
    return because && { message: `fails: ${because.reason}`, because };
  },
  remedy(_, { migration }) {
    return { summary: SUMMARIES[migration.transaction], sql: "", apart: true };
  },
});

const SUMMARIES: Readonly<Record<Transaction, string>> = {
  "all-pending":
    "deploy ALTER TYPE ... ADD VALUE in an earlier release: all that is pending is one transaction",
  file: "put ALTER TYPE ... ADD VALUE into a migration of its own, before this one",
  statement: "commit ALTER TYPE ... ADD VALUE before the value is used",
};
