/** Runs the migrations of a report once more, as their runner does, and looks at what each statement did. */
import type { Report, ReportedMigration, ReportedStatement } from "../../src/report/report.ts";
import { openShadow } from "../../src/shadow/engines/open-shadow.ts";
import type { Session } from "../../src/shadow/engines/session.ts";
import { LIMITS } from "../../src/shadow/engines/shadow.ts";
import { availableExtensions, extensionsIn, runnable } from "../../src/shadow/platforms/extensions.ts";
import { parseScript } from "../../src/sql/parse.ts";
import { type Happened, happened, type Relied, relied } from "./harm.ts";
import { type Look, look, reliance } from "./look.ts";

export interface Replayed extends Relied {
  readonly path: string;
  /** By statement; null where it could not be watched (it refuses a transaction), failed or came after a failure. */
  readonly statements: readonly (Happened | null)[];
  /** The first error, or null. */
  readonly error: string | null;
}

/** The migrations of each target in their order, on a database of their own. */
export async function replay(report: Report): Promise<Replayed[]> {
  const replayed: Replayed[] = [];
  for (const { dir, skipped } of report.targets) {
    if (skipped !== null) continue;
    const own = report.migrations.filter(({ path }) => path.startsWith(`${dir}/`));
    if (own.length > 0) replayed.push(...(await replayTarget(own)));
  }
  return replayed;
}

async function replayTarget(migrations: readonly ReportedMigration[]): Promise<Replayed[]> {
  const scripts = migrations.flatMap(({ statements }) => statements.map(({ sql }) => parseScript(sql)));
  const extensions = extensionsIn(scripts.flatMap(({ statements }) => statements));
  const shadow = await openShadow("pglite", { extensions, snapshot: null, live: null, limits: LIMITS });
  try {
    const available = await availableExtensions(shadow.session);
    const textOf = ({ sql }: ReportedStatement): string =>
      parseScript(sql)
        .statements.map((statement) => runnable(statement, available).text ?? "SELECT")
        .join(";");
    const replayed: Replayed[] = [];
    for (const migration of migrations) replayed.push(await run(shadow.session, migration, textOf));
    return replayed;
  } finally {
    await shadow.close();
  }
}

async function run(
  session: Session,
  { path, statements }: ReportedMigration,
  textOf: (statement: ReportedStatement) => string,
): Promise<Replayed> {
  const start = await look(session);
  const reliedOn = await reliance(session);
  const results: (Happened | null)[] = [];
  let open: number | null = null;
  let before: Look | null = null;
  let failed: string | null = null;
  const finish = async (sql: "COMMIT" | "ROLLBACK"): Promise<void> => {
    if (open === null) return;
    open = null;
    const { error } = await session.exec(sql);
    failed ??= error?.message ?? null;
  };
  for (const statement of statements) {
    if (/^(BEGIN|START TRANSACTION|COMMIT|END)\b/i.test(statement.command)) {
      results.push(null);
      continue;
    }
    // A statement that commits by itself is a transaction of its own.
    const transaction = statement.transaction ?? -1 - statement.index;
    if (open !== transaction) {
      await finish("COMMIT");
      await session.exec("BEGIN");
      open = transaction;
      before = null;
    }
    // SET TRANSACTION must come before any query. The counters of scans are whole only inside of a transaction.
    const isSet = statement.command === "SET";
    if (!isSet) before ??= await look(session);
    const sql = textOf(statement);
    const { error } = await session.exec(sql);
    if (error) {
      await finish("ROLLBACK");
      results.push(null);
      const alone = error.sqlstate === "25001" && transaction < 0 ? await session.exec(sql) : { error };
      failed ??= alone.error?.message ?? null;
      continue;
    }
    if (before === null) {
      results.push(null);
      continue;
    }
    const after = await look(session);
    results.push(happened(start, before, after, sql));
    before = after;
  }
  await finish("COMMIT");
  return { path, statements: results, error: failed, ...relied(reliedOn, await reliance(session)) };
}
