/** Runs a statement and the steps of its remedies on a real PostgreSQL, with rows, and compares what comes of them. */
import { pairFacts } from "../drift/catalog/compare-facts.ts";
import { extractFacts } from "../drift/catalog/extract.ts";
import { nameOf } from "../drift/catalog/fact.ts";
import { loadRules } from "../judge/load-rules.ts";
import type { ToolId } from "../migrations/tools/tools.ts";
import { reasonLeft, type Step } from "../rule.ts";
import type { Session } from "../shadow/engines/session.ts";
import { parseScript } from "../sql/parse.ts";
import { judgeParts } from "./example.ts";
import type { UnsafeStatement } from "./safe-statements.testing.ts";

const SCOPE = { schemas: null, ignore: [], platform: [], unavailable: [], history: null };
const rules = new Map([...(await loadRules())].map(([id, { rule }]) => [id, rule]));

/** Rules on what fails by itself. */
const FAILS = /^(fails-|runs-concurrently-)/;

/** What is wrong with the remedies of a statement, a line each; empty: nothing. */
export async function wrongSteps(
  session: Session,
  { given, sql, steps: expected }: UnsafeStatement,
  tool: ToolId,
): Promise<string[]> {
  const { findings, forms } = await judgeParts(
    { given, snapshot: null },
    [{ sql: `${sql};`, tool }],
    rules,
    session.major,
  );
  const serious = findings.filter(({ level, path }) => level !== "note" && path !== null);
  const written = serious.flatMap(({ rule, fingerprint }) => {
    const { steps, plan } = forms.get(fingerprint) ?? {};
    return steps === undefined || plan !== undefined ? [] : [{ rule, steps }];
  });
  if (serious.length === 0) return [`${sql}: there is no finding`];
  const isExpected = expected === "where each file commits" ? tool !== "drizzle" : expected;
  if (written.length > 0 !== isExpected) {
    const said = serious.map(
      ({ rule, fingerprint }) => `${rule} (${reasonLeft(forms.get(fingerprint) ?? {})})`,
    );
    return [`${sql}: ${isExpected ? "no steps" : "steps"}: ${said.join(", ")}`];
  }
  // What stands beside the remedied work, and stays.
  const stays = new Set(
    findings.flatMap(({ rule, fingerprint, also }) => {
      const { steps, plan } = forms.get(fingerprint) ?? {};
      return steps === undefined || plan !== undefined ? [rule, ...also.map((one) => one.rule)] : [];
    }),
  );
  const wrong: string[] = [];
  for (const { rule, steps } of written) {
    const at = `${sql}\n${rule} in ${tool}:\n${steps.map(shown).join("\n")}\n`;
    const failure = await outcome(session, given, [{ sql: [sql] }]);
    const wanted = typeof failure === "string" ? null : failure;
    if (wanted === null && !FAILS.test(rule)) wrong.push(`${at}=> the statement itself: ${failure}`);
    const reached = await outcome(session, given, steps);
    const parts = steps.map(
      (step) =>
        ({ sql: step.sql.map((text) => `${text};`).join("\n"), tool: step.outside ? "sql" : tool }) as const,
    );
    const after = await judgeParts({ given, snapshot: null }, parts, rules, session.major);
    // Where several have steps, those of the gravest are to help against the others' matters, too.
    for (const { level, rule: other, message } of after.findings)
      if (level === "error" && !stays.has(other) && rule === written[0]?.rule)
        wrong.push(`${at}=> ${other}: ${message}`);
    for (const { reason } of after.unanalyzed) wrong.push(`${at}=> unanalyzed: ${reason}`);
    if (typeof reached === "string") wrong.push(`${at}=> ${reached}`);
    else if (wanted !== null) {
      const differing = pairFacts(wanted.facts, reached.facts, SCOPE).flatMap(
        ({ expected, actual, attributes }) => {
          const fact = expected ?? actual;
          return fact
            ? [
                `${fact.object} ${nameOf(fact)} ${attributes.map((name) => `${name}: ${expected?.attributes[name]} / ${actual?.attributes[name]}`).join(", ")}`,
              ]
            : [];
        },
      );
      if (differing.length > 0) wrong.push(`${at}=> another schema: ${differing.join("; ")}`);
      else if (wanted.rows !== reached.rows)
        wrong.push(`${at}=> other rows: ${wanted.rows} / ${reached.rows}`);
    }
  }
  return wrong;
}

function shown({ sql, ...qualifiers }: Step): string {
  return `-- ${JSON.stringify(qualifiers)}\n${sql.join(";\n")}`;
}

interface Outcome {
  readonly facts: Awaited<ReturnType<typeof extractFacts>>;
  /** Of all tables, without what is another value each time. */
  readonly rows: string;
}

/** What a new database holds after the steps, each in its transaction; or the first error. */
async function outcome(session: Session, given: string, steps: readonly Step[]): Promise<Outcome | string> {
  const reset = [
    'DROP SCHEMA IF EXISTS "Shop" CASCADE',
    "DROP SCHEMA public CASCADE",
    "CREATE SCHEMA public",
  ];
  for (const text of [...reset, ...textsOf(given)]) {
    const { error } = await session.exec(text);
    if (error) return `the schema itself: ${error.message}: ${text}`;
  }
  for (const { sql, alone, outside } of steps) {
    const statements = sql.flatMap((text) => textsOf(`${text};`));
    const isWrapped = !alone && outside === undefined;
    for (const text of isWrapped ? ["BEGIN", ...statements, "COMMIT"] : statements) {
      const failure = await untilDone(session, text, outside === "in batches until it changes no row");
      if (failure !== null) return failure;
    }
  }
  await session.exec("SET search_path = ''");
  const facts = await extractFacts(session);
  await session.exec("RESET search_path");
  return { facts, rows: await rowsOf(session) };
}

async function untilDone(session: Session, text: string, repeats: boolean): Promise<string | null> {
  for (let again = 0; again < 9; again++) {
    const { error, rowCount } = await session.exec(text);
    if (error) {
      await session.exec("ROLLBACK");
      return `${error.sqlstate} ${error.message}: ${text}`;
    }
    if (!repeats || rowCount === 0) return null;
  }
  return `never comes to an end: ${text}`;
}

/** The rows of every table, in an order that does not depend on where they lie. Random values show by whether they are there. */
async function rowsOf(session: Session): Promise<string> {
  const tables = await session.query<{ name: string }>(
    "SELECT oid::regclass::text AS name FROM pg_class WHERE relkind = 'r' AND relnamespace::regnamespace::text IN ('public', '\"Shop\"') ORDER BY 1",
  );
  const all: string[] = [];
  for (const { name } of tables) {
    const rows = await session.query<{ row: string }>(
      `SELECT to_jsonb(x)::text AS row FROM ${name} AS x ORDER BY 1`,
    );
    all.push(
      ...rows.map(
        ({ row }) =>
          `${name} ${row.replaceAll(/"[0-9a-f]{8}-[0-9a-f-]{27}"/g, '"uuid"').replaceAll(/0\.\d{5,}/g, "0.random")}`,
      ),
    );
  }
  return all.sort().join("\n");
}

function textsOf(sql: string): string[] {
  return parseScript(sql).statements.map(({ text }) => text);
}
