import { defineRunRule } from "lockgate/rule";

export default defineRunRule({
  level: "warning",
  summary: "An ignore without a reason does not hold.",
});
