/** Runs what is advised on a real PostgreSQL, on tables of many shapes, in the way that the advice says. */

import { pairFacts } from "../drift/catalog/compare-facts.ts";
import { extractFacts } from "../drift/catalog/extract.ts";
import { nameOf } from "../drift/catalog/fact.ts";
import type { Finding } from "../judge/finding.ts";
import { loadRules } from "../judge/load-rules.ts";
import type { Session } from "../shadow/engines/session.ts";
import { parseScript } from "../sql/parse.ts";
import { judgeParts, onlyLooks, type Part, partsOf, remedied } from "./example.ts";

/** What makes a table, with two rows that fit everything that is asked of them; `$t` in a hazard is its name. */
export const SHAPES = {
  plain: "CREATE TABLE t (id int, a int, b text, j json, at date NOT NULL);",
  "required columns":
    "CREATE TABLE t (id int NOT NULL DEFAULT 0, a int NOT NULL, b text NOT NULL, j json, at date NOT NULL);",
  "odd names": 'CREATE TABLE "Odd.t" (id int, a int, b text, j json, at date NOT NULL);',
  "a schema": "CREATE SCHEMA app; CREATE TABLE app.t (id int, a int, b text, j json, at date NOT NULL);",
  partitioned: `CREATE TABLE t (id int, a int, b text, j json, at date NOT NULL) PARTITION BY RANGE (at);
    CREATE TABLE t_25 PARTITION OF t FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
    CREATE TABLE "t 26" PARTITION OF t FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');`,
  "partitioned twice": `CREATE TABLE t (id int NOT NULL DEFAULT 0, a int, b text, j json, at date NOT NULL) PARTITION BY RANGE (at);
    CREATE TABLE t_25 PARTITION OF t FOR VALUES FROM ('2025-01-01') TO ('2026-01-01') PARTITION BY HASH (id);
    CREATE TABLE t_25_0 PARTITION OF t_25 FOR VALUES WITH (MODULUS 2, REMAINDER 0);
    CREATE TABLE t_25_1 PARTITION OF t_25 FOR VALUES WITH (MODULUS 2, REMAINDER 1);
    CREATE TABLE t_rest PARTITION OF t DEFAULT;`,
  inherited: `CREATE TABLE t (id int, a int, b text, j json, at date NOT NULL);
    CREATE TABLE t_child (more int) INHERITS (t);`,
  "much on it": `CREATE DOMAIN short AS text CHECK (length(VALUE) < 99);
    CREATE TABLE t (id int GENERATED ALWAYS AS IDENTITY, a int DEFAULT 1, b short, j json, at date NOT NULL,
      g int GENERATED ALWAYS AS (id + 1) STORED, CONSTRAINT t_at CHECK (at > '2000-01-01'));
    CREATE VIEW v AS SELECT id, b FROM t;
    CREATE INDEX t_b ON t (b);`,
} as const;

const REFERENCED = "CREATE TABLE r (id int PRIMARY KEY); INSERT INTO r VALUES (1), (2);";
const ROWS = ["(1, 'x', '{}', '2025-05-05')", "(2, 'y', null, '2026-06-06')"];

export const HAZARDS = [
  "CREATE INDEX i ON $t (a);",
  "CREATE INDEX ON $t (a, b);",
  "CREATE INDEX ON $t USING btree (a DESC NULLS LAST) INCLUDE (b) WHERE a > 0;",
  "CREATE INDEX i ON $t (lower(b), (a + 1));",
  "CREATE INDEX \"I on\" ON $t USING gin (to_tsvector('english', b));",
  "CREATE UNIQUE INDEX u ON $t (a, id, at);",
  "CREATE INDEX IF NOT EXISTS i ON $t (b text_pattern_ops);",
  "ALTER TABLE $t ADD PRIMARY KEY (a, id, at);",
  "ALTER TABLE $t ADD CONSTRAINT k PRIMARY KEY (a, id, at) INCLUDE (b);",
  "ALTER TABLE $t ADD UNIQUE (a, id, at);",
  "ALTER TABLE $t ADD CONSTRAINT q UNIQUE (a, id, at) DEFERRABLE INITIALLY DEFERRED;",
  "ALTER TABLE $t ALTER COLUMN a SET NOT NULL;",
  "ALTER TABLE $t ADD CHECK (a > 0);",
  "ALTER TABLE $t ADD CONSTRAINT c CHECK (a > 0 AND b <> '');",
  "ALTER TABLE $t ADD FOREIGN KEY (a) REFERENCES r (id);",
  "ALTER TABLE $t ADD CONSTRAINT f FOREIGN KEY (a) REFERENCES r ON DELETE CASCADE;",
  "ALTER TABLE $t ALTER COLUMN a TYPE bigint;",
  "ALTER TABLE $t ALTER COLUMN j TYPE jsonb USING j::jsonb;",
  "ALTER TABLE $t ALTER COLUMN a TYPE json USING to_json(a);",
  "ALTER TABLE $t ADD COLUMN u uuid DEFAULT gen_random_uuid();",
  "ALTER TABLE $t ADD COLUMN u uuid NOT NULL DEFAULT gen_random_uuid();",
  "ALTER TABLE $t ADD COLUMN n int UNIQUE;",
  "REINDEX TABLE $t;",
  "CREATE INDEX CONCURRENTLY i ON $t (a);",
] as const;

const SCOPE = { schemas: null, ignore: [], platform: [], unavailable: [], history: null };
const rules = new Map([...(await loadRules())].map(([id, { rule }]) => [id, rule]));

/** What goes wrong where the remedies of one statement are followed: an error, or another schema; empty: nothing. */
export async function wrongRemedies(
  session: Session,
  shape: keyof typeof SHAPES,
  hazard: string,
  tool: Part["tool"],
): Promise<string[]> {
  const table = shape === "odd names" ? '"Odd.t"' : shape === "a schema" ? "app.t" : "t";
  const given = `${SHAPES[shape]} ${REFERENCED}`;
  const problem: Part = { sql: hazard.replaceAll("$t", table), tool };
  const { findings } = await judgeParts({ given, snapshot: null }, [problem], rules, session.major);
  const written = findings.filter(
    ({ remedy }) => remedy !== null && remedy.sql !== "" && !onlyLooks(remedy.sql),
  );
  const wrong: string[] = [];
  for (const finding of written) {
    const sql = finding.remedy?.sql ?? "";
    const failure = await run(session, given, table, [problem]);
    const wanted = failure === null ? await factsOf(session) : null;
    const error = await run(session, given, table, partsFor(problem, finding, sql));
    const at = `${shape} · ${problem.sql} · ${finding.rule} in ${tool}\n${sql}\n`;
    // A statement that fails by itself stays in the remedy of what it would do.
    if (error !== null && error !== failure) wrong.push(`${at}=> ${error}`);
    else if (error === null && wanted !== null) {
      const differs = pairFacts(wanted, await factsOf(session), SCOPE).flatMap(({ expected, actual }) => {
        const fact = expected ?? actual;
        return fact ? [`${fact.object} ${nameOf(fact)}`] : [];
      });
      if (differs.length > 0) wrong.push(`${at}=> another schema: ${differs.join(", ")}`);
    }
  }
  return wrong;
}

function partsFor(problem: Part, finding: Finding, sql: string): Part[] {
  return finding.statement === null ? partsOf(sql, problem.tool) : remedied(problem, finding, sql);
}

async function factsOf(session: Session) {
  await session.exec("SET search_path = ''");
  const facts = await extractFacts(session);
  await session.exec("RESET search_path");
  return facts;
}

/** Makes the schema again and runs the parts as their runner does; the first error, or null. */
async function run(
  session: Session,
  given: string,
  table: string,
  parts: readonly Part[],
): Promise<string | null> {
  const rows = ROWS.map((row) => `INSERT INTO ${table} (a, b, j, at) VALUES ${row};`).join("\n");
  const reset =
    "ROLLBACK; DROP SCHEMA IF EXISTS app CASCADE; DROP SCHEMA public CASCADE; CREATE SCHEMA public;";
  const fill = `UPDATE ${table} SET id = a;`;
  for (const sql of [...reset.split("; "), ...texts(given), ...texts(rows)]) {
    const { error } = await session.exec(sql);
    if (error) return `the shape itself: ${error.message}`;
  }
  if (!given.includes("ALWAYS AS IDENTITY")) await session.exec(fill);
  for (const { sql, tool } of parts) {
    const [, column] = /^-- .*once (\S+) has the default/.exec(sql) ?? [];
    const byHand =
      column === "a_new" &&
      given.includes("a int DEFAULT 1") &&
      parts.some((part) => part.sql.includes("a_new bigint"))
        ? [`ALTER TABLE ${table} ALTER COLUMN ${column} SET DEFAULT 1`]
        : [];
    const statements = [...byHand, ...texts(sql)];
    const isWrapped = tool !== "sql" && (tool === "drizzle" || statements.length > 1);
    for (const text of isWrapped ? ["BEGIN", ...statements, "COMMIT"] : statements) {
      for (let again = 0; again < 9; again++) {
        const { error, rowCount } = await session.exec(text);
        if (error) {
          await session.exec("ROLLBACK");
          return `${error.sqlstate} ${error.message}: ${text}`;
        }
        // Batches run until they change no row.
        if (!text.startsWith("UPDATE") || rowCount === 0) break;
        if (again === 8) return `never comes to an end: ${text}`;
      }
    }
  }
  return null;
}

function texts(sql: string): string[] {
  return parseScript(sql).statements.map(({ text }) => text);
}
