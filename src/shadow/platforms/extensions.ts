import { as, type Node, stringOf } from "../../sql/nodes.ts";
import { quoted } from "../../sql/quote.ts";
import type { Statement } from "../../sql/statement.ts";
import type { Session } from "../engines/session.ts";

/** What CREATE EXTENSION ... CASCADE creates first. */
const REQUIRES: Readonly<Record<string, readonly string[]>> = { earthdistance: ["cube"] };

/** An extension in a statement's text, also in that of a DO block or a function that creates it. */
const CREATION = /\bcreate\s+extension\s+(?:if\s+not\s+exists\s+)?(?:"([^"]+)"|([a-z_][\w$]*))/gi;

/** The extensions that statements create, with those that these need; sorted. */
export function extensionsIn(statements: Iterable<Pick<Statement, "text">>): string[] {
  const names = new Set<string>();
  for (const { text } of statements)
    if (/\bextension\b/i.test(text))
      for (const [, quoted, plain] of text.matchAll(CREATION))
        names.add(quoted ?? plain?.toLowerCase() ?? "");
  for (const name of [...names]) for (const required of REQUIRES[name] ?? []) names.add(required);
  return [...names].sort();
}

/** What can be created on a server. */
export interface Available {
  readonly names: ReadonlySet<string>;
  /** `name version`. */
  readonly versions: ReadonlySet<string>;
}

export async function availableExtensions(session: Session): Promise<Available> {
  const rows = await session.query<{ name: string; version: string }>(
    "SELECT name, version FROM pg_catalog.pg_available_extension_versions",
  );
  return {
    names: new Set(rows.map(({ name }) => name)),
    versions: new Set(rows.map(({ name, version }) => `${name} ${version}`)),
  };
}

/** A statement as it can be run where not every extension, nor every version of it, is available. */
export type Runnable =
  | { readonly text: string; readonly missing: null }
  /** It concerns this extension, which is missing, and is left out. */
  | { readonly text: null; readonly missing: ExtensionStatement };

/** `stubbed`: extensions that are missing and whose objects were declared. */
export function runnable(
  { node, text, filled }: Statement,
  available: Available,
  stubbed: ReadonlySet<string> | null = null,
): Runnable {
  const extension = extensionStatement(node);
  if (extension === null) return { text: filled ?? text, missing: null };
  const { name, create } = extension;
  if (!available.names.has(name)) {
    // DROP ... IF EXISTS of what nobody created.
    const isNothing = as(node, "DropStmt")?.missing_ok === true && !stubbed?.has(name);
    return isNothing ? { text, missing: null } : { text: null, missing: extension };
  }
  const { new_version: version, schema } = create ?? {};
  if (!create || version === undefined || available.versions.has(`${name} ${version}`))
    return { text, missing: null };
  // Another version is nearer to production than none.
  const parts = [
    "CREATE EXTENSION",
    as(node, "CreateExtensionStmt")?.if_not_exists ? "IF NOT EXISTS" : "",
    quoted(name),
    schema === undefined ? "" : `SCHEMA ${quoted(schema)}`,
    "cascade" in create ? "CASCADE" : "",
  ];
  return { text: parts.filter((part) => part !== "").join(" "), missing: null };
}

/** A statement that creates, alters, drops or comments on one extension. */
export interface ExtensionStatement {
  readonly name: string;
  /** The options of CREATE EXTENSION by their names in the parse tree; null: it does something else. */
  readonly create: { readonly [option: string]: string | undefined } | null;
}

function extensionStatement(node: Node): ExtensionStatement | null {
  const create = as(node, "CreateExtensionStmt");
  const options = create?.options?.flatMap((option) => as(option, "DefElem") ?? []) ?? [];
  const alter = as(node, "AlterExtensionStmt") ?? as(node, "AlterExtensionContentsStmt");
  const drop = as(node, "DropStmt");
  const comment = as(node, "CommentStmt");
  const named =
    drop?.removeType === "OBJECT_EXTENSION" && drop.objects?.length === 1
      ? drop.objects[0]
      : comment?.objtype === "OBJECT_EXTENSION"
        ? comment.object
        : undefined;
  const name = create?.extname ?? alter?.extname ?? stringOf(named);
  if (name === undefined) return null;
  const given = options.map(({ defname = "", arg }) => [defname, stringOf(arg)] as const);
  return { name, create: create ? Object.fromEntries(given) : null };
}
