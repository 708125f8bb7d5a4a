import { tokens } from "./parse.ts";

/** A name as it has to be written in SQL wherever it stands: quoted as PostgreSQL's quote_identifier() does. */
export function quoted(name: string): string {
  const known = quotedNames.get(name);
  if (known !== undefined) return known;
  const written = isPlain(name) ? name : `"${name.replaceAll('"', '""')}"`;
  quotedNames.set(name, written);
  return written;
}

/** The same names come again and again, and only PostgreSQL's scanner knows its keywords. */
const quotedNames = new Map<string, string>();

function isPlain(name: string): boolean {
  if (!/^[a-z_][a-z0-9_$]*$/.test(name)) return false;
  // No keyword has a digit or a dollar sign in it.
  if (/[0-9$]/.test(name)) return true;
  const [word, ...rest] = tokens(name);
  return word !== undefined && rest.length === 0 && (word.kind === "IDENT" || word.keyword === "unreserved");
}

/** A text as it stands in SQL, with `standard_conforming_strings` on. */
export function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** A name with its schema, if it has one, as it has to be written. */
export function qualified(schema: string | null | undefined, name: string): string {
  return schema == null ? quoted(name) : `${quoted(schema)}.${quoted(name)}`;
}

/** `schema.name` of the catalog as it has to be written; `public.` is left out. */
export function quotedRelation(relation: string): string {
  const dot = relation.indexOf(".");
  if (dot === -1) return quoted(relation);
  const schema = relation.slice(0, dot);
  const name = quoted(relation.slice(dot + 1));
  return schema === "public" ? name : `${quoted(schema)}.${name}`;
}
