import { awaitedLocks, defineRule, hasLockTimeout, listed, nameOf } from "lockgate/rule";

export default defineRule({
  scope: "repository",
  level: "warning",
  summary:
    "Without a lock_timeout a migration that waits for a lock makes every later query on the table wait, too.",
  judge(analyzed) {
    if (hasLockTimeout(analyzed)) return;
    const locks = awaitedLocks(analyzed);
    const hot = locks.filter(({ relation }) => analyzed.isHot(relation));
    const [busiest] = hot;
    if (busiest !== undefined) {
      const names = listed(hot.map(({ relation }) => nameOf(relation)));
      return {
        message: `waits for ${busiest.mode} on ${names} without a lock_timeout: every later query there waits behind it`,
        because: busiest,
        covering: hot,
        cause: "waits without timeout",
        level: "error",
        isOnStatement: true,
      };
    }
    const [because] = locks;
    if (because === undefined) return;
    return {
      message:
        "no lock_timeout is set: a migration that waits for a lock makes every later query on the table wait",
      because,
    };
  },
  remedy(_, { migration }) {
    const { howToSetLockTimeout = "set it for the role that migrates" } = migration;
    return { summary: `${howToSetLockTimeout}, and retry a migration that times out`, sql: "" };
  },
});
