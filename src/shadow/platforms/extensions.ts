import { as, stringOf } from "../../sql/nodes.ts";
import { quoted } from "../../sql/quote.ts";
import type { Statement } from "../../sql/statement.ts";
import type { Session } from "../engines/session.ts";

/** What CREATE EXTENSION ... CASCADE creates first. */
const REQUIRES: Readonly<Record<string, readonly string[]>> = { earthdistance: ["cube"] };

/** An extension in a statement's text, also in that of a DO block or a function that creates it. */
const CREATION = /\bcreate\s+extension\s+(?:if\s+not\s+exists\s+)?(?:"([^"]+)"|([a-z_][\w$]*))/gi;

/** The extensions that statements create, with those that these need; sorted. */
export function extensionsIn(statements: Iterable<Statement>): string[] {
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
  | { readonly text: null; readonly missing: string };

/** `stubbed`: extensions that are missing and whose objects were declared. */
export function runnable(
  statement: Statement,
  available: Available,
  stubbed: ReadonlySet<string> | null = null,
): Runnable {
  const name = extensionOf(statement);
  if (name === null) return { text: statement.text, missing: null };
  if (!available.names.has(name)) {
    // DROP ... IF EXISTS of what nobody created.
    const isNothing = as(statement.node, "DropStmt")?.missing_ok === true && !stubbed?.has(name);
    return isNothing ? { text: statement.text, missing: null } : { text: null, missing: name };
  }
  const create = as(statement.node, "CreateExtensionStmt");
  const version = create && optionOf(create.options, "new_version");
  if (!create || version === undefined || available.versions.has(`${name} ${version}`))
    return { text: statement.text, missing: null };
  const schema = optionOf(create.options, "schema");
  // Another version is nearer to production than none.
  const parts = [
    "CREATE EXTENSION",
    create.if_not_exists ? "IF NOT EXISTS" : "",
    quoted(name),
    schema === undefined ? "" : `SCHEMA ${quoted(schema)}`,
    create.options?.some((option) => as(option, "DefElem")?.defname === "cascade") ? "CASCADE" : "",
  ];
  return { text: parts.filter((part) => part !== "").join(" "), missing: null };
}

/** Where a statement creates an extension: null when it does something else. */
export function createdExtension({ node }: Statement): { readonly schema: string | null } | null {
  const create = as(node, "CreateExtensionStmt");
  return create ? { schema: optionOf(create.options, "schema") ?? null } : null;
}

/** The extension that a statement creates, alters, drops or comments on: null for all other statements. */
function extensionOf({ node }: Statement): string | null {
  const statement =
    as(node, "CreateExtensionStmt") ??
    as(node, "AlterExtensionStmt") ??
    as(node, "AlterExtensionContentsStmt");
  if (statement) return statement.extname ?? null;
  const drop = as(node, "DropStmt");
  if (drop?.removeType === "OBJECT_EXTENSION" && drop.objects?.length === 1)
    return stringOf(drop.objects[0]) ?? null;
  const comment = as(node, "CommentStmt");
  return comment?.objtype === "OBJECT_EXTENSION" ? (stringOf(comment.object) ?? null) : null;
}

function optionOf(options: Parameters<typeof stringOf>[0][] | undefined, name: string): string | undefined {
  for (const option of options ?? []) {
    const element = as(option, "DefElem");
    if (element?.defname === name) return stringOf(element.arg);
  }
  return undefined;
}
