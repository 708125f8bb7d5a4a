import {
  blockedBy,
  blocksReads,
  defineRule,
  type Effect,
  listed,
  locksOfOthers,
  nameOf,
  placeOf,
} from "lockgate/rule";

export default defineRule({
  level: "error",
  summary:
    "A lock that one statement takes is held until its transaction ends: also while a later one works long.",
  judges: ["lock", "rewrite", "build", "change", "scan", "wait"],
  judge(analyzed) {
    const { slowWork: work } = analyzed;
    // One finding a transaction: on the first statement that works while others wait.
    if (work === undefined || analyzed.isBehindSlowWork) return;
    const held = locksOfOthers(analyzed);
    const strongest = held.find(({ lock }) => blocksReads(lock.mode)) ?? held[0];
    if (strongest === undefined) return;
    const tables = listed(held.map(({ lock }) => nameOf(lock.relation)));
    const { mode } = strongest.lock;
    const since = `${mode} since ${placeOf(strongest.since, analyzed)}`;
    const message = `${wordsOf(work)} while ${tables} ${held.length === 1 ? "stays" : "stay"} locked (${since}): ${blockedBy(mode)}`;
    return { message, because: strongest.lock, covering: held.map(({ lock }) => lock), during: work };
  },
  remedy(_, { migration }) {
    const own =
      migration.transaction === "all-pending"
        ? "deploy it in a migration of its own, after this one: all that is pending runs in one transaction"
        : migration.transaction === "file"
          ? "move it to a migration of its own, so that the locks are gone before it starts"
          : "commit before it, so that the locks are gone before it starts";
    return { summary: own, sql: "", apart: true };
  },
});

function wordsOf(work: Effect): string {
  switch (work.kind) {
    case "rewrite":
      return `rewrites ${nameOf(work.relation)}`;
    case "build":
      return `builds ${nameOf(work.index)}`;
    case "wait":
      return work.why;
    case "change":
      return `${VERBS[work.command]} ${nameOf(work.relation)}`;
    default:
      return `scans ${nameOf(work.relation ?? "")}`;
  }
}

const VERBS = {
  INSERT: "inserts many rows into",
  UPDATE: "updates many rows of",
  DELETE: "deletes many rows of",
  MERGE: "merges many rows of",
  COPY: "copies rows into",
} as const;
