import { defineRunRule } from "lockgate/rule";

export default defineRunRule({
  level: "warning",
  summary: "An ignore names a rule that finds nothing in its statement, so it can be removed.",
});
