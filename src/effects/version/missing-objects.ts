/** What a statement names of PostgreSQL's own that the version does not have. */

import { type List, variableColumns, whoHas } from "../../postgres/versions.ts";
import { functionsOfExtension } from "../../postgres/volatility.ts";
import {
  as,
  type FuncCall,
  type Node,
  type NodeKind,
  nameParts,
  stringOf,
  walk,
  walkFor,
} from "../../sql/nodes.ts";
import { findRelation } from "../schema/find-relation.ts";
import type { SchemaModel } from "../schema/model.ts";
import { routinesNamed } from "../schema/routine.ts";

export interface Lack {
  /** "function uuidv7" */
  readonly what: string;
  /** The versions that have it: "16 to 18 have". */
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
  walkFor(CALLS_AND_SETTINGS, statement, (node) => {
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
  const names = namesIn(statement);
  for (const name of names.roles) add("roles", name, { what: `role ${name}`, sqlstate: "42704", sure: true });
  for (const parts of names.collations) {
    const name = stringOf(parts.at(-1)) ?? "";
    const sure = parts.length > 1 || name.startsWith("pg_");
    add("collations", name, { what: `collation ${name}`, sqlstate: "42704", sure });
  }
  catalogs(statement, names, model, add);
  extension(statement, model, add, major);
  return [...found.values()];
}

const CALLS_AND_SETTINGS: readonly NodeKind[] = [
  "FuncCall",
  "VariableSetStmt",
  "VariableShowStmt",
  "AlterRoleSetStmt",
  "AlterDatabaseSetStmt",
  "AlterSystemStmt",
  "GrantRoleStmt",
];

type Add = (list: List, item: string, lack: Omit<Lack, "has">) => void;

/** Whether a function of the user's, or of an extension, has the name. */
function userFunction(model: SchemaModel, name: string): "yes" | "no" | "unknown" {
  if (routinesNamed(model, [name]).length > 0) return "yes";
  const extensions = [...model.extensions.keys()].map(functionsOfExtension);
  if (extensions.some((functions) => functions.has(name))) return "yes";
  return extensions.some((functions) => functions.size === 0) ? "unknown" : "no";
}

/** Relations of pg_catalog and information_schema, and columns of theirs. */
function catalogs(statement: Node, { ranges: named, ctes, outputs }: Names, model: SchemaModel, add: Add) {
  const byAlias = new Map<string, string>();
  for (const { relname, schemaname, alias, isNew } of named) {
    const isOwn = schemaname === undefined && (ctes.has(relname) || findRelation(model, { relname }));
    if (isNew || isOwn) continue;
    const relation = `${schemaname ?? "pg_catalog"}.${relname}`;
    const sure = schemaname !== undefined || (model.complete && !model.opaque);
    add("relations", relation, { what: `relation ${relation}`, sqlstate: "42P01", sure });
    if (variableColumns(relation).length > 0) byAlias.set(alias ?? relname, relation);
  }
  if (byAlias.size === 0) return;
  const [only] = named;
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

/** What a statement names, found in one walk. */
interface Names {
  readonly ranges: Range[];
  readonly ctes: Set<string>;
  /** Names that the statement gives to what it selects. */
  readonly outputs: Set<string>;
  readonly roles: string[];
  readonly collations: (readonly Node[])[];
}

function namesIn(statement: Node): Names {
  const names: Names = { ranges: [], ctes: new Set(), outputs: new Set(), roles: [], collations: [] };
  collect(statement, "", "", names);
  return names;
}

/** `value` stands in the field `key` of what stands in the field `within`. */
function collect(value: object, within: string, key: string, names: Names): void {
  if (Array.isArray(value)) {
    for (const item of value)
      if (typeof item === "object" && item !== null) collect(item, within, key, names);
    return;
  }
  const fields = value as Readonly<Record<string, unknown>>;
  for (const field in fields) {
    const inner = fields[field];
    if (typeof inner === "string") {
      if (field === "relname") names.ranges.push(rangeOf(fields, MAKES.has(`${within}.${key}`)));
      else if (field === "ctename") names.ctes.add(inner);
      else if (field === "name") names.outputs.add(inner);
      else if (field === "rolename") names.roles.push(inner);
    } else if (typeof inner === "object" && inner !== null) {
      if (field === "collname" && Array.isArray(inner)) names.collations.push(inner);
      collect(inner, key, field, names);
    }
  }
}

function rangeOf(fields: Readonly<Record<string, unknown>>, isNew: boolean): Range {
  const { relname, schemaname, alias } = fields as {
    readonly relname: string;
    readonly schemaname?: string;
    readonly alias?: { readonly aliasname?: string };
  };
  return { relname, schemaname, alias: alias?.aliasname, isNew };
}
