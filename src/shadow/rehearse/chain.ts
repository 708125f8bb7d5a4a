import type { Statement } from "../../sql/statement.ts";
import type { StatementError } from "../engines/session.ts";
import type { Shadow } from "../engines/shadow.ts";
import type { Moment } from "../observe/relations.ts";
import { type Available, availableExtensions, runnable } from "../platforms/extensions.ts";
import { standInFor } from "../platforms/stubs/stub-extension.ts";
import { blameFor, type Incident } from "./blame.ts";
import type { Outside } from "./outside.ts";
import { refusalOf } from "./refusals.ts";
import type { Blame, Step } from "./rehearsal.ts";

/** The state of a rehearsal: a shadow, and what went wrong on it so far. */
export interface Chain {
  readonly shadow: Shadow;
  readonly available: Available;
  /** Statements that failed or were left out, in order. */
  readonly incidents: Incident[];
  /** Extensions that were asked for in vain. */
  readonly missing: Set<string>;
  /** Those of them whose objects were declared instead; null: none may be. */
  readonly stoodIn: Set<string> | null;
  /** What a new connection sends first. */
  readonly settings: readonly string[];
  /** Paths of migrations that are not read. */
  readonly gaps: readonly string[];
  readonly outside: Outside | null;
  /** The last look that holds: at what was committed. A transaction that is rolled back leaves it as it was. */
  committed: Moment | undefined;
  /** Why nothing more can be run on the shadow, or null. */
  lost: string | null;
  /** A migration of the base needed what nothing that is read makes. */
  isPartial: boolean;
}

/** What is known of a shadow when a rehearsal on it begins. */
interface Beginning extends Pick<Chain, "incidents"> {
  readonly missing: Iterable<string>;
  readonly stoodIn: Iterable<string> | null;
  /** What a new connection sends besides the shadow's own settings. */
  readonly settings?: readonly string[];
  readonly gaps?: readonly string[];
  readonly outside?: Outside | null;
}

/** Begins a rehearsal on a shadow. */
export async function beginChain(shadow: Shadow, known: Beginning): Promise<Chain> {
  const { session } = shadow;
  const chain: Chain = {
    shadow,
    available: await availableExtensions(session),
    incidents: [...known.incidents],
    missing: new Set(known.missing),
    stoodIn: known.stoodIn && new Set(known.stoodIn),
    settings: [...shadow.settings, ...(known.settings ?? [])],
    gaps: known.gaps ?? [],
    outside: known.outside ?? null,
    committed: undefined,
    lost: null,
    isPartial: known.incidents.some(({ blame }) => blame?.kind === "outside"),
  };
  await newConnection(chain);
  return chain;
}

/** Ends what a connection leaves behind: an open transaction, settings, a role, temporary tables. */
export async function newConnection({ shadow: { session }, settings }: Chain): Promise<void> {
  await session.exec("ROLLBACK");
  await session.exec("DISCARD ALL");
  for (const setting of settings) await session.exec(setting);
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
export function leavesTraces({ script }: Pick<Step, "script">): boolean {
  return script.statements.some(
    ({ command, text }) =>
      !LEAVES_NO_TRACE.has(command) &&
      !(command === "CREATE TABLE" && !/^create\s+(?:global\s+|local\s+)?temp/i.test(text)),
  );
}

/** A statement as it is run here, or why it is left out. */
export function sendable(
  chain: Chain,
  { migration }: Step,
  statement: Statement,
): { readonly sql: string } | { readonly skipped: string; readonly blame: Blame | null } {
  const lacking = chain.outside?.statements.get(migration.id)?.get(statement.index);
  if (lacking !== undefined) {
    const blame = { kind: "outside", names: lacking } as const;
    chain.incidents.push({ ...incidentAt(migration, statement), blame });
    return { skipped: `nothing in the repository makes ${lacking.join(", ")}`, blame };
  }
  const refusal = refusalOf(statement, chain.shadow);
  const { text, missing } = runnable(statement, chain.available, chain.stoodIn);
  if (refusal === null && text !== null) return { sql: text };
  const standIn = missing !== null && refusal === null ? standInFor(chain, statement, missing) : null;
  if (missing !== null) chain.missing.add(missing);
  const blame = missing === null ? null : ({ kind: "extension", extension: missing, through: null } as const);
  chain.incidents.push({ ...incidentAt(migration, statement), blame });
  if (standIn !== null) return { sql: standIn };
  return { skipped: refusal ?? `the extension ${missing} is not available here`, blame: null };
}

function incidentAt({ id, path }: Step["migration"], { line, text }: Statement): Omit<Incident, "blame"> {
  return { migration: id, path, line, text };
}

/** What else is to blame for the error of a statement in this migration: see blame.ts. */
export function blameIn(chain: Chain, { migration, judged }: Step, error: StatementError): Blame | null {
  const before = chain.gaps.filter((path) => path < migration.path).sort();
  const isRun = !judged;
  const { outside } = chain;
  // What has run in production needs nothing that is not there.
  const isUnknown = isRun || chain.isPartial || outside?.unknownBefore.has(migration.id) === true;
  const blame = blameFor(error, chain.incidents, {
    gap: before.at(-1) ?? null,
    made: outside && isUnknown ? outside.made : null,
  });
  if (isRun && blame?.kind === "outside") chain.isPartial = true;
  return blame;
}
