import {
  type Analyzed,
  type ChangeEffect,
  defineRule,
  effectsOf,
  type HiddenRows,
  hazardsOf,
  hiddenRows,
  nameOf,
} from "lockgate/rule";

export default defineRule({
  level: "warning",
  summary: "Row security hides rows from the migration, which passes them by and reports success.",
  judges: ["change"],
  judge(analyzed) {
    const [missed] = missedBy(analyzed);
    if (missed === undefined) return;
    const { because, relation, hidden } = missed;
    const whose = hidden.role === null ? "a role without BYPASSRLS" : hidden.role;
    const unless = hidden.role !== null && hidden.isOpen ? ", unless it has BYPASSRLS" : "";
    const done = missed.reads ? "reads" : (VERBS[because.command] ?? because.command);
    const message = `row security holds for ${whose} on ${nameOf(relation)}${unless}: the statement ${done} only rows that a policy shows it, without an error`;
    return { message, because, cause: `misses rows of ${relation}`, isSteady: true };
  },
  remedy(_, analyzed) {
    const [missed] = missedBy(analyzed);
    const name = nameOf(missed?.relation ?? "");
    return {
      summary: `run it as a role with BYPASSRLS, or switch it off around it in the same transaction: ALTER TABLE ${name} NO FORCE ROW LEVEL SECURITY as the owner, and FORCE again`,
      sql: "",
      left: "row security",
    };
  },
});

interface Missed {
  readonly because: ChangeEffect;
  readonly relation: string;
  readonly hidden: HiddenRows;
  readonly reads: boolean;
}

/** The tables whose rows the statement should change, and those that it reads to change others. */
function missedBy(analyzed: Analyzed): Missed[] {
  const changed = hazardsOf(analyzed, "change")
    .filter(({ command }) => command in VERBS)
    .flatMap((because) => missing(analyzed, because, because.relation, "changes"));
  const [first] = effectsOf(analyzed, "change");
  if (first === undefined) return changed;
  const sources = hazardsOf(analyzed, "lock").filter(({ role }) => role === "source");
  return [...changed, ...sources.flatMap(({ relation }) => missing(analyzed, first, relation, "reads"))];
}

function missing(
  analyzed: Analyzed,
  because: ChangeEffect,
  relation: string,
  use: "reads" | "changes",
): Missed[] {
  const hidden = hiddenRows(analyzed, relation, use);
  return hidden === null ? [] : [{ because, relation, hidden, reads: use === "reads" }];
}

/** What inserts rows fails where a policy does not let them in. */
const VERBS: Readonly<Record<string, string>> = { UPDATE: "updates", DELETE: "deletes", MERGE: "merges" };
