import { type Analyzed, createIndex, defineRule, hazardsOf, nameOf, stepsIn } from "lockgate/rule";

/** A wait that is longer than this outlasts the transactions of an ordinary database: an hour. */
const LONG = 3_600_000;

export default defineRule({
  level: "note",
  summary:
    "An index that fails to be built concurrently stays behind invalid, and IF NOT EXISTS takes it for done.",
  judges: ["build"],
  judge(analyzed) {
    const [because] = hazardsOf(analyzed, "build");
    if (because === undefined) return;
    const index = createIndex(analyzed.statement);
    if (!index?.node.concurrent) return;
    const name = nameOf(because.index);
    const short = isShort(analyzed);
    if (!short && !index.node.if_not_exists) return;
    const message = short
      ? `waits for old transactions no longer than lock_timeout (${(analyzed.lockTimeout ?? 0) / 1000} s), then leaves ${name} invalid`
      : `a failed build leaves ${name} invalid, and IF NOT EXISTS passes over it at the next try`;
    const cause = "leaves an invalid index";
    // The next deployment takes it for done, however small the table is.
    return index.node.if_not_exists
      ? { message, because, cause, level: "warning", isSteady: true }
      : { message, because, cause };
  },
  remedy(_, analyzed) {
    const index = createIndex(analyzed.statement);
    if (index === null) return;
    const { migration } = analyzed;
    if (isShort(analyzed)) {
      if (migration.transaction !== "statement") {
        return {
          summary: "run it without a lock_timeout; it blocks nobody while it waits",
          sql: "",
          left: "timeout",
        };
      }
      return {
        summary: "wait as long as it takes, which blocks nobody",
        ...stepsIn(analyzed, [{ sql: ["SET lock_timeout = 0", index.always] }]),
      };
    }
    return {
      summary: "leave IF NOT EXISTS out, so that a retry fails instead of skipping the invalid index",
      ...stepsIn(analyzed, [{ sql: [index.always], alone: true }]),
    };
  },
});

function isShort({ lockTimeout }: Analyzed): boolean {
  return lockTimeout !== null && lockTimeout > 0 && lockTimeout < LONG;
}
