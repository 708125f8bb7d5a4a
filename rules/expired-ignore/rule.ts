import { defineRunRule } from "lockgate/rule";

export default defineRunRule({
  level: "warning",
  summary: "An ignore whose last valid day is over no longer holds: what it hid is reported again.",
});
