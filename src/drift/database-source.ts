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
  const isShared = (label: string) => labels.indexOf(label) !== labels.lastIndexOf(label);
  const taken = new Set<string>();
  return sources.map((source, index) => {
    const label = labels[index] ?? "";
    const schema = isShared(label) && source.name === null ? (urls[index]?.schema ?? null) : null;
    const plain = schema === null ? label : `${label}?schema=${schema}`;
    let name = plain;
    for (let number = 2; taken.has(name); number += 1) name = `${plain} (${number})`;
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
