/** What lockgate says of live queries, beside what becomes of them when they are run before and after a migration. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { check } from "../../src/index.ts";
import type { ReportedMigration } from "../../src/report/report.ts";
import { openShadow } from "../../src/shadow/engines/open-shadow.ts";
import type { Session } from "../../src/shadow/engines/session.ts";
import { LIMITS } from "../../src/shadow/engines/shadow.ts";
import { availableExtensions, extensionsIn, runnable } from "../../src/shadow/platforms/extensions.ts";
import { parseScript } from "../../src/sql/parse.ts";
import { type DrivenQuery, queriesFor, readTables } from "./table-queries.ts";

export interface Measured {
  readonly path: string;
  /** Queries that ran before the migration, and those of them that lockgate checked. */
  readonly ran: number;
  readonly checked: number;
  readonly notChecked: readonly string[];
  /** They fail when they are run after it, whatever the values are. */
  readonly broken: number;
  /** Of those, told; and told although they run. */
  readonly found: number;
  readonly false: readonly string[];
  readonly missed: readonly string[];
  /** They fail for a value: an enum's label, a CHECK. */
  readonly byValue: number;
}

/** SQLSTATE of a value that a CHECK refuses, or that an enum does not have. */
const BY_VALUE: ReadonlySet<string> = new Set(["23514"]);

const TAKES =
  /\b(?:DROP\s+(?:COLUMN|TABLE|TYPE|DEFAULT|CONSTRAINT|INDEX|VIEW)|RENAME|(?:SET\s+DATA\s+)?TYPE\b|SET\s+NOT\s+NULL|ADD\s+COLUMN[^;,]*NOT\s+NULL)/i;

/** The newest `most` migrations of a folder that take something away. */
export async function measure(dir: string, most: number, onDone: (one: Measured) => void): Promise<void> {
  const { report } = await check({ cwd: dir, all: true, env: {}, settings: { static: true } });
  const scratch = mkdtempSync(join(tmpdir(), "lockgate-queries-"));
  try {
    for (const target of report.targets) {
      const own = report.migrations.filter(({ path }) => path.startsWith(`${target.dir}/`));
      const taking = own.filter((one) => one.statements.some(({ sql }) => TAKES.test(sql))).slice(-most);
      if (taking.length > 0) await measureTarget(own, new Set(taking), { dir, scratch, onDone });
    }
  } finally {
    rmSync(scratch, { recursive: true });
  }
}

interface Measuring {
  readonly dir: string;
  readonly scratch: string;
  readonly onDone: (one: Measured) => void;
}

async function measureTarget(
  migrations: readonly ReportedMigration[],
  taking: ReadonlySet<ReportedMigration>,
  { dir, scratch, onDone }: Measuring,
): Promise<void> {
  const scripts = migrations.flatMap(({ statements }) => statements.map(({ sql }) => parseScript(sql)));
  const extensions = extensionsIn(scripts.flatMap(({ statements }) => statements));
  const shadow = await openShadow("pglite", {
    extensions,
    snapshot: null,
    live: null,
    limits: { ...LIMITS, totalMs: 1e8 },
  });
  try {
    const { session } = shadow;
    const available = await availableExtensions(session);
    for (const migration of migrations) {
      const text = migration.statements
        .flatMap(({ sql }) =>
          parseScript(sql).statements.map((one) => runnable(one, available).text ?? "SELECT"),
        )
        .join(";\n");
      const words = new Set(text.match(/[\w$]+/g) ?? []);
      const asked = taking.has(migration)
        ? queriesFor(await readTables(session), (name) => words.has(name))
        : [];
      const unique = [...new Map(asked.map((one) => [one.sql, one])).values()];
      const before = await outcomes(session, unique);
      const queries = unique.filter((_, at) => before[at] === null);
      await session.exec(text);
      if (queries.length === 0) continue;
      const after = await outcomes(session, queries);
      const list = join(scratch, "queries.jsonl");
      writeFileSync(list, queries.map(({ sql }) => `${JSON.stringify({ sql })}\n`).join(""));
      const { report } = await check({
        cwd: dir,
        paths: [migration.path],
        env: { XDG_CACHE_HOME: scratch },
        settings: { queries: list },
        drift: "never",
      });
      const told = report.liveQueries;
      const said = new Set(told?.broken.map(({ sql }) => sql));
      const fails = queries.filter((_, at) => after[at] !== null);
      const byValue = queries.filter(
        (_, at) => BY_VALUE.has(after[at] ?? "") || isLabel(after[at], queries[at]),
      );
      const due = fails.filter((one) => !byValue.includes(one));
      onDone({
        path: migration.path,
        ran: queries.length,
        checked: told?.checked ?? 0,
        notChecked: (told?.notChecked ?? []).map(({ reason, count }) => `${count}: ${reason}`),
        broken: due.length,
        found: due.filter(({ sql }) => said.has(sql)).length,
        false: queries.flatMap(({ sql }, at) => (said.has(sql) && after[at] === null ? [sql] : [])),
        missed: queries.flatMap((one, at) =>
          due.includes(one) && !said.has(one.sql) ? [`${after[at]} ${one.sql}`] : [],
        ),
        byValue: byValue.length,
      });
    }
  } finally {
    await shadow.close();
  }
}

function isLabel(sqlstate: string | null | undefined, query: DrivenQuery | undefined): boolean {
  return sqlstate === "22P02" && /\bCAST\(\$\d+::text AS /.test(query?.sql ?? "");
}

/** SQLSTATEs of queries that are run with their values and taken back; null: it ran. */
async function outcomes(session: Session, queries: readonly DrivenQuery[]): Promise<(string | null)[]> {
  const results: (string | null)[] = [];
  // Foreign keys would want rows.
  await session.exec("BEGIN; SET LOCAL session_replication_role = replica; SAVEPOINT one");
  for (const { sql, values } of queries) {
    const filled = sql.replace(
      /\$(\d+)/g,
      (_, number) => `'${(values[Number(number) - 1] ?? "").replaceAll("'", "''")}'`,
    );
    const { error } = await session.exec(filled);
    results.push(error?.sqlstate ?? null);
    await session.exec("ROLLBACK TO one");
  }
  await session.exec("ROLLBACK");
  return results;
}
