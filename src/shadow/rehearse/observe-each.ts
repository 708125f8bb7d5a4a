import type { Migration } from "../../migrations/migration.ts";
import { PSQL, placesAlone } from "../../sql/deliver.ts";
import { as } from "../../sql/nodes.ts";
import type { Script, Statement } from "../../sql/statement.ts";
import { openShadow } from "../engines/open-shadow.ts";
import { QueryRefused, type Session } from "../engines/session.ts";
import { LIMITS, type Limits, type Shadow, ShadowLost, ShadowUnavailable } from "../engines/shadow.ts";
import { dependsOnRows } from "../observe/depends-on-rows.ts";
import { hidesItsWork } from "../observe/hidden-work.ts";
import { REFUSED_IN_TRANSACTION } from "../observe/observe.ts";
import { steered } from "../observe/unwatched.ts";
import { extensionsIn } from "../platforms/extensions.ts";
import { blameFor } from "./blame.ts";
import { beginChain, type Chain, leavesTraces, newConnection, sendable } from "./chain.ts";
import { openTransaction } from "./open-transaction.ts";
import type { BaseFailure, RehearsedStatement, Step } from "./rehearsal.ts";
import { replay } from "./replay.ts";
import { createRoles, rolesMade } from "./roles.ts";
import { isControl, steers } from "./steering.ts";

/** Statements that are watched each on its own, on one schema. */
export interface ObservingEach {
  /** `pglite`, `docker:<image>` or the URL of a server. */
  readonly shadow: string;
  /** What makes the schema, or null: an empty database. */
  readonly schema: Script | null;
  readonly script: Script;
  /** Earlier statements that a statement needs: they are run before it, unwatched. */
  readonly needs: (statement: Statement) => readonly Statement[];
  readonly live: string | null;
  readonly limits?: Limits;
}

export interface ObservedEach {
  readonly postgres: number;
  readonly embedded: boolean;
  /** Statements of the schema that failed. */
  readonly schemaFailures: readonly BaseFailure[];
  /** One for each statement of the script, in order. */
  readonly statements: readonly RehearsedStatement[];
  readonly remarks: readonly string[];
}

/** A shadow that stands as the schema makes it. */
interface Ground {
  readonly shadow: Shadow;
  readonly chain: Chain;
  readonly schemaFailures: readonly BaseFailure[];
}

/**
 * Watches each statement in a transaction of its own that is rolled back. Those that refuse a transaction come last, each
 * on a shadow that nothing has been left on. Throws ShadowUnavailable.
 */
export async function observeEach(input: ObservingEach): Promise<ObservedEach> {
  const { script } = input;
  let ground = await layGround(input);
  try {
    const results = new Map<number, RehearsedStatement>();
    const refused: Statement[] = [];
    for (const statement of script.statements) {
      const done = await observeOne(ground.chain, statement, input.needs(statement));
      if (done === "refused") refused.push(statement);
      else results.set(statement.index, done);
      if (leavesTraces({ script: { statements: [statement], unread: [] } }) && ground.chain.lost === null) {
        await newConnection(ground.chain);
      }
    }
    let isSpoiled = false;
    for (const statement of refused) {
      const needs = input.needs(statement);
      if (isSpoiled) {
        await ground.shadow.close();
        ground = await layGround(input);
      }
      results.set(statement.index, await observeRefused(ground.chain, statement, needs));
      isSpoiled = needs.length > 0 || as(statement.node, "VacuumStmt") === undefined;
    }
    const { shadow, schemaFailures } = ground;
    const { major: postgres, embedded, remarks } = shadow;
    const statements = script.statements.flatMap(({ index }) => results.get(index) ?? []);
    return { postgres, embedded, schemaFailures, statements, remarks };
  } catch (error) {
    throw error instanceof ShadowLost ? new ShadowUnavailable(`the shadow failed: ${error.message}`) : error;
  } finally {
    await ground.shadow.close();
  }
}

async function layGround({
  shadow: spec,
  schema,
  script,
  live,
  limits = LIMITS,
}: ObservingEach): Promise<Ground> {
  const all = [...(schema?.statements ?? []), ...script.statements];
  const opening = { extensions: extensionsIn(all), snapshot: null, live, limits, roles: rolesMade(all) };
  const shadow = await openShadow(spec, opening);
  try {
    const chain = await beginChain(shadow, { incidents: [], missing: [], stoodIn: [] });
    await createRoles(shadow, all);
    return { shadow, chain, schemaFailures: schema ? await replay(chain, stepOf("the schema", schema)) : [] };
  } catch (error) {
    await shadow.close();
    throw error instanceof ShadowLost ? new ShadowUnavailable(`the shadow failed: ${error.message}`) : error;
  }
}

async function observeOne(
  chain: Chain,
  statement: Statement,
  needs: readonly Statement[],
): Promise<RehearsedStatement | "refused"> {
  const step = stepOf("the statements", { statements: [], unread: [] });
  if (chain.lost !== null) return { ...NOTHING, index: statement.index, skipped: chain.lost, ended: true };
  const sent = sendable(chain, step, statement);
  if ("skipped" in sent) return { ...NOTHING, index: statement.index, skipped: sent.skipped };
  if (isControl(statement)) return { ...NOTHING, index: statement.index, observation: steered(UNTOUCHED) };
  try {
    const { session } = chain.shadow;
    const transaction = await openTransaction(session, "BEGIN", chain.committed);
    const failed = await runNeeds(session, needs);
    if (failed !== null) {
      await transaction.end("ROLLBACK");
      return { ...NOTHING, index: statement.index, skipped: failed };
    }
    const observation = await (steers(statement)
      ? transaction.steer(sent.sql)
      : transaction.run(sent.sql, hidesItsWork(statement)));
    await transaction.end("ROLLBACK");
    const { error } = observation;
    if (error?.sqlstate === REFUSED_IN_TRANSACTION) return "refused";
    const blame = error && blameFor(error, chain.incidents);
    return {
      ...NOTHING,
      index: statement.index,
      observation,
      locksObserved: true,
      blame,
      dependsOnRows: dependsOnRows(statement, observation),
    };
  } catch (error) {
    return await lose(chain, statement, error);
  }
}

/** Why the earlier statements that a statement needs cannot be run, or null. */
async function runNeeds(session: Session, needs: readonly Statement[]): Promise<string | null> {
  for (const { text } of needs) {
    const { error } = await session.exec(text);
    if (error) return `an earlier statement that it needs fails: ${error.message}`;
  }
  return null;
}

async function observeRefused(
  chain: Chain,
  statement: Statement,
  needs: readonly Statement[],
): Promise<RehearsedStatement> {
  const { index, text } = statement;
  if (chain.lost !== null) return { ...NOTHING, index, skipped: chain.lost, ended: true };
  try {
    const { shadow } = chain;
    const failed = await runNeeds(shadow.session, needs);
    if (failed !== null) return { ...NOTHING, index, skipped: failed };
    const observation = await shadow.alone(text);
    const blame = observation.error && blameFor(observation.error, chain.incidents);
    return { ...NOTHING, index, observation, locksObserved: shadow.seesLocksOfAlone, blame };
  } catch (error) {
    return await lose(chain, statement, error);
  }
}

async function lose(chain: Chain, { index, line }: Statement, error: unknown): Promise<RehearsedStatement> {
  if (error instanceof QueryRefused) {
    await newConnection(chain);
    return { ...NOTHING, index, skipped: error.message };
  }
  if (!(error instanceof ShadowLost)) throw error;
  chain.lost = `the rehearsal ended at line ${line}: ${error.message}`;
  return { ...NOTHING, index, skipped: error.message, ended: true };
}

const UNTOUCHED = { rowCount: null, notices: [], error: null };

const NOTHING: Omit<RehearsedStatement, "index"> = {
  observation: null,
  locksObserved: false,
  skipped: null,
  ended: false,
  blame: null,
  failedAtCommit: false,
  dependsOnRows: null,
};

/** A plain script, as psql runs it. */
function stepOf(id: string, script: Script): Step {
  const migration: Migration = {
    id,
    tool: "sql",
    path: id,
    sql: "",
    transaction: "statement",
    atomicity: "statement",
    note: null,
  };
  return { migration, script, places: placesAlone(script.statements, PSQL), judged: false };
}
