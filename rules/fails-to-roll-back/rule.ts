import { defineRunRule } from "lockgate/rule";

export default defineRunRule({
  level: "note",
  summary: "The migration cannot be taken back, or not to the schema that was there before it.",
});
