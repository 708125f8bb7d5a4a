import { defineRunRule } from "lockgate/rule";

export default defineRunRule({
  level: "error",
  summary:
    "Editing, renaming or deleting a merged migration leaves databases that have run it with another schema.",
});
