import {
  type Analyzed,
  alterTable,
  blockingLocks,
  type Clause,
  defineRule,
  type FailEffect,
  fillsColumn,
  hazardsOf,
  keysOf,
  type Level,
  nameOf,
  notNullForm,
  placeOf,
  type Remedy,
  stepsIn,
  stopsAtFirstRow,
  unfitRows,
  waitsFor,
} from "lockgate/rule";

/** not_null_violation: the only failure that rows of the usual kind bring about, and not only bad ones. */
const NOT_NULL = "23502";

/** invalid_transaction_termination: a body commits in its batches, once there are rows for one. */
const TERMINATION = "2D000";

/** object_in_use: deferred triggers wait for the end of the transaction. */
const PENDING = "55006";

export default defineRule({
  level: "error",
  summary: "The migration passes on an empty table and fails on one with rows.",
  left: "rows",
  judges: ["fail"],
  judge(analyzed) {
    const failures = hazardsOf(analyzed, "fail").filter(({ when }) => when === "on existing rows");
    const because = failures.find(({ sqlstate }) => sqlstate === NOT_NULL) ?? failures[0];
    if (because === undefined) return;
    const { relation, reason } = because;
    const on = relation === null ? "" : ` of ${nameOf(relation)}`;
    if (relation !== null && stopsAtFirstRow(analyzed, relation))
      return { message: `fails on existing rows${on}: ${reason}`, because, covering: failures };
    const filled = filledBefore(analyzed, because);
    const rows = filled ? `rows${on} that ${placeOf(filled, analyzed)} leaves unfit` : `existing rows${on}`;
    const level = filled ? "note" : levelOf(because.sqlstate, analyzed);
    const judgment = { message: `may fail on ${rows}: ${reason}`, because, covering: failures, level };
    // Bad rows may be there, those who wait are there for certain: where a rule tells of them, this is told below it.
    return relation === null ? judgment : { ...judgment, cause: waitsFor(relation) };
  },
  remedy({ because }, analyzed) {
    if (because.kind === "fail" && because.sqlstate === PENDING) return checkedFirst(analyzed);
    const table = alterTable(analyzed.statement);
    const [clause, ...rest] = table?.clauses ?? [];
    const required =
      table && clause && rest.length === 0 ? requiredColumn(table.head, clause, analyzed) : undefined;
    return required ?? search(analyzed);
  },
});

/** The earlier statement of the change that makes the rows fit: it sets the columns that are checked, or deletes by them. */
function filledBefore(analyzed: Analyzed, { relation }: FailEffect): Analyzed | undefined {
  if (relation === null) return;
  const adds = alterTable(analyzed.statement)?.clauses.some(
    ({ column }) => column?.notNull && !column.default,
  );
  const earlier = analyzed.change.slice(0, analyzed.change.indexOf(analyzed));
  const fills = keysOf(analyzed.statement).map((column) =>
    earlier.findLast((other) => fillsColumn(other, relation, column)),
  );
  return adds || fills.includes(undefined) ? undefined : fills[0];
}

/** A safe form that fails only on bad rows, and blocks nobody, is worth a note. */
function levelOf(sqlstate: string | null, analyzed: Analyzed): Level {
  if (sqlstate === NOT_NULL || sqlstate === TERMINATION) return "error";
  return blockingLocks(analyzed).length === 0 ? "note" : "warning";
}

function search(analyzed: Analyzed): Remedy | undefined {
  const queries = unfitRows(analyzed.statement);
  if (queries.length === 0) return;
  return {
    summary: "look for such rows in production, and fix them before the migration runs",
    sql: stepsIn(analyzed, [{ sql: queries, outside: "before they run" }]).sql,
    left: "rows",
  };
}

function checkedFirst(analyzed: Analyzed): Remedy {
  return {
    summary: "check the deferred constraints before it, or change the rows in an earlier migration",
    ...stepsIn(analyzed, [{ sql: ["SET CONSTRAINTS ALL IMMEDIATE", analyzed.statement.text] }]),
  };
}

/** ADD COLUMN ... NOT NULL without a default: only its users know the value of the existing rows. */
function requiredColumn(head: string, { column, name }: Clause, analyzed: Analyzed): Remedy | undefined {
  if (!column?.notNull || column.others.length > 0 || name === null) return;
  const { clauses, validate, settle } = notNullForm(head, column.name, name);
  return {
    summary: "give it a default, or add it nullable, fill the rows and make it required afterwards",
    ...stepsIn(analyzed, [
      { sql: [`${head} ADD COLUMN ${column.name} ${column.type}`] },
      { sql: [`${head} ${clauses.join(", ")}`], when: "once the code writes it and every row has a value" },
      { sql: [...validate, ...settle] },
    ]),
  };
}
