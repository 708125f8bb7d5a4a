import { as } from "../../sql/nodes.ts";
import type { Statement } from "../../sql/statement.ts";
import { ALONE } from "../../sql/transaction.ts";
import type { StatementError } from "../engines/session.ts";
import { blameIn, type Chain, leavesTraces, newConnection, sendable } from "./chain.ts";
import type { BaseFailure, Step } from "./rehearsal.ts";
import { isControl } from "./steering.ts";

/** Statements that the runner has in one transaction; one that commits by itself stands alone. */
interface Unit {
  readonly statements: readonly Statement[];
  readonly texts: readonly string[];
  /** Between a BEGIN and a COMMIT that the runner sends. */
  readonly isWrapped: boolean;
}

/**
 * Runs a migration that is no part of the change, as its runner does but unobserved. What has been applied once works
 * somehow: a transaction that fails is tried again statement by statement, and only what fails then is a failure.
 */
export async function replay(chain: Chain, step: Step): Promise<BaseFailure[]> {
  const { migration, script } = step;
  const failures: BaseFailure[] = script.unread.map(({ line, reason }) => ({
    migration: migration.id,
    path: migration.path,
    line,
    reason,
    blame: null,
  }));
  for (const unit of unitsOf(chain, step)) {
    const texts = unit.isWrapped ? ["BEGIN", ...unit.texts, "COMMIT"] : unit.texts;
    const error = await run(chain, texts.join(";\n"));
    if (!error) continue;
    if (unit.statements.length === 1) failures.push(...failed(chain, step, unit.statements[0], error));
    else
      for (const [at, statement] of unit.statements.entries())
        failures.push(...(await runAlone(chain, step, statement, unit.texts[at] ?? "")));
  }
  if (leavesTraces(step)) await newConnection(chain);
  return failures;
}

function unitsOf(chain: Chain, step: Step): Unit[] {
  const { script, places } = step;
  const units: (Unit & { statements: Statement[]; texts: string[]; transaction: number | null })[] = [];
  for (const [at, statement] of script.statements.entries()) {
    const sent = sendable(chain, step, statement);
    if ("skipped" in sent) continue;
    const { transaction, kind } = places[at] ?? ALONE;
    const last = units.at(-1);
    if (last && transaction !== null && last.transaction === transaction) {
      last.statements.push(statement);
      last.texts.push(sent.sql);
      continue;
    }
    const isWrapped = kind === "block" && isControl(statement) !== "begin";
    units.push({ statements: [statement], texts: [sent.sql], transaction, isWrapped });
  }
  return units;
}

async function runAlone(chain: Chain, step: Step, statement: Statement, sql: string): Promise<BaseFailure[]> {
  if (as(statement.node, "TransactionStmt")) return [];
  const error = await run(chain, sql);
  return error ? failed(chain, step, statement, error) : [];
}

async function run({ shadow }: Chain, sql: string): Promise<StatementError | null> {
  const { error } = await shadow.session.exec(sql);
  // A BEGIN of the text leaves its transaction open, aborted.
  if (error) await shadow.session.exec("ROLLBACK");
  return error;
}

function failed(
  chain: Chain,
  step: Step,
  statement: Statement | undefined,
  error: StatementError,
): BaseFailure[] {
  const { id, path } = step.migration;
  const blame = blameIn(chain, step, error);
  const line = statement?.line ?? 1;
  chain.incidents.push({ migration: id, path, line, text: statement?.text ?? "", blame });
  return [{ migration: id, path, line, reason: error.message, blame }];
}
