import { type BreakEffect, defineRule, hazardsOf, listed, nameOf } from "lockgate/rule";

export default defineRule({
  level: "warning",
  summary: "Subscribers of a table no longer get its changes.",
  judge(analyzed) {
    const breaks = hazardsOf(analyzed, "break");
    const [because] = breaks.filter(({ change }) => CONSEQUENCES[change] !== undefined);
    const consequence = because && CONSEQUENCES[because.change];
    if (because === undefined || consequence === undefined) return;
    const covering = breaks.filter(({ change }) => change === because.change);
    const tables = listed(
      covering.map(({ name }) => nameOf(name)),
      8,
    );
    const message = `${because.what}: ${consequence(tables)}`;
    return { message, because, covering, cause: `${because.relation} ${because.what}` };
  },
  remedy({ because }) {
    const summary =
      because.kind === "break" && because.change === "given up"
        ? "keep a replica identity: the primary key, a unique index (USING INDEX) or FULL"
        : "end the subscriptions that still need it first";
    return { summary, sql: "" };
  },
});

const CONSEQUENCES: { readonly [C in BreakEffect["change"]]?: (tables: string) => string } = {
  unpublished: (tables) => `subscribers get no more changes of ${tables}`,
  "given up": (tables) => `where a publication has ${tables}, UPDATE and DELETE on it fail`,
};
