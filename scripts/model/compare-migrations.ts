/** Runs migrations on a database and in the schema model, and compares what the two then hold. */
import { createModel, resetSession } from "../../src/effects/schema/model.ts";
import { applyStatement } from "../../src/effects/statements/statements.ts";
import type { Session } from "../../src/shadow/engines/session.ts";
import { availableExtensions, runnable } from "../../src/shadow/platforms/extensions.ts";
import type { ScheduledMigration } from "../../src/shadow/rehearse/scheduled-migration.ts";
import { as } from "../../src/sql/nodes.ts";
import { ALONE } from "../../src/sql/transaction.ts";
import { catalogFacts } from "./catalog-facts.ts";
import { type Comparison, compareFacts, type Fact } from "./facts.ts";
import { modelFacts } from "./model-facts.ts";

export interface ModelComparison extends Comparison {
  readonly statements: number;
  /** Statements that PostgreSQL refused, so that the model is not given them either: "path:line: message". */
  readonly failed: readonly string[];
  /** By the key of a difference, the statement that it was first seen after; empty unless `each`. */
  readonly causes: ReadonlyMap<string, string>;
}

export interface CompareOptions {
  /** Compare after every statement, too: slow, and shows which statement makes a difference. */
  readonly each: boolean;
}

/**
 * Each statement commits by itself; transaction control, and what a ROLLBACK takes back, is left out. What is in the
 * database before the first one is not compared.
 */
export async function compareMigrations(
  session: Session,
  migrations: readonly Pick<ScheduledMigration, "script" | "places" | "migration">[],
  { each }: CompareOptions,
): Promise<ModelComparison> {
  const existing = new Set((await catalogFacts(session)).map(({ key }) => key));
  const isMade = ({ key }: Fact): boolean => !existing.has(key);
  const available = await availableExtensions(session);
  const model = createModel({ complete: true });
  const compare = async (): Promise<Comparison> => {
    const { facts, ...rest } = modelFacts(model);
    return compareFacts(
      { ...rest, facts: facts.filter(isMade) },
      (await catalogFacts(session)).filter(isMade),
    );
  };
  const failed: string[] = [];
  const causes = new Map<string, string>();
  let statements = 0;
  for (const { migration, script, places } of migrations) {
    resetSession(model);
    await session.exec("RESET ALL");
    for (const [at, statement] of script.statements.entries()) {
      const { undoneBy } = places[at] ?? ALONE;
      if (undoneBy !== null || as(statement.node, "TransactionStmt")) continue;
      statements++;
      const { text, missing } = runnable(statement, available);
      const reason = text === null ? `no extension ${missing}` : (await session.exec(text)).error?.message;
      if (reason !== undefined) {
        failed.push(`${migration.path}:${statement.line}: ${reason}`);
        continue;
      }
      applyStatement(model, statement.node, { transaction: null });
      if (!each) continue;
      const { differences, undecided } = await compare();
      for (const { key } of [...differences, ...undecided])
        if (!causes.has(key)) causes.set(key, statement.text);
    }
  }
  return { ...(await compare()), statements, failed, causes };
}
