/** What a statement names of PostgreSQL's own that the version does not have. */

import { type List, variableColumns, whoHas } from "../../postgres/versions.ts";
import { functionsOfExtension } from "../../postgres/volatility.ts";
import { as, type FuncCall, type Node, nameParts, stringOf, walk } from "../../sql/nodes.ts";
import { findRelation, type SchemaModel } from "../schema/model.ts";
import { routinesNamed } from "../schema/routine.ts";

export interface Lack {
  /** "function uuidv7" */
  readonly what: string;
  /** The versions that have it: "16 to 18". */
  readonly has: string;
  readonly sqlstate: string;
  /** Nothing that the user could have made bears the name instead. */
  readonly sure: boolean;
}

export function lacksOf(statement: Node, model: SchemaModel, major: number): readonly Lack[] {
  const found = new Map<string, Lack>();
  const add = (list: List, item: string, lack: Omit<Lack, "has">): void => {
    const has = whoHas(list, item, major);
    if (has !== null) found.set(lack.what, { ...lack, has });
  };
  const isKnown = model.complete && !model.opaque;
  const setting = (name: string | undefined): void => {
    const item = name?.toLowerCase() ?? "";
    add("settings", item, { what: `setting ${item}`, sqlstate: "42704", sure: true });
  };
  const called = (call: FuncCall): void => {
    const parts = nameParts(call.funcname);
    const name = parts.at(-1) ?? "";
    const own = parts.length > 1;
    // SQL's own forms (AT LOCAL) are syntax, and a name in another schema is the user's.
    if (call.funcformat === "COERCE_SQL_SYNTAX" || (own && parts[0] !== "pg_catalog")) return;
    const user = userFunction(model, name);
    if (!own && user === "yes") return;
    const sure = own || (isKnown && user === "no");
    const count = call.args?.length ?? 0;
    add("functions", name, { what: `function ${name}`, sqlstate: "42883", sure });
    if (call.agg_order === undefined && call.func_variadic !== true) {
      const what = `function ${name} of ${count} arguments`;
      add("arities", `${name}/${count}`, { what, sqlstate: "42883", sure });
    }
    const text = as(call.args?.[0], "A_Const")?.sval?.sval;
    if (name === "set_config" || (name === "current_setting" && count === 1)) setting(text);
  };
  walk(statement, (node) => {
    const call = as(node, "FuncCall");
    if (call) called(call);
    const set =
      as(node, "VariableSetStmt") ??
      as(node, "AlterRoleSetStmt")?.setstmt ??
      as(node, "AlterDatabaseSetStmt")?.setstmt ??
      as(node, "AlterSystemStmt")?.setstmt ??
      as(node, "VariableShowStmt");
    if (set) setting(set.name);
    for (const granted of as(node, "GrantRoleStmt")?.granted_roles ?? []) {
      const name = as(granted, "AccessPriv")?.priv_name ?? "";
      add("roles", name, { what: `role ${name}`, sqlstate: "42704", sure: true });
    }
    return true;
  });
  for (const [key, value] of fieldsIn(statement)) {
    if (key === "rolename") {
      add("roles", String(value), { what: `role ${value}`, sqlstate: "42704", sure: true });
    }
    if (key !== "collname" || !Array.isArray(value)) continue;
    const name = stringOf(value.at(-1)) ?? "";
    const sure = value.length > 1 || name.startsWith("pg_");
    add("collations", name, { what: `collation ${name}`, sqlstate: "42704", sure });
  }
  catalogs(statement, model, add);
  extension(statement, model, add, major);
  return [...found.values()];
}

type Add = (list: List, item: string, lack: Omit<Lack, "has">) => void;

/** Whether a function of the user's, or of an extension, has the name. */
function userFunction(model: SchemaModel, name: string): "yes" | "no" | "unknown" {
  if (routinesNamed(model, [name]).length > 0) return "yes";
  const extensions = [...model.extensions.keys()].map(functionsOfExtension);
  if (extensions.some((functions) => functions.has(name))) return "yes";
  return extensions.some((functions) => functions.size === 0) ? "unknown" : "no";
}

/** Relations of pg_catalog and information_schema, and columns of theirs. */
function catalogs(statement: Node, model: SchemaModel, add: Add): void {
  const made = new Set(
    [...fieldsIn(statement)].flatMap(([key, value]) =>
      key === "ctename" || key === "relname" ? [`${key} ${value}`] : [],
    ),
  );
  const named = rangesIn(statement, null);
  const byAlias = new Map<string, string>();
  for (const { relname, schemaname, alias, isNew } of named) {
    const isOwn =
      schemaname === undefined && (findRelation(model, { relname }) || made.has(`ctename ${relname}`));
    if (isNew || isOwn) continue;
    const relation = `${schemaname ?? "pg_catalog"}.${relname}`;
    const sure = schemaname !== undefined || (model.complete && !model.opaque);
    add("relations", relation, { what: `relation ${relation}`, sqlstate: "42P01", sure });
    byAlias.set(alias ?? relname, relation);
  }
  const [only] = named;
  const outputs = new Set(
    [...fieldsIn(statement)].flatMap(([key, value]) => (key === "name" ? [value] : [])),
  );
  walk(statement, (node) => {
    const fields = (as(node, "ColumnRef")?.fields ?? []).map(stringOf);
    const column = fields.at(-1);
    if (column === undefined) return true;
    const alone = fields.length === 1 && named.length === 1 && !outputs.has(column);
    const alias = fields.length > 1 ? fields.at(-2) : alone ? (only?.alias ?? only?.relname) : undefined;
    const relation = alias === undefined ? undefined : byAlias.get(alias);
    if (relation !== undefined && variableColumns(relation).includes(column)) {
      const what = `column ${column} of ${relation}`;
      add("columns", `${relation}.${column}`, { what, sqlstate: "42703", sure: true });
    }
    return true;
  });
}

function extension(statement: Node, model: SchemaModel, add: Add, major: number): void {
  const create = as(statement, "CreateExtensionStmt");
  const body = create ?? as(statement, "AlterExtensionStmt");
  const name = body?.extname ?? "";
  if (!body || (create?.if_not_exists && model.extensions.has(name))) return;
  // Version 14 says that it cannot open the file; later ones that the extension is not available.
  const sqlstate = major < 15 ? "58P01" : "0A000";
  if (create) add("extensions", name, { what: `extension ${name}`, sqlstate, sure: true });
  for (const node of body.options ?? []) {
    const option = as(node, "DefElem");
    const version = option?.defname === "new_version" ? (stringOf(option.arg) ?? "") : "";
    const what = `version ${version} of the extension ${name}`;
    add("extensionVersions", `${name} ${version}`, { what, sqlstate: "22023", sure: true });
  }
}

interface Range {
  readonly relname: string;
  readonly schemaname: string | undefined;
  readonly alias: string | undefined;
  /** The statement makes it. */
  readonly isNew: boolean;
}

/** Where a statement names what it makes, not what is there. */
const MAKES: ReadonlySet<string> = new Set([
  "CreateStmt.relation",
  "ViewStmt.view",
  "IntoClause.rel",
  "into.rel",
]);

function rangesIn(value: unknown, within: string | null, key = ""): Range[] {
  if (typeof value !== "object" || value === null) return [];
  if (Array.isArray(value)) return value.flatMap((item) => rangesIn(item, within, key));
  const { relname, schemaname, alias } = value as {
    readonly relname?: unknown;
    readonly schemaname?: string;
    readonly alias?: { readonly aliasname?: string };
  };
  const isNew = MAKES.has(`${within}.${key}`);
  const own = typeof relname === "string" ? [{ relname, schemaname, alias: alias?.aliasname, isNew }] : [];
  return [...own, ...Object.entries(value).flatMap(([field, inner]) => rangesIn(inner, key, field))];
}

/** Every field of every node, by its name. */
function* fieldsIn(value: unknown): Iterable<[string, unknown]> {
  if (typeof value !== "object" || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    if (!Array.isArray(value)) yield [key, inner];
    yield* fieldsIn(inner);
  }
}
