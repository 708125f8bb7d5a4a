import { defineRunRule } from "lockgate/rule";

export default defineRunRule({
  level: "warning",
  summary: "A comment that begins with lockgate: is not understood, so it does nothing.",
});
