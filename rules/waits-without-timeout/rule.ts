import { blockingLocks, defineRule } from "lockgate/rule";

export default defineRule({
  scope: "repository",
  level: "note",
  summary:
    "Without a lock_timeout a migration that waits for a lock makes every later query on the table wait, too.",
  judge(analyzed) {
    if (analyzed.lockTimeout !== null || analyzed.migration.setsLockTimeout) return;
    const [because] = blockingLocks(analyzed);
    if (because === undefined) return;
    return {
      message:
        "no lock_timeout is set: a migration that waits for a lock makes every later query on the table wait",
      because,
    };
  },
  remedy() {
    return {
      summary:
        "set it where migrations connect (options=-c lock_timeout=5s in the URL, or for their role), and try again",
      sql: "",
    };
  },
});
