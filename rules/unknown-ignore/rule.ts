import { defineRunRule } from "lockgate/rule";

export default defineRunRule({
  level: "warning",
  summary: "An ignore names a rule that does not exist, so it does not hold.",
});
