// Writes src/postgres/versions.json: what some of PostgreSQL 14-18 have and others lack: syntax, by the statements of
// src/postgres/syntax-probes.ts; functions, types, settings, roles, catalogs, collations and extensions, by their catalogs.
import { writeFileSync } from "node:fs";
import { BEHAVIOUR_PROBES, PROBE_SCHEMA, SYNTAX_PROBES } from "../src/postgres/syntax-probes.ts";
import type { ServerSession } from "../src/shadow/engines/server.ts";
import { byRange } from "./measure/by-version.ts";
import { itemsByRange, onAllServers } from "./measure/on-all-servers.ts";
import { printByRange, printWords } from "./measure/print-json.ts";

/** More arguments than this no call of a variadic function is asked about. */
const ARGUMENTS = 10;

const ITEMS: Readonly<Record<string, string>> = {
  functions: "SELECT proname AS item FROM pg_proc WHERE pronamespace = 'pg_catalog'::regnamespace",
  // "name/2": it can be called with two arguments.
  arities: `SELECT format('%s/%s', proname, n) AS item
    FROM pg_proc CROSS JOIN generate_series(0, ${ARGUMENTS}) n
    WHERE pronamespace = 'pg_catalog'::regnamespace AND n >= pronargs - pronargdefaults
      AND (n <= pronargs OR provariadic <> 0)`,
  types: `SELECT typname AS item FROM pg_type WHERE typnamespace = 'pg_catalog'::regnamespace
    AND typtype IN ('b', 'd', 'e', 'r', 'm') AND typelem = 0`,
  settings: "SELECT name AS item FROM pg_settings WHERE name !~ '[.]'",
  roles: "SELECT rolname AS item FROM pg_roles WHERE rolname ~ '^pg_'",
  relations: `SELECT relnamespace::regnamespace || '.' || relname AS item FROM pg_class
    WHERE relnamespace IN ('pg_catalog'::regnamespace, 'information_schema'::regnamespace) AND relkind IN ('r', 'v')`,
  columns: `SELECT format('%s.%s.%s', relnamespace::regnamespace, relname, attname) AS item
    FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid
    WHERE relnamespace IN ('pg_catalog'::regnamespace, 'information_schema'::regnamespace) AND relkind IN ('r', 'v')
      AND NOT attisdropped`,
  collations: "SELECT collname AS item FROM pg_collation",
  // initdb makes the others from what the machine has.
  pinned: "SELECT collname AS item FROM pg_collation WHERE oid < 12000",
  extensions: "SELECT name AS item FROM pg_available_extensions",
  extensionVersions: "SELECT name || ' ' || version AS item FROM pg_available_extension_versions",
};

const { versions, answers } = await onAllServers(async (session) => {
  const items = new Map<string, Set<string>>();
  for (const [name, query] of Object.entries(ITEMS)) {
    items.set(name, new Set((await session.query<{ item: string }>(query)).map(({ item }) => item)));
  }
  return { items, refusals: await refusalsOf(session) };
});

// SHOW knows what pg_settings does not list: the old names of settings that have a new one.
const named = new Set([...answers.values()].flatMap(({ items }) => [...(items.get("settings") ?? [])]));
const shown = await onAllServers(async (session) => {
  const known = new Set<string>();
  for (const name of named) if ((await session.exec(`SHOW ${name}`)).error === null) known.add(name);
  return known;
});
for (const [major, known] of shown.answers) answers.get(major)?.items.set("settings", known);

/** SQLSTATE by probe; null: it runs. */
async function refusalsOf(session: ServerSession): Promise<Map<string, string | null>> {
  const { error } = await session.exec(PROBE_SCHEMA);
  if (error) throw new Error(`the schema of the probes: ${error.message}`);
  const refusals = new Map<string, string | null>();
  for (const [probe, sql] of Object.entries({ ...SYNTAX_PROBES, ...BEHAVIOUR_PROBES })) {
    await session.query("BEGIN");
    const inside = (await session.exec(sql)).error;
    await session.query("ROLLBACK");
    const outcome = inside?.sqlstate === "25001" ? (await session.exec(sql)).error : inside;
    refusals.set(probe, outcome?.sqlstate ?? null);
    await session.query("DROP DATABASE IF EXISTS c");
  }
  return refusals;
}

const majors = [...answers.keys()];

/** By probe: the ranges of versions that refuse it, with the SQLSTATE. */
function refusedBy(probes: Readonly<Record<string, string>>) {
  const rows = Object.keys(probes).map((name) => {
    const states = majors.map((major) => [major, answers.get(major)?.refusals.get(name) ?? null] as const);
    const refused = Object.entries(byRange(new Map(states))).filter(([, state]) => state !== null);
    return [name, Object.fromEntries(refused)] as const;
  });
  return printByRange(new Map(rows));
}

/** Items of one list that some versions have and others lack. */
function differing(list: string): Record<string, string[]> {
  const sets = new Map(
    majors.map((major) => [major, answers.get(major)?.items.get(list) ?? new Set<string>()]),
  );
  const everywhere = `${majors[0]}-${majors.at(-1)}`;
  const { [everywhere]: _, ...some } = itemsByRange(sets);
  return some;
}

const {
  functions,
  arities,
  columns,
  collations,
  pinned: _,
  ...others
} = Object.fromEntries(Object.keys(ITEMS).map((list) => [list, differing(list)])) as Record<
  string,
  Record<string, string[]>
>;
// The reader of versions.json has no list of types yet.
if (Object.keys(others.types ?? {}).length > 0)
  throw new Error("the versions differ in their types: read them");
const names = new Set(Object.values(functions ?? {}).flat());
const pinned = new Set([...answers.values()].flatMap(({ items }) => [...(items.get("pinned") ?? [])]));
const relations = new Set(Object.values(others.relations ?? {}).flat());
const lists = {
  functions,
  arities: without(arities, (item) => names.has(item.slice(0, item.lastIndexOf("/")))),
  columns: without(columns, (item) => relations.has(item.slice(0, item.lastIndexOf(".")))),
  collations: without(collations, (item) => !pinned.has(item)),
  ...others,
};

/** Without what is no matter of the version, or is said by the list of what it belongs to. */
function without(
  list: Record<string, string[]> | undefined,
  isSaid: (item: string) => boolean,
): Record<string, string[]> {
  return Object.fromEntries(
    Object.entries(list ?? {}).map(([range, items]) => [range, items.filter((item) => !isSaid(item))]),
  );
}

writeFileSync(
  new URL("../src/postgres/versions.json", import.meta.url),
  `{\n  "measuredOn": ${JSON.stringify(versions)},\n  "syntax": ${refusedBy(SYNTAX_PROBES)},\n  "behaviours": ${refusedBy(BEHAVIOUR_PROBES)},\n  "lists": ${printWords(lists, "  ")}\n}\n`,
);
