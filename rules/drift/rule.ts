import { defineRunRule } from "lockgate/rule";

export default defineRunRule({
  level: "error",
  summary: "The live database and the migrations no longer agree.",
});
