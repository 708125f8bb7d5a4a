import type { DeclaredColumn, DeclaredModel } from "./declared-schema.ts";
import { splitName, type Taken } from "./taken.ts";

/** The words by which code may name what is taken away. */
export interface CodeNames {
  /** Of the table or view; empty where there is none: then the thing's own names are all there is. */
  readonly owner: readonly string[];
  readonly own: readonly string[];
}

/** What the schema in the code declares of a thing that is taken away, as far as it does. */
export interface DeclaredNames {
  readonly model?: Pick<DeclaredModel, "model" | "table">;
  readonly column?: Pick<DeclaredColumn, "field" | "column">;
}

/** By the database's names and by those that the schema in the code gives them, or that an ORM would. */
export function codeNames({ kind, of, name }: Taken, { model, column }: DeclaredNames): CodeNames {
  const table = of === null ? null : splitName(of).name.replace(/\(.*$/s, "");
  const owner = table === null ? [] : relationNames(table, model?.model);
  const own = name === null ? [] : [name, column?.field ?? camel(name)];
  if (kind === "column") return { owner, own: words(own) };
  if (kind === "enum value") return { owner: [], own: words([name ?? ""]) };
  if (kind === "relation") return { owner: [], own: owner };
  return { owner: [], own: words([table ?? ""]) };
}

/** `order_items` is also OrderItem and orderItem. */
function relationNames(table: string, model: string | undefined): string[] {
  if (model !== undefined) return words([table, model, lowerFirst(model)]);
  const joined = camel(table);
  const forms = [joined, singular(joined)];
  return words([table, ...forms, ...forms.map(upperFirst)]);
}

/** Those that can be searched for, each once. */
function words(names: readonly string[]): string[] {
  return [...new Set(names)].filter((name) => /\w/.test(name) && !/[\n\0]/.test(name));
}

/**
 * Whether a name is a word that has other meanings in code (id, status, type): only what looks like a use of a column or
 * table counts then.
 */
export function isCommon(name: string): boolean {
  return !(name.length >= 8 && /.[A-Z_]/.test(name));
}

function camel(name: string): string {
  return lowerFirst(name.replace(/_+([a-z0-9])/gi, (_, letter: string) => letter.toUpperCase()));
}

function singular(name: string): string {
  return name.replace(/ies$/, "y").replace(/(?<=[^s])s$/, "");
}

function lowerFirst(name: string): string {
  return name.slice(0, 1).toLowerCase() + name.slice(1);
}

function upperFirst(name: string): string {
  return name.slice(0, 1).toUpperCase() + name.slice(1);
}
