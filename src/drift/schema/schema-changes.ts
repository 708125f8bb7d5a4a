import { refusalOf } from "../../shadow/rehearse/refusals.ts";
import type { Replayed } from "../../shadow/rehearse/rehearsal.ts";
import { parseScript } from "../../sql/parse.ts";
import { type Pair, pairFacts } from "../catalog/compare-facts.ts";
import { extractFacts } from "../catalog/extract.ts";
import type { Facts } from "../catalog/fact.ts";
import type { Scope } from "../catalog/scope.ts";

/** What a tool would change in the database that the migrations make, so that it is as the schema file says. */
export interface SchemaChanges {
  /** Objects as the migrations make them (`expected`) and as the schema file wants them (`actual`). */
  readonly pairs: readonly Pair[];
  /** Statements that do not run: what they would change is not among the pairs. */
  readonly notRun: readonly NotRun[];
}

export interface NotRun {
  readonly command: string;
  readonly sql: string;
  readonly reason: string;
}

const NAMES_IN_PUBLIC = "SET search_path = public";
const NAMES_IN_FULL = "SET search_path = ''";

/**
 * Runs a tool's script on the shadow, which is thrown away, and looks at what became of the catalog. That is exact where
 * reading the script is not: of a value added to an enum Prisma writes six statements.
 */
export async function changesBy(
  script: string,
  { shadow, missingExtensions }: Replayed,
  { schemas, ignore }: Pick<Scope, "schemas" | "ignore">,
): Promise<SchemaChanges> {
  const { session } = shadow;
  const { statements, unread } = parseScript(script);
  const notRun: NotRun[] = unread.map(({ reason }) => ({ command: "SQL", sql: script, reason }));
  if (statements.length === 0) return { pairs: [], notRun };
  const before = await factsIn();
  await session.query(NAMES_IN_PUBLIC);
  // Rows that a migration brought are in the way of what the schema file asks for (NOT NULL), and are not compared.
  await session.exec(NO_ROWS);
  for (const statement of statements) {
    const refusal = refusalOf(statement, shadow);
    const { error } = refusal === null ? await session.exec(statement.text) : { error: { message: refusal } };
    if (error === null) continue;
    notRun.push({ command: statement.command, sql: statement.text, reason: error.message });
    await session.exec("ROLLBACK");
  }
  const after = await factsIn();
  const scope = { schemas, ignore, platform: [], unavailable: missingExtensions, history: null };
  return { pairs: pairFacts(before, after, scope), notRun };

  async function factsIn(): Promise<Facts> {
    await session.query(NAMES_IN_FULL);
    return extractFacts(session);
  }
}

const NO_ROWS = `DO $$ DECLARE t record; BEGIN
  FOR t IN SELECT c.oid::regclass AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p') AND n.nspname !~ '^(pg_|information_schema$)'
  LOOP EXECUTE format('TRUNCATE %s CASCADE', t.name); END LOOP; END $$`;
