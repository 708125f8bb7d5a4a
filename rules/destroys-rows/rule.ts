import { type Analyzed, defineRule, type Judgment, listed, lostOf, nameOf } from "lockgate/rule";

/** The statement says which rows it means: that they may go is for the reviewer to confirm. */
function ofSome(analyzed: Analyzed): Judgment | undefined {
  const rows = lostOf(analyzed, "some rows");
  const [because] = rows;
  if (because === undefined) return undefined;
  const tables = listed(
    rows.map(({ relation, name }) => nameOf(relation ?? name)),
    8,
  );
  return { message: `destroys rows of ${tables}`, because, covering: rows, level: "warning" };
}

export default defineRule({
  level: "error",
  summary: "The migration deletes rows or truncates values.",
  judges: ["destroy"],
  judge(analyzed) {
    const rows = lostOf(analyzed, "rows");
    const values = lostOf(analyzed, "values");
    const [because] = [...rows, ...values];
    if (because === undefined) return ofSome(analyzed);
    const tables = listed(
      rows.map(({ relation, name }) => nameOf(relation ?? name)),
      8,
    );
    const columns = listed(
      values.map(({ relation, name }) => (relation === null ? name : `${nameOf(relation)}.${name}`)),
      8,
    );
    const message =
      rows.length > 0 ? `destroys every row of ${tables}` : `destroys a part of the values of ${columns}`;
    return { message, because, covering: rows.length > 0 ? rows : values };
  },
  remedy() {
    return {
      summary: "copy what may still be needed first, and say in an ignore why the rest can go",
      sql: "",
      left: "data",
    };
  },
});
