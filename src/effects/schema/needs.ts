/** The names that must be there for a statement to run, and which of them no statement before it has made. */

import { MAJORS } from "../../postgres/majors.ts";
import { extensionOfFunction, functionVolatility } from "../../postgres/volatility.ts";
import {
  as,
  type DoStmt,
  type DropStmt,
  kindOf,
  type Node,
  nameParts,
  objectParts,
  onlyKind,
  type RangeVar,
  rangeOf,
  type TypeName,
  walkFor,
} from "../../sql/nodes.ts";
import { applyStatement } from "../statements/statements.ts";
import { blockSteps } from "./body.ts";
import { extensionOfClass, extensionOfType, isKnownExtension } from "./extension.ts";
import { findRelation, isSystem, type NameInput, resolveName } from "./find-relation.ts";
import { type SchemaModel, trialOf } from "./model.ts";
import { isTable, qualifiedName } from "./relation.ts";
import { routinesNamed } from "./routine.ts";
import { resolveType } from "./type-names.ts";

/** A name that a statement needs and that nothing before it makes. */
export interface MissingName {
  readonly kind: "relation" | "type" | "function" | "operator class" | "schema" | "extension";
  /** As people write it: without the schema public. */
  readonly name: string;
  /** The extension that brings such a name, and the schema that is written before it; null: none is known to. */
  readonly extension: { readonly name: string; readonly schema: string | null } | null;
  /** IF EXISTS stands before it: the statement runs without it, and then does nothing. */
  readonly optional: boolean;
}

export function missingNames(model: SchemaModel, node: Node): MissingName[] {
  const block = as(node, "DoStmt");
  if (block) return ofBlock(model, block);
  const optional = isOptional(node);
  const add = (kind: MissingName["kind"], name: string, extension: MissingName["extension"] = null) =>
    found.set(`${kind} ${name}`, { kind, name, extension, optional });
  const mayBring = (extension: string | null) =>
    extension === null
      ? [...model.extensions.keys()].every(isKnownExtension)
      : !model.extensions.has(extension);
  const found = new Map<string, MissingName>();
  for (const name of [...relationsIn(node), ...dropped(node, RELATIONS).map(rangeOf)]) {
    if (isMissingRelation(model, name)) add("relation", shown(qualifiedName(resolveName(model, name))));
  }
  for (const schema of schemasIn(node)) if (isMissingSchema(model, schema)) add("schema", schema);
  for (const [schema] of dropped(node, SCHEMAS)) {
    if (schema !== undefined && isMissingSchema(model, schema)) add("schema", schema);
  }
  for (const [name] of dropped(node, EXTENSIONS)) {
    if (name !== undefined && !model.extensions.has(name)) add("extension", name, { name, schema: null });
  }
  for (const type of typesIn(node)) {
    const parts = nameParts(type.names);
    const name = missingType(model, type);
    const extension = name === null ? null : extensionOfType(name);
    if (name !== null && mayBring(extension)) add("type", shownParts(parts), brought(extension, parts));
  }
  for (const parts of functionsIn(node)) {
    if (!isMissingFunction(model, parts)) continue;
    const extension = extensionOfFunction(parts.at(-1) ?? "");
    if (mayBring(extension)) add("function", `${shownParts(parts)}()`, brought(extension, parts));
  }
  for (const parts of classesIn(node)) {
    const extension = extensionOfClass(parts.at(-1) ?? "");
    if (extension !== null && mayBring(extension))
      add("operator class", shownParts(parts), brought(extension, parts));
  }
  return [...found.values()];
}

/** What is written out in a DO block; what stands under a condition may do nothing. */
function ofBlock(model: SchemaModel, block: DoStmt): MissingName[] {
  const own = trialOf(model);
  return (blockSteps(block, NEWEST) ?? []).flatMap(({ nodes, when, caught }) =>
    (nodes ?? []).flatMap((node) => {
      const names = missingNames(own, node);
      applyStatement(own, node, { transaction: null });
      return when === "always" && caught === "no"
        ? names
        : names.map((name) => ({ ...name, optional: true }));
    }),
  );
}

const NEWEST = 18;

/** The built-in functions that only triggers call. */
const TRIGGER_FUNCTIONS: ReadonlySet<string> = new Set([
  "suppress_redundant_updates_trigger",
  "tsvector_update_trigger",
  "tsvector_update_trigger_column",
]);

function isOptional(node: Node): boolean {
  const body = (node as Record<string, { readonly missing_ok?: boolean } | undefined>)[kindOf(node)];
  return body?.missing_ok === true;
}

const RELATIONS: readonly DropStmt["removeType"][] = [
  "OBJECT_TABLE",
  "OBJECT_VIEW",
  "OBJECT_MATVIEW",
  "OBJECT_FOREIGN_TABLE",
  "OBJECT_INDEX",
  "OBJECT_SEQUENCE",
];
const SCHEMAS: readonly DropStmt["removeType"][] = ["OBJECT_SCHEMA"];
const EXTENSIONS: readonly DropStmt["removeType"][] = ["OBJECT_EXTENSION"];

function dropped(node: Node, kinds: readonly DropStmt["removeType"][]): string[][] {
  const drop = as(node, "DropStmt");
  return drop && kinds.includes(drop.removeType) ? (drop.objects ?? []).map(objectParts) : [];
}

/** What a statement makes, by the field that names it. */
const MAKES: Readonly<Record<string, readonly string[]>> = {
  CreateStmt: ["relation"],
  ViewStmt: ["view"],
  IntoClause: ["rel"],
  CreateSeqStmt: ["sequence"],
  CompositeTypeStmt: ["typevar"],
};

/** Relations that a statement names without making them; names of its own WITH clauses are none. */
function relationsIn(node: Node): RangeVar[] {
  const ranges: RangeVar[] = [];
  const made: RangeVar[] = [];
  const common = new Set<string>();
  const look = (value: unknown, kind: string, field: string): void => {
    if (Array.isArray(value)) {
      for (const item of value) look(item, kind, field);
      return;
    }
    if (typeof value !== "object" || value === null) return;
    if ("ctename" in value) common.add(String(value.ctename));
    // ALTER TYPE … ADD ATTRIBUTE names a type as if it were a relation.
    if ("objtype" in value && value.objtype === "OBJECT_TYPE") return;
    if ("renameType" in value && value.renameType === "OBJECT_ATTRIBUTE") return;
    if ("relname" in value) {
      (MAKES[kind]?.includes(field) ? made : ranges).push(value as RangeVar);
      return;
    }
    const own = onlyKind(value);
    // A field of a fixed type has no kind around it.
    const inside = own ?? ("into" === field ? "IntoClause" : field === "base" ? "CreateStmt" : kind);
    for (const key in value) {
      const item = (value as Readonly<Record<string, unknown>>)[key];
      if (typeof item === "object" && key !== "lockingClause") look(item, inside, own === null ? key : field);
    }
  };
  look(node, "", "");
  // A table may refer to itself.
  const isOwn = ({ schemaname, relname }: RangeVar) =>
    made.some(
      (it) => it.relname === relname && (!schemaname || !it.schemaname || it.schemaname === schemaname),
    );
  return ranges.filter((it) => !isOwn(it) && (it.schemaname || !common.has(it.relname ?? "")));
}

/** A relation that is only known because statements name it counts as not made. */
export function isMissingRelation(model: SchemaModel, input: NameInput): boolean {
  const relation = findRelation(model, input);
  if (relation) return isTable(relation) && !relation.known && relation.born === 0;
  const name = resolveName(model, input);
  return !isSystem(name) && !model.dropped.has(qualifiedName(name));
}

/** Schemas in which the statement makes something. */
function schemasIn(node: Node): string[] {
  const range =
    as(node, "CreateStmt")?.relation ??
    as(node, "ViewStmt")?.view ??
    as(node, "CreateTableAsStmt")?.into?.rel ??
    as(node, "CreateSeqStmt")?.sequence ??
    as(node, "CompositeTypeStmt")?.typevar;
  const parts =
    as(node, "CreateEnumStmt")?.typeName ??
    as(node, "CreateDomainStmt")?.domainname ??
    as(node, "CreateRangeStmt")?.typeName ??
    as(node, "CreateFunctionStmt")?.funcname;
  const moved = as(node, "AlterObjectSchemaStmt")?.newschema;
  const schema = range?.schemaname ?? moved ?? (parts && nameParts(parts).at(-2));
  return schema ? [schema] : [];
}

function isMissingSchema(model: SchemaModel, schema: string): boolean {
  return !model.schemas.has(schema) && !/^(?:pg_|information_schema$)/.test(schema);
}

/** Types that only signatures of functions have, and the names of system catalogs. */
const PSEUDO =
  /^(?:any.*|record|void|trigger|event_trigger|internal|cstring|unknown|language_handler|.*_handler|pg_.*)$/;

function typesIn(node: Node): TypeName[] {
  const types: TypeName[] = [];
  const alterEnum = as(node, "AlterEnumStmt");
  if (alterEnum) types.push({ names: alterEnum.typeName ?? [] });
  const look = (value: unknown): void => {
    if (typeof value !== "object" || value === null) return;
    if (Array.isArray(value)) {
      for (const item of value) look(item);
      return;
    }
    if ("names" in value && ("typemod" in value || "typmods" in value)) types.push(value as TypeName);
    for (const key in value) {
      const item = (value as Readonly<Record<string, unknown>>)[key];
      if (typeof item === "object") look(item);
    }
  };
  // A COMMENT may be on anything, and what it is on is no type name in most cases.
  if (!as(node, "CommentStmt")) look(node);
  return types;
}

/** The name of a type that is neither built in nor made, nor the row type of a relation; else null. */
function missingType(model: SchemaModel, type: TypeName): string | null {
  const resolved = resolveType(model, type);
  if (!resolved || resolved.id !== null || resolved.schema === "pg_catalog") return null;
  if (PSEUDO.test(resolved.name) || resolved.schema === "information_schema") return null;
  const relname = resolved.name;
  const row = findRelation(
    model,
    resolved.schema === null ? { relname } : { relname, schemaname: resolved.schema },
  );
  return row || relname === "" ? null : relname;
}

function functionsIn(node: Node): string[][] {
  const called: string[][] = [];
  walkFor(["FuncCall", "CreateTrigStmt"], node, (child) => {
    const call = as(child, "FuncCall") ?? as(child, "CreateTrigStmt");
    if (call) called.push(nameParts(call.funcname));
    return true;
  });
  return called;
}

function isMissingFunction(model: SchemaModel, parts: readonly string[]): boolean {
  const [name = "", schema = ""] = parts.toReversed();
  if (schema === "pg_catalog" || isSystem({ schema, name }) || TRIGGER_FUNCTIONS.has(name)) return false;
  // A function that only some versions have is no user's either.
  const isBuiltIn = MAJORS.some((major) => functionVolatility(name, major) !== null);
  return !isBuiltIn && routinesNamed(model, parts).length === 0;
}

function brought(name: string | null, parts: readonly string[]): MissingName["extension"] {
  return name === null ? null : { name, schema: parts.at(-2) ?? null };
}

function classesIn(node: Node): string[][] {
  const classes: string[][] = [];
  walkFor(["IndexElem"], node, (child) => {
    const parts = nameParts(as(child, "IndexElem")?.opclass);
    if (parts.length > 0) classes.push(parts);
    return true;
  });
  return classes;
}

function shown(name: string): string {
  return name.replace(/^public\./, "");
}

function shownParts(parts: readonly string[]): string {
  return shown(parts.join("."));
}
