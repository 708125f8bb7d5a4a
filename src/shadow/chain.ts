import type { Statement } from "../sql/statement.ts";
import type { Incident } from "./blame.ts";
import { type Available, runnable } from "./extensions.ts";
import type { Step } from "./rehearsal.ts";
import type { Shadow } from "./shadow.ts";

/** The state of a rehearsal: a shadow, and what went wrong on it so far. */
export interface Chain {
  readonly shadow: Shadow;
  readonly available: Available;
  /** Statements that failed or were left out, in order. */
  readonly incidents: Incident[];
  /** Extensions that were asked for in vain. */
  readonly missing: Set<string>;
  /** Why nothing more can be run on the shadow, or null. */
  lost: string | null;
}

/** Ends what a connection leaves behind: an open transaction, settings, a role, temporary tables. */
export async function newConnection({ shadow }: Chain): Promise<void> {
  await shadow.session.exec("ROLLBACK");
  await shadow.session.exec("RESET SESSION AUTHORIZATION");
  await shadow.session.exec("DISCARD ALL");
}

/** Statements that leave nothing behind in the session that ran them. */
const LEAVES_NO_TRACE: ReadonlySet<string> = new Set([
  "ALTER INDEX",
  "ALTER SEQUENCE",
  "ALTER TABLE",
  "ALTER TYPE",
  "COMMENT",
  "CREATE EXTENSION",
  "CREATE FUNCTION",
  "CREATE INDEX",
  "CREATE POLICY",
  "CREATE SCHEMA",
  "CREATE SEQUENCE",
  "CREATE TRIGGER",
  "CREATE TYPE",
  "CREATE VIEW",
  "DELETE",
  "DROP INDEX",
  "DROP TABLE",
  "DROP TYPE",
  "INSERT",
  "UPDATE",
]);

/** Whether a migration may leave settings, roles, temporary tables or an open transaction behind in its session. */
export function leavesTraces({ script }: Step): boolean {
  return script.statements.some(
    ({ command, text }) =>
      !LEAVES_NO_TRACE.has(command) &&
      !(command === "CREATE TABLE" && !/^create\s+(?:global\s+|local\s+)?temp/i.test(text)),
  );
}

/** The text of a statement to run, or null when it is about an extension that is missing here. */
export function withoutMissing(chain: Chain, { migration }: Step, statement: Statement): string | null {
  const { text, missing } = runnable(statement, chain.available);
  if (text !== null) return text;
  chain.missing.add(missing);
  chain.incidents.push({
    migration: migration.id,
    path: migration.path,
    line: statement.line,
    text: statement.text,
    blame: { kind: "extension", extension: missing },
  });
  return null;
}
