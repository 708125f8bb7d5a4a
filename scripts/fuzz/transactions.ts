/** Whether derivation and PostgreSQL agree on files of several statements with transaction control, as each tool runs them. */
import fc from "fast-check";
import { type Agreement, contradictionsIn } from "./agreement.ts";
import { rehearsed, type Shadow } from "./rehearse.ts";
import { LAYOUTS, type Script } from "./runners.ts";
import { SCHEMA, statementsOf } from "./statements.ts";

/** Tables whose keys are checked at COMMIT, besides those that every statement at random meets. */
const DEFERRED = `${SCHEMA}CREATE TABLE d0 (id int PRIMARY KEY, r int REFERENCES t0 (id) DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE d1 (id int PRIMARY KEY, r int REFERENCES d0 (id) DEFERRABLE);
INSERT INTO t0 (id) VALUES (1);
INSERT INTO d0 VALUES (1, 1);`;

const CONTROL: readonly string[] = [
  ...["BEGIN", "START TRANSACTION", "COMMIT", "COMMIT", "END", "ROLLBACK", "ABORT"],
  ...["SAVEPOINT a", "SAVEPOINT b", "ROLLBACK TO a", "ROLLBACK TO SAVEPOINT b", "RELEASE a"],
  ...["COMMIT AND CHAIN", "ROLLBACK AND CHAIN"],
];

/** What minds its transaction. */
const MINDFUL: readonly string[] = [
  ...["CREATE INDEX CONCURRENTLY ON t1 (a)", "CREATE INDEX CONCURRENTLY ON t2 (b)", "VACUUM t0"],
  ...["REINDEX TABLE CONCURRENTLY t3", "LOCK TABLE t1", "LOCK TABLE t2 IN SHARE MODE"],
  ...["ALTER TYPE mood ADD VALUE IF NOT EXISTS 'new'", "INSERT INTO t1 (id, g) VALUES (7, 'new')"],
  ...["SET CONSTRAINTS ALL DEFERRED", "SET CONSTRAINTS ALL IMMEDIATE", "SET LOCAL lock_timeout = '5s'"],
  ...[
    "INSERT INTO d0 VALUES (2, 1)",
    "UPDATE d0 SET r = NULL",
    "ALTER TABLE d0 ADD COLUMN IF NOT EXISTS x int",
  ],
  ...[
    "UPDATE d1 SET r = NULL",
    "ALTER TABLE d1 ALTER r SET NOT NULL",
    "DELETE FROM d0",
    "TRUNCATE d0 CASCADE",
  ],
  ...[
    "CREATE INDEX ON d0 (r)",
    "DELETE FROM t0 WHERE id = 1",
    "ALTER TABLE t0 ADD COLUMN IF NOT EXISTS y int",
  ],
  ...["ALTER TABLE t1 ADD COLUMN IF NOT EXISTS z int", "ALTER TABLE t1 ALTER COLUMN id TYPE bigint"],
  ...["DROP TABLE IF EXISTS made", "CREATE TABLE IF NOT EXISTS made (id int PRIMARY KEY, g mood)"],
];

/** SQLSTATEs of what a statement's transaction forbids: one that was seen must have been told. */
const OF_TRANSACTIONS: ReadonlySet<string | null> = new Set([
  "25001",
  "25P01",
  "3B001",
  "55P04",
  "55006",
  "2D000",
]);

/** The scripts of a seed: some statements at random with others that begin, end or mind transactions between them. */
function scriptsOf(seed: number, count: number): Script[] {
  const others = statementsOf(seed, 2 * count);
  let next = 0;
  const statement = fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...CONTROL) },
    { weight: 4, arbitrary: fc.constantFrom(...MINDFUL) },
    { weight: 3, arbitrary: fc.constant(null) },
  );
  return fc
    .sample(fc.array(statement, { minLength: 1, maxLength: 7 }), { seed, numRuns: count })
    .map((script) => script.map((text) => text ?? others[next++ % others.length] ?? "SELECT 1"));
}

/** Compares scripts of a seed under the model of each tool, each as a change of its own and then a few together. */
export async function agreementOnTransactions(
  seed: number,
  count: number,
  shadow: Shadow | null = null,
): Promise<Agreement> {
  let compared = 0;
  const contradictions: string[] = [];
  for (const [at, [tool, layout]] of Object.entries(LAYOUTS).entries()) {
    const pick = fc.sample(fc.boolean(), { seed: seed + at, numRuns: 16 * count }).values();
    const divide = () => pick.next().value ?? false;
    const scripts = scriptsOf(seed * 31 + at, count);
    for (const [grouping, some] of [
      ["each", scripts],
      ["one change", scripts.slice(0, 4)],
    ] as const) {
      const { analysis, rehearsal } = await rehearsed(layout(DEFERRED, some, divide), grouping, shadow);
      const statements = [...rehearsal.migrations.values()].flatMap((migration) => migration.statements);
      compared += statements.filter(({ kind }) => kind !== "skipped").length;
      const untold = analysis.changes.flat().flatMap(({ migration, statements: read }) =>
        read.flatMap(({ statement, effects }) =>
          effects.flatMap((effect) => {
            const isUntold =
              effect.kind === "fail" && effect.when === "always" && effect.evidence === "rehearsal";
            if (!isUntold || !OF_TRANSACTIONS.has(effect.sqlstate)) return [];
            // Told of existing rows, which the scripts do insert.
            if (effects.some((it) => it !== effect && it.kind === "fail" && it.sqlstate === effect.sqlstate))
              return [];
            return [
              `${statement.text}: PostgreSQL refuses it (${effect.reason}), untold, in ${migration.path}`,
            ];
          }),
        ),
      );
      const found = [...contradictionsIn(analysis), ...untold];
      contradictions.push(...found.map((words) => `${tool}, ${grouping}: ${words}`));
    }
  }
  return { compared, contradictions, unanalyzed: [] };
}
