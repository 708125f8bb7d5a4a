import {
  type Analyzed,
  addsColumn,
  type DestroyEffect,
  defineRule,
  listed,
  lostOf,
  nameOf,
} from "lockgate/rule";

const summary = "Dropping a column destroys its data and breaks code that still uses it.";

export default defineRule({
  level: "error",
  summary,
  judge(analyzed) {
    const columns = lostOf(analyzed, "column").filter(({ cascade }) => !cascade);
    const [because] = columns;
    if (because === undefined) return;
    const again = columns.filter((column) => isAddedAgain(analyzed, column));
    const message =
      again.length > 0
        ? `drops ${namesOf(again)} and adds ${again.length === 1 ? "it" : "them"} again empty: the data is lost`
        : `drops ${namesOf(columns)} and ${columns.length === 1 ? "its" : "their"} data`;
    return { message, because, covering: columns };
  },
  remedy({ covering = [] }, analyzed) {
    const columns = covering.filter((effect) => effect.kind === "destroy");
    if (columns.some((column) => isAddedAgain(analyzed, column))) {
      return {
        summary:
          "change the column in place (ALTER COLUMN ... TYPE ... USING, RENAME), or copy the data over first",
        sql: "",
      };
    }
    return {
      summary:
        "release code that no longer uses it first, drop it in a later migration and say so in an ignore",
      sql: "",
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
