import type { DeclaredColumn, DeclaredEnum, DeclaredModel, DeclaredSchema } from "./declared-schema.ts";
import { closing, items, lineAt } from "./script-scan.ts";

interface ScriptFile {
  readonly path: string;
  readonly text: string;
}

export interface DrizzleOptions {
  /** `casing` of drizzle's config, or null. */
  readonly casing: string | null;
  /** Functions of the repository that make tables: what `pgTableCreator` made, with the prefix that it gives. */
  readonly creators: ReadonlyMap<string, string>;
}

/**
 * The tables that files declare by calls of Drizzle, as far as they are written out: a lower bound, as nothing is
 * executed. Columns that are spread or computed leave their table open.
 */
export function drizzleTables(
  files: readonly ScriptFile[],
  { casing, creators }: DrizzleOptions,
): DeclaredSchema {
  const models: DeclaredModel[] = [];
  const enums = new Map<string, DeclaredEnum>();
  let whole = true;
  for (const file of files) {
    const schemas = new Map(
      [...file.text.matchAll(/(\w+)\s*=\s*pgSchema\(\s*["'`]([^"'`]+)["'`]/g)].map(
        ([, name = "", of = ""]) => [name, of],
      ),
    );
    for (const call of callsIn(file, creators, schemas)) {
      if (call.table === null) whole = false;
      else if (call.kind === "enum") enums.set(call.variable, enumOf(call, call.table));
      else models.push(modelOf(call, call.table, casing));
    }
  }
  return { from: "Drizzle", models, enums, whole: whole && models.length > 0 };
}

/** The functions that `pgTableCreator` makes, with what they put before each name; null: they compute it. */
export function tableCreators(text: string): [name: string, prefix: string | null][] {
  return [...text.matchAll(/(\w+)\s*=\s*pgTableCreator\(\s*\(?\s*(\w+)\s*\)?\s*=>\s*([^;\n]*)/g)].map(
    ([, name = "", argument = "", body = ""]) => {
      const [, prefix, inner] = /^`([^`$]*)\$\{\s*(\w+)\s*\}`/.exec(body) ?? [];
      return [name, inner === argument ? (prefix ?? null) : null];
    },
  );
}

interface Call {
  readonly kind: "table" | "view" | "enum";
  readonly file: ScriptFile;
  readonly variable: string;
  readonly schema: string | null;
  /** Null: computed. */
  readonly table: string | null;
  readonly at: number;
  readonly body: { readonly text: string; readonly at: number } | undefined;
}

const KINDS: Readonly<Record<string, Call["kind"]>> = {
  pgTable: "table",
  table: "table",
  pgView: "view",
  pgMaterializedView: "view",
  view: "view",
  materializedView: "view",
  pgEnum: "enum",
  enum: "enum",
};

function* callsIn(
  file: ScriptFile,
  creators: DrizzleOptions["creators"],
  schemas: ReadonlyMap<string, string>,
): Generator<Call> {
  const { text } = file;
  const named = /(?<![\w$.])(?:(\w+)\s*\.\s*(table|view|materializedView|enum)|(\w+))(?:\.withRLS)?\s*\(/g;
  for (const { 0: found, 1: owner, 2: method, 3: name = "", index } of text.matchAll(named)) {
    const schema = owner === undefined ? null : schemas.get(owner);
    const prefix = creators.get(name) ?? "";
    const kind = KINDS[method ?? name] ?? (creators.has(name) ? "table" : undefined);
    if (
      kind === undefined ||
      schema === undefined ||
      (method === undefined && /^(?:table|view|enum|materializedView)$/.test(name))
    )
      continue;
    const open = index + found.length - 1;
    const [first, body] = items(text, open + 1, closing(text, open));
    const [, literal] = /^["'`]([^"'`$]*)["'`]$/.exec(first?.text ?? "") ?? [];
    const [, variable = literal ?? ""] =
      /(\w+)\s*(?::[^=;]*)?=\s*$/.exec(text.slice(Math.max(0, index - 200), index)) ?? [];
    const table = literal === undefined ? null : `${prefix}${literal}`;
    yield { kind, file, variable, schema, table, at: index, body };
  }
}

function modelOf(
  { kind, file, variable, schema, at, body }: Call,
  table: string,
  casing: string | null,
): DeclaredModel {
  const place = { path: file.path, line: lineAt(file.text, at) };
  const model = { model: variable, schema, table, place, ignored: false };
  // `(t) => ({ ... })` as well as `{ ... }`.
  const brace = kind === "table" && body ? /^(?:\([^)]*\)|\w+)?\s*(?:=>\s*\(?)?\s*\{/.exec(body.text) : null;
  if (!brace || body === undefined) return { ...model, columns: [], whole: false };
  const open = body.at + brace[0].length - 1;
  const entries = items(file.text, open + 1, closing(file.text, open));
  const columns = entries.map((entry) => columnOf(entry, file, casing));
  return {
    ...model,
    columns: columns.flatMap((column) => column?.known ?? []),
    whole: columns.every((column) => column?.isSure),
  };
}

function columnOf(
  entry: { readonly text: string; readonly at: number },
  { path, text }: ScriptFile,
  casing: string | null,
): { readonly known: DeclaredColumn; readonly isSure: boolean } | null {
  const [, field, value = ""] = /^["']?(\w+)["']?\s*:\s*([\s\S]*)$/.exec(entry.text) ?? [];
  if (field === undefined) return null;
  const [, called, named] = /^(?:\w+\.)*\w+\s*\(\s*(?:(["'`])([^"'`$]*)\1)?/.exec(value)?.slice(0, 3) ?? [];
  const isCall = /^(?:\w+\.)*\w+\s*\(/.test(value);
  const name = called === undefined ? inCase(field, casing) : named;
  if (!isCall || name === undefined) return null;
  const isSure = called !== undefined || casing !== null || !/[A-Z]/.test(field);
  const place = { path, line: lineAt(text, entry.at) };
  return {
    known: { field, column: name, place, ignored: false, enum: null, list: /\.array\(/.test(value) },
    isSure,
  };
}

function inCase(field: string, casing: string | null): string {
  return casing === "snake_case"
    ? field
        .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
        .replace(/([A-Z])([A-Z][a-z])/g, "$1_$2")
        .toLowerCase()
    : field;
}

function enumOf({ schema, file, at, body }: Call, type: string): DeclaredEnum {
  const place = { path: file.path, line: lineAt(file.text, at) };
  const values = [...(body?.text ?? "").matchAll(/["'`]([^"'`$]*)["'`]/g)].map(({ 1: value = "", index }) => {
    return { value, place: { path: file.path, line: lineAt(file.text, (body?.at ?? 0) + index) } };
  });
  return { schema, type, values, place };
}
