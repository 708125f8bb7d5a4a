import { defineRunRule } from "lockgate/rule";

export default defineRunRule({
  level: "warning",
  summary: "The baseline holds entries that no finding answers to any more, so it can be written again.",
});
