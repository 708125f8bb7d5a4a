import {
  type Analyzed,
  awaitedLocks,
  defineRule,
  hasLockTimeout,
  type LockEffect,
  listed,
  nameOf,
} from "lockgate/rule";

export default defineRule({
  scope: "repository",
  level: "warning",
  summary:
    "Without a lock_timeout a migration that waits for a lock makes every later query on the table wait, too.",
  judges: ["lock"],
  judge(analyzed) {
    if (hasLockTimeout(analyzed)) return;
    const locks = awaitedLocks(analyzed);
    const hot = locks.filter(({ relation }) => analyzed.isHot(relation));
    const [busiest] = hot;
    if (busiest !== undefined) {
      const names = listed(hot.map(({ relation }) => nameOf(relation)));
      return {
        message: `waits for ${busiest.mode} on ${names} without a lock_timeout: every later query there waits behind it${queueWords(analyzed, hot)}`,
        because: busiest,
        covering: hot,
        cause: "waits without timeout",
        level: "error",
        isOnStatement: true,
        isSteady: true,
      };
    }
    const [because] = locks;
    if (because === undefined) return;
    return {
      message:
        "no lock_timeout is set: a migration that waits for a lock makes every later query on the table wait",
      because,
      // What was deployed long ago, or is not deployed yet, waits for nobody today.
      level: analyzed.isProposed ? "warning" : "note",
    };
  },
  remedy(_, { migration }) {
    const { howToSetLockTimeout = "set it for the role that migrates" } = migration;
    return {
      summary: `${howToSetLockTimeout}, and retry a migration that times out`,
      sql: "",
      left: "timeout",
    };
  },
});

/** Of the busiest table, in the user's own numbers. */
function queueWords(analyzed: Analyzed, locks: readonly LockEffect[]): string {
  const [queue, lock] = locks
    .flatMap((one) => {
      const known = analyzed.queueFor(one);
      return known === null ? [] : [[known, one] as const];
    })
    .sort(([a], [b]) => b.callsPerSecond - a.callsPerSecond)[0] ?? [null, null];
  if (queue === null) return "";
  const { worstWaitSeconds: worst, meanWaitSeconds: mean, poolSeconds, connections } = queue;
  const average = mean === null ? "" : ` (mean ${seconds(mean)})`;
  const behind = queue.behind === "query" ? "the slowest query" : "the longest transaction";
  return [
    ...(worst === null ? [] : [`; waits up to ${seconds(worst)} behind ${behind} seen${average}`]),
    `; ${amount(queue.callsPerSecond)} queries/s on ${nameOf(lock.relation)} queue meanwhile`,
    ...(poolSeconds === null
      ? []
      : [`; the ${connections} connections are used up after ${seconds(poolSeconds)}`]),
  ].join("");
}

function seconds(value: number): string {
  return value < 0.01 ? "under 10 ms" : `${amount(value)} s`;
}

function amount(value: number): string {
  return String(Number(value.toPrecision(2)));
}
