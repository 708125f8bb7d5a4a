import type { Asked } from "./extract.ts";

/**
 * What decides how a server writes its catalog: a role or a database may set each of these, and then one definition reads
 * in two ways.
 */
const SETTINGS: Readonly<Record<string, string>> = {
  TimeZone: "UTC",
  DateStyle: "ISO, YMD",
  IntervalStyle: "postgres",
  search_path: "",
  extra_float_digits: "1",
  bytea_output: "hex",
  xmlbinary: "base64",
  lc_monetary: "C",
  quote_all_identifiers: "off",
  standard_conforming_strings: "on",
  escape_string_warning: "on",
};

/**
 * Gives the session the settings under which catalogs are compared.
 *
 * @param until whether they end with the transaction, as behind a pooler they have to
 */
export async function setForReading(
  database: Asked,
  until: "transaction" | "session",
  other: Readonly<Record<string, string>> = {},
): Promise<void> {
  const local = until === "transaction";
  const calls = Object.entries({ ...SETTINGS, ...other }).map(
    ([name, value]) => `pg_catalog.set_config('${name}', '${value.replaceAll("'", "''")}', ${local})`,
  );
  await database.query(`SELECT ${calls.join(", ")}`);
}

/** The zone in which the session's role and database have the server write and read times. */
export async function ownTimeZone(database: Asked): Promise<string> {
  const [row] = await database.query<{ zone: string }>("SELECT current_setting('TimeZone') AS zone");
  return row?.zone ?? "UTC";
}

export function isUtc(zone: string): boolean {
  return /^(?:Etc\/)?(?:UTC|GMT|UCT|Zulu)$/i.test(zone);
}
