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
