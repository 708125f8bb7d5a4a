// Writes src/postgres/volatility.json: how volatile the built-in functions and those of the extensions that come with
// PostgreSQL 14-18 are, from pg_proc of each version: npm run servers (once), then npm run measure.
import { writeFileSync } from "node:fs";
import { itemsByRange, onAllServers } from "./measure/on-all-servers.ts";
import { printWords } from "./measure/print-json.ts";

interface Row {
  readonly extension: string | null;
  readonly name: string;
  readonly args: string;
  readonly volatility: "immutable" | "stable" | "volatile";
}

// Only what SQL can call: no input functions, support functions, triggers and handlers.
const FUNCTIONS = `SELECT e.extname AS extension, p.proname AS name,
    pg_catalog.oidvectortypes(p.proargtypes) AS args,
    CASE p.provolatile WHEN 'i' THEN 'immutable' WHEN 's' THEN 'stable' ELSE 'volatile' END AS volatility
  FROM pg_proc p LEFT JOIN pg_depend d ON d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e'
    LEFT JOIN pg_extension e ON e.oid = d.refobjid
  WHERE p.prokind IN ('f', 'w', 'a')
    AND NOT 'internal'::regtype = ANY (p.proargtypes::oid[]) AND NOT 'cstring'::regtype = ANY (p.proargtypes::oid[])
    AND (e.oid IS NOT NULL OR p.pronamespace = 'pg_catalog'::regnamespace)
    AND p.prorettype NOT IN (SELECT oid FROM pg_type WHERE typname IN
      ('internal', 'cstring', 'trigger', 'event_trigger', 'index_am_handler', 'table_am_handler', 'fdw_handler',
       'tsm_handler', 'language_handler'))`;

const OPERATORS = `SELECT DISTINCT o.oprname AS name,
    CASE p.provolatile WHEN 's' THEN 'stable' ELSE 'volatile' END AS volatility
  FROM pg_operator o JOIN pg_proc p ON p.oid = o.oprcode
  WHERE p.provolatile <> 'i' AND o.oprnamespace = 'pg_catalog'::regnamespace`;

const { versions, answers } = await onAllServers(async (session) => {
  const available = await session.query<{ name: string }>(
    "SELECT name FROM pg_available_extensions ORDER BY name",
  );
  // Those that need a setting or another extension first are left out.
  for (const { name } of available) await session.exec(`CREATE EXTENSION IF NOT EXISTS "${name}" CASCADE`);
  return {
    functions: await session.query<Row>(FUNCTIONS),
    operators: await session.query<{ name: string; volatility: string }>(OPERATORS),
  };
});

const BUILT_IN = "pg_catalog";
const byExtension = new Map<string, unknown>();
const extensions = [...answers.values()].flatMap(({ functions }) =>
  functions.map((row) => row.extension ?? BUILT_IN),
);
for (const extension of [...new Set(extensions)].sort()) {
  const own = new Map(
    [...answers].map(([major, { functions }]) => [
      major,
      functions.filter((row) => (row.extension ?? BUILT_IN) === extension),
    ]),
  );
  const listed = (pick: (rows: readonly Row[]) => string[]) =>
    itemsByRange(new Map([...own].map(([major, rows]) => [major, new Set(pick(rows))])));
  const named = (volatility: string) =>
    listed((rows) =>
      rows.filter((row) => row.volatility === volatility && !isMixed(row.name, rows)).map((row) => row.name),
    );
  byExtension.set(extension, {
    volatile: named("volatile"),
    stable: named("stable"),
    immutable: named("immutable"),
    overloads: listed((rows) =>
      rows
        .filter((row) => isMixed(row.name, rows))
        .map((row) => `${row.name}(${row.args}) ${row.volatility}`),
    ),
  });
}

/** Whether functions of one name differ: then they stand with their arguments. */
function isMixed(name: string, rows: readonly Row[]): boolean {
  return new Set(rows.filter((row) => row.name === name).map((row) => row.volatility)).size > 1;
}

const operators = (volatility: string) =>
  itemsByRange(
    new Map(
      [...answers].map(([major, answer]) => [
        major,
        new Set(answer.operators.filter((row) => row.volatility === volatility).map((row) => row.name)),
      ]),
    ),
  );

const functions = printWords(Object.fromEntries(byExtension), "  ");
const symbols = printWords({ volatile: operators("volatile"), stable: operators("stable") }, "  ");
const measuredOn = JSON.stringify(versions);
writeFileSync(
  new URL("../src/postgres/volatility.json", import.meta.url),
  `{\n  "measuredOn": ${measuredOn},\n  "functions": ${functions},\n  "operators": ${symbols}\n}\n`,
);
