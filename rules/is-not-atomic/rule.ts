import { type Analyzed, defineRule, type Effect } from "lockgate/rule";

export default defineRule({
  level: "note",
  summary: "Each statement commits by itself, so a failure leaves those before it in place.",
  judge(analyzed) {
    const [because] = analyzed.effects;
    if (because === undefined || analyzed.migration.atomicity !== "statement" || analyzed.before.length > 0)
      return;
    const own = analyzed.change.filter(({ migration }) => migration === analyzed.migration);
    const earlier = own.slice(0, own.indexOf(analyzed)).filter(changesSomething);
    const told = earlier.length > 1 || earlier.some((one) => one.before.length > 0);
    if (earlier.length === 0 || told) return;
    const message = `${analyzed.migration.tool === "sql" ? "psql" : analyzed.migration.tool} commits each statement: if this one fails, what is above it stays`;
    return { message, because, cause: "is not atomic" };
  },
  remedy() {
    return {
      summary: "write BEGIN and COMMIT around what belongs together, or make each statement repeatable",
      sql: "",
    };
  },
});

function changesSomething({ effects }: Analyzed): boolean {
  return effects.some(({ kind }: Effect) => kind !== "scan");
}
