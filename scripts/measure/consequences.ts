import type { Consequences } from "../../src/postgres/witnesses/consequences.ts";
import type { Witness } from "../../src/postgres/witnesses/witness.ts";
import type { ServerSession } from "../../src/shadow/engines/server.ts";
import type { layingOn } from "./measure-server.ts";

const OURS = "n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'";

const TABLES = `SELECT format('%I.%I', n.nspname, c.relname) AS name, c.relname AS shown, c.relkind AS kind
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE ${OURS} AND c.relkind IN ('r', 'p', 'm', 'v') ORDER BY 1`;

const COLUMNS = `SELECT format('%I.%I', n.nspname, c.relname) AS name, c.relname AS shown, quote_ident(a.attname) AS column,
    a.attname AS bare
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid
  WHERE ${OURS} AND c.relkind IN ('r', 'p', 'm', 'v') AND a.attnum > 0 AND NOT a.attisdropped ORDER BY 1, a.attnum`;

/** A row of statistics, and whether it has any; `same` finds what it describes again after a rename or a rebuild. */
const STATISTICS = `SELECT c.oid::text || '.' || a.attnum AS same, c.relname || '.' || a.attnum AS name,
    c.relname || '.' || CASE WHEN c.relkind IN ('i', 'I') THEN a.attnum::text ELSE a.attname END AS shown,
    EXISTS (SELECT FROM pg_statistic s WHERE s.starelid = c.oid AND s.staattnum = a.attnum) AS has
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid
  WHERE ${OURS} AND a.attnum > 0 AND NOT a.attisdropped
  UNION ALL
  SELECT e.oid::text, e.stxname, e.stxname, EXISTS (SELECT FROM pg_statistic_ext_data d WHERE d.stxoid = e.oid AND
    (d.stxddependencies IS NOT NULL OR d.stxdndistinct IS NOT NULL OR d.stxdmcv IS NOT NULL OR d.stxdexpr IS NOT NULL))
  FROM pg_statistic_ext e`;

/** Runs each prepared statement; those that fail for their result are put into a setting. */
const EXECUTE_ALL = `DO $$ DECLARE p record; failed text := ''; BEGIN
  FOR p IN SELECT name FROM pg_prepared_statements WHERE name LIKE 'prepared %' ORDER BY name LOOP
    BEGIN EXECUTE format('EXECUTE %I', p.name);
    EXCEPTION WHEN feature_not_supported THEN failed := failed || substr(p.name, 10) || E'\\n';
      WHEN others THEN NULL; END;
  END LOOP;
  PERFORM set_config('lockgate.failed', failed, false);
END $$`;

interface Row {
  readonly same: string;
  readonly name: string;
  readonly shown: string;
  readonly has: boolean;
}

/** Measures one witness after the other on a session; each leaves the schema as it was laid. Null: it does not run. */
export function consequencesOf(
  session: ServerSession,
  lay: ReturnType<typeof layingOn>,
): (witness: Witness) => Promise<Consequences | null> {
  let furnished: string | null = null;

  return async (witness) => {
    const laid = await lay(witness);
    if (laid.failed) return null;
    if (furnished !== witness.given) {
      await furnishSchema(session);
      furnished = witness.given;
    }
    const before = await session.query<Row>(STATISTICS);
    let isAlone = false;
    await session.query("BEGIN");
    let { error } = await session.exec(witness.sql);
    if (error?.sqlstate === "25001") {
      await session.query("ROLLBACK");
      isAlone = true;
      ({ error } = await session.exec(witness.sql));
    }
    // The statement may have set them.
    await session.exec("RESET ROLE");
    await session.exec("RESET SESSION AUTHORIZATION");
    const statistics = error ? [] : lost(before, await session.query<Row>(STATISTICS));
    const prepared = error ? [] : await failing(session);
    if (isAlone) {
      laid.spoil();
      furnished = null;
    } else await session.query("ROLLBACK");
    await session.exec("RESET ALL");
    if (error) return null;
    if (isAlone) {
      const again = await lay(witness);
      await furnishSchema(session);
      again.spoil();
    }
    const owner = await ownersAsked(session, witness.sql, isAlone);
    return {
      ...(statistics.length > 0 ? { statistics } : {}),
      ...(prepared.length > 0 ? { prepared } : {}),
      ...(owner.length > 0 ? { owner } : {}),
    };
  };
}

/** Every table is analyzed, its columns are selected by prepared statements, and the other role has every privilege. */
async function furnishSchema(session: ServerSession): Promise<void> {
  await session.query("DEALLOCATE ALL");
  const tables = await session.query<{ name: string; shown: string; kind: string }>(TABLES);
  for (const { name, shown, kind } of tables) {
    if (kind !== "v") await session.exec(`ANALYZE ${name}`);
    await session.exec(`GRANT ALL ON ${name} TO app`);
    await prepare(session, `${shown}.*`, `SELECT * FROM ${name} LIMIT 0`);
  }
  type Named = { name: string; shown: string; column: string; bare: string };
  for (const { name, shown, column, bare } of await session.query<Named>(COLUMNS))
    await prepare(session, `${shown}.${bare}`, `SELECT ${column} FROM ${name} LIMIT 0`);
  const schemas = await session.query<{ name: string }>(
    `SELECT quote_ident(n.nspname) AS name FROM pg_namespace n WHERE ${OURS}`,
  );
  for (const { name } of schemas) {
    await session.exec(`GRANT ALL ON SCHEMA ${name} TO app`);
    await session.exec(`GRANT ALL ON ALL SEQUENCES IN SCHEMA ${name} TO app`);
    await session.exec(`GRANT ALL ON ALL ROUTINES IN SCHEMA ${name} TO app`);
  }
}

async function prepare(session: ServerSession, name: string, sql: string): Promise<void> {
  await session.exec(`PREPARE "prepared ${name.replaceAll('"', '""')}" AS ${sql}`);
}

function lost(before: readonly Row[], after: readonly Row[]): string[] {
  const now = (row: Row) =>
    after.find(({ same }) => same === row.same) ?? after.find(({ name }) => name === row.name);
  return before.flatMap((row) => (row.has && now(row)?.has === false ? row.shown : [])).sort();
}

async function failing(session: ServerSession): Promise<string[]> {
  const { error } = await session.exec(EXECUTE_ALL);
  if (error) return [];
  const [row] = await session.query<{ failed: string }>(
    "SELECT current_setting('lockgate.failed') AS failed",
  );
  return (row?.failed ?? "").split("\n").filter((name) => name !== "");
}

/** Of what PostgreSQL says that a role with every privilege is not the owner: one relation a try, so the first. */
async function ownersAsked(session: ServerSession, sql: string, isAlone: boolean): Promise<string[]> {
  if (!isAlone) await session.query("BEGIN");
  await session.query("SET ROLE app");
  const { error } = await session.exec(sql);
  await session.query(isAlone ? "RESET ROLE" : "ROLLBACK");
  await session.exec("RESET ROLE");
  const [, owned] = /^must be owner of (.+)$/.exec(error?.message ?? "") ?? [];
  return error?.sqlstate === "42501" ? [owned ?? error.message] : [];
}
