import type { StatementError } from "../../postgres/server-message.ts";
import { limitOf, type ShadowLimit } from "../engines/limits.ts";

/** Why a statement that failed may not be to blame itself. */
export type Blame =
  /** `through`: path and line of an earlier statement that failed for want of it; null: it is this one that wants it. */
  | { readonly kind: "extension"; readonly extension: string; readonly through: string | null }
  /** Nothing that is read makes the names, and the database may have them all the same. */
  | { readonly kind: "outside"; readonly names: readonly string[] }
  /** A migration before it, at this path, is not read: what is missing may be made there. */
  | { readonly kind: "gap"; readonly path: string }
  /** The shadow lacks what the live server has and migrations do not make: a role, a language, a tablespace, a replication slot. */
  | ({ readonly kind: "environment" } & ShadowLimit)
  | {
      readonly kind: "earlier failure";
      readonly migration: string;
      readonly path: string;
      readonly line: number;
    };

/** A statement that was left out or failed: later ones may fail through it. */
export interface Incident {
  readonly migration: string;
  readonly path: string;
  readonly line: number;
  readonly text: string;
  /** What is to blame for itself; an incident without blame is its own. */
  readonly blame: Blame | null;
}

/** Something is not there: undefined_table, _column, _function, _object, schema, file; a value that an enum lacks. */
const MISSING = new Set(["42P01", "42703", "42883", "42704", "3F000", "58P01", "22P02", "0A000"]);

/** What may have made a name that is missing. */
interface Makers {
  /** Path of the last migration before the statement that was not read, or null. */
  readonly gap: string | null;
  /** Bare names that are made by what is read, where others may exist all the same; null: none but those can. */
  readonly made: ReadonlySet<string> | null;
}

/** What else than the statement is to blame for its error: null when nothing is. */
export function blameFor(
  error: StatementError,
  incidents: readonly Incident[],
  { gap, made }: Makers = { gap: null, made: null },
): Blame | null {
  const [, unavailable] = /^extension "(.+)" is not available/.exec(error.message) ?? [];
  if (unavailable) return { kind: "extension", extension: unavailable, through: null };
  const limit = limitOf(error);
  if (limit) return { kind: "environment", ...limit };
  if (!MISSING.has(error.sqlstate)) return null;
  const wanting = incidents.filter(isOfExtension);
  const isBrought = BROUGHT.some((brought) => brought.test(`${error.sqlstate} ${error.message}`));
  // Objects of an extension are often in a schema of its name.
  const [, schema] = /\b([\w$]+)"?\."?[\w$]+/.exec(error.message) ?? [];
  const own =
    isBrought && schema ? wanting.findLast(({ text }) => text.toLowerCase().includes(schema)) : undefined;
  const through = own ?? mentioning(namesIn(error.message), incidents);
  if (!through) {
    const lack = isBrought ? (wanting.at(-1)?.blame ?? null) : null;
    return lack ?? (gap === null ? outsideOf(error, made) : { kind: "gap", path: gap });
  }
  const { migration, path, line, blame } = through;
  if (blame === null) return { kind: "earlier failure", migration, path, line };
  if (blame.kind !== "extension" || isOfExtension(through)) return blame;
  return { ...blame, through: blame.through ?? `${path}:${line}` };
}

/** Names that nothing makes; a column of a table that is made is not among them. */
function outsideOf({ message }: StatementError, made: ReadonlySet<string> | null): Blame | null {
  const names = namesIn(message);
  if (made === null || names.length === 0 || names.some((name) => made.has(name))) return null;
  return { kind: "outside", names };
}

function mentioning(names: readonly string[], incidents: readonly Incident[]): Incident | undefined {
  return incidents.findLast(({ text }) => names.some((name) => mentions(text.toLowerCase(), name)));
}

/** Whether the name stands in the text as a word, not in the middle of another one. */
function mentions(text: string, name: string): boolean {
  for (let at = text.indexOf(name); at !== -1; at = text.indexOf(name, at + 1)) {
    const around = `${text[at - 1] ?? " "}${text[at + name.length] ?? " "}`;
    if (!/[\w$]/.test(around)) return true;
  }
  return false;
}

/** The statement that creates the extension, which was left out. */
function isOfExtension({ text, blame }: Incident): boolean {
  return blame?.kind === "extension" && blame.through === null && EXTENSION.test(text);
}

const EXTENSION = /\bextension\b/i;

/** What an extension brings bears any name: the type vector, the function ST_Within, the table cron.job. */
const BROUGHT = [/^(?:42883|42704|3F000|58P01|0A000) /, /^42P01 relation "[^"]+\.[^"]+"/];

/** The names in a message: `relation "public.orders" does not exist`, `function f(integer) does not exist`. */
function namesIn(message: string): string[] {
  const quoted = [...message.matchAll(/"([^"]+)"/g)].map(([, name]) => name ?? "");
  const [, called] = /(?:function|procedure|operator|type) ([\w.]+)\(?/.exec(message) ?? [];
  const [, column] = /column ([\w.]+) does not exist/.exec(message) ?? [];
  return [...quoted, called, column]
    .flatMap((name) => (name ? [name.slice(name.lastIndexOf(".") + 1).toLowerCase()] : []))
    .filter((name) => name !== "");
}
