import {
  type Analyzed,
  alterTableRemedy,
  blockedBy,
  blockingLocks,
  blocksReads,
  defineRule,
  hazardsOf,
  listed,
  lockDuring,
  modeWords,
  nameOf,
  stopsAtFirstRow,
} from "lockgate/rule";

export default defineRule({
  level: "error",
  summary: "Reading every row of a table under a lock blocks the table until the last row is read.",
  judges: ["scan"],
  judge(analyzed) {
    const scans = hazardsOf(analyzed, "scan").filter(
      ({ relation }) => lockDuring(analyzed, relation) && !stopsAtFirstRow(analyzed, relation),
    );
    const [because] = scans;
    const held = because && lockDuring(analyzed, because.relation);
    if (because === undefined || held === undefined) return;
    const scanned = [...new Set(scans.map(({ relation }) => relation))];
    const message = `scans ${listed(scanned.map(nameOf))} under ${modeWords(held, analyzed)} (${because.why}): ${waitingWords(analyzed, scanned)}`;
    return { message, because, covering: [...scans, ...blockingLocks(analyzed)] };
  },
  remedy: (_, analyzed) => alterTableRemedy(analyzed, "scan") ?? undefined,
});

/** "no writes", and of which tables where it is not the scanned one alone: "no reads, no writes on a; no writes to b". */
function waitingWords(analyzed: Analyzed, scanned: readonly string[]): string {
  const locks = blockingLocks(analyzed).flatMap(({ relation }) => lockDuring(analyzed, relation)?.lock ?? []);
  const isAlone = locks.every(({ relation }) => scanned.includes(relation));
  return [true, false]
    .map((reads) => locks.filter(({ mode }) => blocksReads(mode) === reads))
    .flatMap(([first, ...rest]) => {
      if (first === undefined) return [];
      const names = listed([first, ...rest].map(({ relation }) => nameOf(relation)));
      const on = isAlone ? "" : ` ${blocksReads(first.mode) ? "on" : "to"} ${names}`;
      return `${blockedBy(first.mode)}${on}`;
    })
    .join("; ");
}
