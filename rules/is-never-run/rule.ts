import { defineRunRule } from "lockgate/rule";

export default defineRunRule({
  level: "error",
  summary: "The tool that runs the migrations never runs a new one, or stops at it.",
});
