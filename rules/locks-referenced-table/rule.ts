import { blockedBy, blockingLocks, defineRule, hasLockTimeout, listed, nameOf } from "lockgate/rule";

export default defineRule({
  level: "note",
  summary: "Adding or dropping a foreign key also locks the referenced table.",
  judges: ["lock"],
  judge(analyzed) {
    const locks = blockingLocks(analyzed).filter(({ role }) => role === "referenced");
    const [because] = locks;
    if (because === undefined) return;
    const names = listed(locks.map(({ relation }) => nameOf(relation)));
    const message = `locks ${names}, which it refers to, under ${because.mode}: ${blockedBy(because.mode)} until it commits`;
    return { message, because, covering: locks, ...(hasLockTimeout(analyzed) && { isSteady: true }) };
  },
  remedy() {
    return {
      summary: "set a lock_timeout and try again: behind a waiting lock every later query waits, too",
      sql: "",
      left: "timeout",
    };
  },
});
