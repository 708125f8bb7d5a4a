import { type Analyzed, defineRule } from "lockgate/rule";

export default defineRule({
  level: "note",
  summary: "Each statement commits by itself, so a failure leaves those before it in place.",
  judge(analyzed) {
    const { migration, change } = analyzed;
    const [because] = analyzed.effects;
    if (because === undefined || migration.atomicity !== "statement") return;
    const own = change.filter((other) => other.migration === migration);
    if (own.find((one) => one.effects.length > 0 && leavesSomething(one, own)) !== analyzed) return;
    const runner = migration.tool === "sql" ? "psql" : migration.tool;
    const message = `${runner} commits each statement: if this one fails, what stands above it stays`;
    return { message, because, cause: "is not atomic" };
  },
  remedy() {
    return {
      summary: "write BEGIN and COMMIT around what belongs together, or make each statement repeatable",
      sql: "",
    };
  },
});

/** Whether an earlier statement of the file has committed a change when this one runs. */
function leavesSomething(analyzed: Analyzed, own: readonly Analyzed[]): boolean {
  return own
    .slice(0, own.indexOf(analyzed))
    .some((other) => !analyzed.before.includes(other) && !CHANGE_NOTHING.test(other.statement.command));
}

const CHANGE_NOTHING =
  /^(SET|RESET|SHOW|SELECT|BEGIN|START TRANSACTION|COMMIT|ROLLBACK|SAVEPOINT|RELEASE|ANALYZE|EXPLAIN)\b/;
