import {
  type Analyzed,
  type BreakEffect,
  defineRule,
  effectsOf,
  type Judgment,
  listed,
  nameOf,
} from "lockgate/rule";

export default defineRule({
  level: "warning",
  summary: "Subscribers of a table no longer get its changes, or it takes none that they would have to get.",
  judges: ["break"],
  judge(analyzed) {
    // Also of a table that is new: a publication of all tables has it at once.
    const breaks = effectsOf(analyzed, "break").filter(
      ({ change, name }) =>
        CONSEQUENCES[change] !== undefined &&
        // Of a publication that only the migrations know, breaks-running-code tells.
        (change !== "lost" || isPublished(analyzed.snapshot, name)),
    );
    const [because] = breaks;
    const consequence = because && CONSEQUENCES[because.change];
    if (because === undefined || consequence === undefined) return;
    const covering = breaks.filter(({ change }) => change === because.change);
    const tables = listed(
      covering.map(({ name }) => nameOf(name)),
      8,
    );
    const message = `${because.what}: ${consequence.words(tables)}`;
    const cause = `${because.relation} ${because.what}`;
    return { message, because, covering, cause, level: consequence.level };
  },
  remedy({ because }) {
    if (because.kind !== "break") return;
    const summary =
      because.change === "unpublished"
        ? "end the subscriptions that still need it first"
        : "give it a replica identity first: a primary key, a unique index (USING INDEX) or FULL";
    return { summary, sql: "", left: "subscribers" };
  },
});

interface Consequence {
  readonly level: NonNullable<Judgment["level"]>;
  readonly words: (tables: string) => string;
}

/** By the facts: there are subscribers, as far as anybody knows. */
function isPublished(snapshot: Analyzed["snapshot"], relation: string): boolean {
  return (snapshot?.publications ?? []).some(
    ({ allTables, schemas, tables }) =>
      allTables ||
      schemas.some((schema) => relation.startsWith(`${schema}.`)) ||
      tables.some((table) => table.relation === relation),
  );
}

const CONSEQUENCES: { readonly [C in BreakEffect["change"]]?: Consequence } = {
  lost: {
    level: "error",
    words: (tables) => `a publication has ${tables}, where every UPDATE and DELETE fails from then on`,
  },
  lacking: {
    level: "error",
    words: (tables) => `a publication has ${tables}, where every UPDATE and DELETE fails`,
  },
  unpublished: {
    level: "warning",
    words: (tables) => `subscribers get no more changes of ${tables}`,
  },
  "given up": {
    level: "warning",
    words: (tables) => `where a publication has ${tables}, UPDATE and DELETE on it fail`,
  },
};
