import { type DatabaseUrl, DatabaseUrlError, parseDatabaseUrl } from "../postgres/database-url.ts";
import type { DatabaseSource } from "./live-database.ts";

/** A database with the name by which reports know it: no other one has it. */
export interface NamedSource extends DatabaseSource {
  readonly name: string;
}

/** The user's name, else `host:port/database`, with the schema of the URL where several share that, else numbered. */
export function withNames(
  sources: readonly DatabaseSource[],
  env: Readonly<Record<string, string | undefined>>,
): NamedSource[] {
  const read = sources.map(({ url }) => partsOf(url, env));
  const labels = sources.map(({ name }, index) => name ?? read[index]?.label ?? "the database");
  const isShared = (label: string) => labels.indexOf(label) !== labels.lastIndexOf(label);
  const taken = new Set<string>();
  return sources.map((source, index) => {
    const label = labels[index] ?? "";
    const schema = isShared(label) && source.name === null ? (read[index]?.schema ?? null) : null;
    const plain = schema === null ? label : `${label}?schema=${schema}`;
    let name = plain;
    for (let number = 2; taken.has(name); number += 1) name = `${plain} (${number})`;
    taken.add(name);
    return { ...source, name };
  });
}

function partsOf(url: string, env: Readonly<Record<string, string | undefined>>): DatabaseUrl | null {
  try {
    return parseDatabaseUrl(url, env);
  } catch (error) {
    if (error instanceof DatabaseUrlError) return null;
    throw error;
  }
}
