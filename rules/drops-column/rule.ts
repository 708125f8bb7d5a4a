import {
  type Analyzed,
  addsColumn,
  columnsDroppedLater,
  type DestroyEffect,
  defineRule,
  isPrepared,
  listed,
  lostOf,
  nameOf,
  stepsIn,
} from "lockgate/rule";

const summary = "Dropping a column destroys its data and breaks code that still uses it.";

export default defineRule({
  level: "error",
  summary,
  judges: ["destroy"],
  judge(analyzed) {
    const columns = lostOf(analyzed, "column").filter(({ cascade }) => !cascade);
    const [because] = columns;
    if (because === undefined) return;
    const again = columns.filter((column) => isAddedAgain(analyzed, column));
    const message =
      again.length > 0
        ? `drops ${namesOf(again)} and adds ${again.length === 1 ? "it" : "them"} again empty: the data is lost`
        : `drops ${namesOf(columns)} and ${columns.length === 1 ? "its" : "their"} data`;
    // What no running code uses is still data.
    const level = again.length === 0 && columns.every(isPrepared) ? "warning" : "error";
    return { message, because, covering: columns, level };
  },
  remedy({ covering = [] }, analyzed) {
    const columns = covering.filter((effect) => effect.kind === "destroy");
    if (columns.some((column) => isAddedAgain(analyzed, column))) {
      return {
        summary:
          "change the column in place (ALTER COLUMN ... TYPE ... USING, RENAME), or copy the data over first",
        sql: "",
        left: "data",
      };
    }
    if (columns.every(isPrepared))
      return { summary: "make sure that what it holds is not needed", sql: "", left: "data" };
    const isDeclared = columns.some(({ usedBy }) => usedBy?.declared === true);
    const unused = `no running code uses ${columns.length === 1 ? "it" : "them"}`;
    const steps = columnsDroppedLater(analyzed, `once ${unused}`, [
      { rule: "drops-column", because: unused },
    ]);
    return {
      summary:
        analyzed.migration.tool === "prisma" && isDeclared
          ? "keep the column and mark its field @ignore, release that, and drop it in a later migration"
          : "release code that no longer uses it first, drop it in a later migration and say so in an ignore",
      ...stepsIn(analyzed, steps),
      plan: "release",
    };
  },
});

function isAddedAgain(analyzed: Analyzed, { relation, name }: DestroyEffect): boolean {
  return relation !== null && addsColumn(analyzed, relation, name);
}

function namesOf(columns: readonly DestroyEffect[]): string {
  return listed(
    columns.map(({ relation, name }) => (relation === null ? name : `${nameOf(relation)}.${name}`)),
    8,
  );
}
