import {
  type AlterTable,
  type Analyzed,
  alterTable,
  blockedBy,
  blockingLocks,
  blocksReads,
  type Clause,
  defineRule,
  hazardsOf,
  leavesOf,
  listed,
  lockDuring,
  modeWords,
  namedConstraint,
  nameOf,
  notNullSteps,
  quoted,
  quotedRelation,
  type Remedy,
  remainder,
  type Step,
  shownOf,
  stepsIn,
  stopsAtFirstRow,
  target,
} from "lockgate/rule";

export default defineRule({
  level: "error",
  summary: "Reading every row of a table under a lock blocks the table until the last row is read.",
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
  remedy(_, analyzed) {
    const table = alterTable(analyzed.statement);
    if (table === null) return;
    const parts = foreignKeyOnPartitions(table, analyzed);
    if (parts) return parts;
    const safe = table.clauses.map((clause) => safeForm(table, clause));
    if (!safe.some((steps) => steps !== null)) return;
    return remedyOf(analyzed, table.head, table.clauses, safe);
  },
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

/** The clauses that need no scan stay as they are, in the first step; what validates comes in a step of its own. */
function remedyOf(
  analyzed: Analyzed,
  head: string,
  clauses: readonly Clause[],
  safe: readonly (readonly [Step, Step] | null)[],
): Remedy {
  const first = clauses.flatMap(({ text }, index) => safe[index]?.[0].sql ?? [`${head} ${text}`]);
  const second = safe.flatMap((steps) => steps?.[1].sql ?? []);
  return {
    summary:
      "add it NOT VALID, then validate it in a transaction of its own: neither blocks reads or writes for long",
    ...stepsIn(analyzed, [{ sql: first }, { sql: second }]),
  };
}

/** Before 18 a partitioned table takes no foreign key NOT VALID, but the valid ones that its partitions have. */
function foreignKeyOnPartitions(table: AlterTable, analyzed: Analyzed): Remedy | null {
  const [clause, ...rest] = table.clauses;
  const own = target(analyzed);
  const leaves = own && leavesOf(analyzed, own.relation);
  const isKey = clause?.constraint?.contype === "CONSTR_FOREIGN" && !clause.constraint.skip_validation;
  if (!isKey || !leaves || rest.length > 0 || analyzed.postgres >= 18) return null;
  const { name, text } = namedConstraint(table.name, clause);
  const on = (sql: (head: string) => string): Step["sql"] =>
    shownOf(leaves).map((leaf) => sql(`ALTER TABLE ${quotedRelation(leaf)}`));
  const steps: Step[] = [
    { sql: on((head) => `${head} ${text} NOT VALID`) },
    { sql: on((head) => `${head} VALIDATE CONSTRAINT ${quoted(name)}`) },
    { sql: [`${table.head} ${text}`], ...remainder(leaves) },
  ];
  return {
    summary: "add it NOT VALID to each partition and validate it there; the parent then takes those over",
    ...stepsIn(analyzed, steps),
  };
}

/** The same in two steps, the second of which scans under SHARE UPDATE EXCLUSIVE only; null where there are none. */
function safeForm({ head, name: table }: AlterTable, clause: Clause): readonly [Step, Step] | null {
  const { type, name, constraint } = clause;
  if (type === "AT_SetNotNull" && name !== null) return notNullSteps(head, quoted(name), name);
  const canWait = constraint?.contype === "CONSTR_FOREIGN" || constraint?.contype === "CONSTR_CHECK";
  if (type !== "AT_AddConstraint" || !canWait || constraint.skip_validation) return null;
  const named = namedConstraint(table, clause);
  return [
    { sql: [`${head} ${named.text} NOT VALID`] },
    { sql: [`${head} VALIDATE CONSTRAINT ${quoted(named.name)}`] },
  ];
}
