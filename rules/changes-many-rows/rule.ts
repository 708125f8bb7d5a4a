import {
  type Analyzed,
  batchStep,
  defineRule,
  effectsOf,
  hazardsOf,
  nameOf,
  selects,
  stepsIn,
} from "lockgate/rule";

export default defineRule({
  level: "warning",
  summary: "A statement that changes every row keeps all of them locked until it commits.",
  judges: ["change"],
  judge(analyzed) {
    const lost = effectsOf(analyzed, "destroy").filter(({ what }) => what === "rows");
    const changes = hazardsOf(analyzed, "change").filter(
      ({ rows, command, relation }) =>
        rows === "all" && command in VERBS && !lost.some((effect) => effect.relation === relation),
    );
    const [because] = changes;
    if (because === undefined || neverCommits(analyzed, because.relation)) return;
    const verb = VERBS[because.command] ?? because.command;
    const rows = selects(analyzed.statement) ? "any number of rows" : "every row";
    const message = `${verb} ${rows} of ${nameOf(because.relation)} in one transaction: each stays locked until it commits`;
    return { message, because, covering: changes };
  },
  remedy(_, analyzed) {
    const summary = "change them in batches, each in its own transaction, outside the migration tool";
    const step = batchStep(analyzed);
    return step === null ? { summary, sql: "", left: "batches" } : { summary, ...stepsIn(analyzed, [step]) };
  },
});

/** object_in_use: the rows that it changes are what makes a later statement of its transaction fail. */
function neverCommits({ together }: Analyzed, relation: string): boolean {
  return together.some((other) =>
    effectsOf(other, "fail").some((fail) => fail.sqlstate === "55006" && fail.relation === relation),
  );
}

const VERBS: Readonly<Record<string, string>> = { UPDATE: "updates", DELETE: "deletes", MERGE: "merges" };
