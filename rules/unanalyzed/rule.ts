import { defineRunRule } from "lockgate/rule";

export default defineRunRule({
  level: "error",
  summary:
    "What cannot be read, parsed or understood is not known to be safe, and the check ends incomplete.",
});
