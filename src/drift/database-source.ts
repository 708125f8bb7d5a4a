import { type DatabaseUrl, DatabaseUrlError, parseDatabaseUrl } from "../postgres/database-url.ts";

/** A live database to ask: its URL, and how reports call it. */
export interface DatabaseSource {
  /** Never printed. */
  readonly url: string;
  /** Given by the user, or null: then `host:port/database`. */
  readonly name: string | null;
}

/** A database with the name by which reports know it: no other one has it. */
export interface NamedSource extends DatabaseSource {
  readonly name: string;
}

/** The user's name, else `host:port/database`, with the schema of the URL where several share that, else numbered. */
export function withNames(
  sources: readonly DatabaseSource[],
  env: Readonly<Record<string, string | undefined>>,
): NamedSource[] {
  const urls = sources.map(({ url }) => parsed(url, env));
  const labels = sources.map(({ name }, index) => name ?? urls[index]?.label ?? "the database");
  const counts = new Map<string, number>();
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  const taken = new Set<string>();
  const numbers = new Map<string, number>();
  return sources.map((source, index) => {
    const label = labels[index] ?? "";
    const isShared = (counts.get(label) ?? 0) > 1;
    const schema = isShared && source.name === null ? (urls[index]?.schema ?? null) : null;
    const plain = schema === null ? label : `${label}?schema=${schema}`;
    let name = plain;
    let number = numbers.get(plain) ?? 1;
    while (taken.has(name)) {
      number += 1;
      name = `${plain} (${number})`;
    }
    numbers.set(plain, number);
    taken.add(name);
    return { ...source, name };
  });
}

function parsed(url: string, env: Readonly<Record<string, string | undefined>>): DatabaseUrl | null {
  try {
    return parseDatabaseUrl(url, env);
  } catch (error) {
    if (error instanceof DatabaseUrlError) return null;
    throw error;
  }
}

/** Sources by their place in the list; those that name schemas of one database, by the same address, stand together. */
export function byDatabase<Source extends DatabaseSource>(
  sources: readonly Source[],
): (readonly { readonly source: Source; readonly index: number; readonly schema: string | null }[])[] {
  const groups = new Map<string, { source: Source; index: number; schema: string | null }[]>();
  const seen = new Set<string>();
  for (const [index, source] of sources.entries()) {
    const [address, schema] = withoutSchema(source.url) ?? [`#${index}`, null];
    const group = groups.get(address);
    // A schema that is listed twice is asked twice.
    if (group !== undefined && schema !== null && !seen.has(`${address} ${schema}`))
      group.push({ source, index, schema });
    else
      groups.set(group === undefined && schema !== null ? address : `#${index}`, [{ source, index, schema }]);
    seen.add(`${address} ${schema}`);
  }
  return [...groups.values()];
}

function withoutSchema(text: string): [address: string, schema: string] | null {
  try {
    const url = new URL(text);
    const schema = url.searchParams.get("schema");
    if (!schema) return null;
    url.searchParams.delete("schema");
    return [url.href, schema];
  } catch {
    return null;
  }
}
