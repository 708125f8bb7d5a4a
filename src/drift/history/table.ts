import type { HistoryReader, HistoryRow } from "../../migrations/tools/history.ts";
import { quoted } from "../../sql/quote.ts";

/** Where a history is looked for. */
export interface Wanted {
  readonly reader: HistoryReader;
  /** As the repository's config names it; its schema is the tool's default where the config is silent. */
  readonly table: { readonly schema: string; readonly table: string } | null;
  /** The schema that the URL names, which comes before the tool's default. */
  readonly schema: string | null;
}

export type HistoryTable =
  | {
      readonly kind: "found";
      readonly schema: string;
      readonly table: string;
      readonly rows: readonly HistoryRow[];
    }
  /** The database has no such table: nothing was deployed, or it is another database. */
  | { readonly kind: "absent" }
  /** It is there and cannot be taken for the tool's: why. */
  | { readonly kind: "unreadable"; readonly reason: string; readonly denied: boolean };

interface Asked {
  query<Row>(sql: string, params?: readonly unknown[]): Promise<Row[]>;
}

export interface Candidate {
  readonly schema: string;
  readonly name: string;
  readonly columns: string[];
  readonly readable: boolean;
}

// has_table_privilege first: a query that is refused would end the transaction.
const CANDIDATES = `SELECT n.nspname AS schema, c.relname AS name,
  has_schema_privilege(n.oid, 'USAGE') AND has_table_privilege(c.oid, 'SELECT') AS readable,
  ARRAY(SELECT a.attname::text FROM pg_catalog.pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0
    AND NOT a.attisdropped) AS columns
FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p') AND n.nspname !~ '^pg_' AND c.relname = ANY($1::text[])
ORDER BY n.nspname, c.relname`;

/** Reads the history table of a tool, wherever it lies, if it has the tool's columns. */
export async function readHistoryTable(database: Asked, wanted: Wanted): Promise<HistoryTable> {
  return readChosen(database, wanted, await findCandidates(database, wanted));
}

/** The tables that may be the tool's, of all schemas. */
export async function findCandidates(
  database: Asked,
  { reader, table }: Omit<Wanted, "schema">,
): Promise<readonly Candidate[]> {
  const names = table === null ? reader.tables : [table.table, ...reader.tables];
  return database.query<Candidate>(CANDIDATES, [[...new Set(names)]]);
}

/** The table that is the tool's, and the query of its rows. */
interface ChosenTable {
  readonly kind: "chosen";
  readonly schema: string;
  readonly table: string;
  readonly select: string;
}

async function readChosen(
  database: Asked,
  wanted: Wanted,
  candidates: readonly Candidate[],
): Promise<HistoryTable> {
  const chosen = chooseTable(wanted, candidates);
  if (chosen.kind !== "chosen") return chosen;
  const { schema, table, select } = chosen;
  return { kind: "found", schema, table, rows: await database.query<HistoryRow>(select) };
}

/** @param candidates of {@link findCandidates} */
export function chooseTable(
  wanted: Wanted,
  candidates: readonly Candidate[],
): ChosenTable | Exclude<HistoryTable, { kind: "found" }> {
  const { reader } = wanted;
  const found = choose(candidates, wanted);
  if (found === null) return { kind: "absent" };
  if (typeof found === "string") return { kind: "unreadable", reason: found, denied: false };
  const name = `${found.schema}.${found.name}`;
  if (!found.readable) {
    const reason = `the role may not read ${name}: GRANT USAGE ON SCHEMA ${quoted(found.schema)}, and SELECT ON ${quoted(found.schema)}.${quoted(found.name)}`;
    return { kind: "unreadable", reason, denied: true };
  }
  const present = [
    ...reader.columns,
    ...(reader.optional ?? []).filter((column) => found.columns.includes(column)),
  ];
  // to_jsonb of an array is its JSON; of anything else ->> gives the plain text.
  const textOf = (column: string) =>
    reader.moments?.includes(column)
      ? `CASE WHEN h.${quoted(column)} IS NOT NULL THEN '' END`
      : `to_jsonb(h) ->> '${column}'`;
  const list = present.map((column) => `${textOf(column)} AS ${quoted(column)}`).join(", ");
  const own = `SELECT * FROM ${quoted(found.schema)}.${quoted(found.name)} ORDER BY ${reader.order}`;
  return {
    kind: "chosen",
    schema: found.schema,
    table: found.name,
    select: `SELECT ${list} FROM (${own}) h`,
  };
}

/** The tool's table, or why none of those found can be it; null where there is none. */
function choose(all: readonly Candidate[], { reader, table, schema }: Wanted): Candidate | string | null {
  const [first] = all;
  if (first === undefined) return null;
  const fitting = all.filter(({ columns }) => reader.columns.every((column) => columns.includes(column)));
  const [fit] = fitting;
  if (fit === undefined) {
    const lacking = reader.columns.filter((column) => !first.columns.includes(column));
    return `${first.schema}.${first.name} has no column ${lacking.join(", ")}: its layout is not known`;
  }
  const places = [schema, table?.schema ?? null, "public"];
  for (const place of places) {
    const there = place === null ? undefined : fitting.find((candidate) => candidate.schema === place);
    if (there !== undefined) return there;
    if (place !== null && place === schema) return null;
  }
  if (fitting.length === 1) return fit;
  const list = fitting.map((candidate) => `${candidate.schema}.${candidate.name}`).join(" and ");
  return `the database has several histories, ${list}: name the schema in the URL (?schema=...)`;
}
