import { defineRule, isPrepared, listed, lostOf, nameOf, postponed, stepsIn } from "lockgate/rule";

export default defineRule({
  level: "error",
  summary: "Dropping a table destroys its rows and breaks code that still uses it.",
  judges: ["destroy"],
  judge(analyzed) {
    const tables = lostOf(analyzed, "table");
    const containers = [...lostOf(analyzed, "schema"), ...lostOf(analyzed, "database")];
    const [because] = [...containers, ...tables];
    if (because === undefined) return;
    const names = listed(
      tables.map(({ relation, name }) => nameOf(relation ?? name)),
      8,
    );
    const rows = `${names} and ${tables.length === 1 ? "its" : "their"} rows`;
    const outer = containers.map(({ what, name }) => `${what} ${name}`).join(", ");
    const message =
      outer === "" ? `drops ${rows}` : tables.length > 0 ? `drops ${outer} with ${rows}` : `drops ${outer}`;
    const level = containers.length === 0 && tables.every(isPrepared) ? "warning" : "error";
    return { message, because, covering: [...containers, ...tables], level };
  },
  remedy({ level, covering = [] }, analyzed) {
    if (level === "warning")
      return { summary: "make sure that its rows are not needed", sql: "", left: "data" };
    const unused = `no running code uses ${covering.length > 1 ? "them" : "it"}`;
    const steps = postponed(analyzed, `once ${unused}`, [{ rule: "drops-table", because: unused }]);
    return {
      summary:
        "release code that no longer uses it first, drop it in a later migration and say so in an ignore",
      ...stepsIn(analyzed, steps),
      plan: "release",
    };
  },
});
