/** Privileges as GRANT and REVOKE leave them: by object, then by role; "public" stands for PUBLIC. */

import { allOf, as, type GrantStmt, type Node, nameParts, type RoleSpec, stringOf } from "../../sql/nodes.ts";
import { findRelation } from "./find-relation.ts";
import { type SchemaModel, toChange } from "./model.ts";
import { isTable, type Relation } from "./relation.ts";

export const relationKey = ({ id }: Pick<Relation, "id">) => `relation ${id}`;
export const schemaKey = (name: string) => `schema ${name}`;
/** The members of a role have all that it has. */
export const roleKey = (name: string) => `role ${name}`;
/** What relations that are made later are granted, in one schema ("") or in all. */
const defaultKey = (schema: string) => `default ${schema}`;

const ALL: Readonly<Record<string, readonly string[]>> = {
  OBJECT_TABLE: ["select", "insert", "update", "delete", "truncate", "references", "trigger", "maintain"],
  OBJECT_SEQUENCE: ["usage", "select", "update"],
  OBJECT_SCHEMA: ["usage", "create"],
};

export function roleName({ roletype, rolename }: RoleSpec): string {
  if (roletype === "ROLESPEC_PUBLIC") return "public";
  return rolename ?? roletype ?? "";
}

export function rolesIn(nodes: readonly Node[] | undefined): string[] {
  return allOf(nodes, "RoleSpec").map(roleName);
}

export function changePrivileges(model: SchemaModel, statement: GrantStmt): void {
  for (const key of objectsOf(model, statement)) change(model, key, statement);
}

/** In the schemas, or in all where none is named. */
export function changeDefaultPrivileges(
  model: SchemaModel,
  schemas: readonly string[],
  statement: GrantStmt,
): void {
  for (const schema of schemas.length > 0 ? schemas : [""]) change(model, defaultKey(schema), statement);
}

export function changeMembers(
  model: SchemaModel,
  role: string,
  members: readonly string[],
  granted: boolean,
): void {
  const key = roleKey(role);
  for (const member of members) {
    const held = new Set(model.grants.get(key)?.get(member));
    if (granted) held.add("member");
    else held.delete("member");
    put(model, key, member, held);
  }
}

function change(model: SchemaModel, key: string, statement: GrantStmt): void {
  if (statement.grant_option && !statement.is_grant) return;
  const named = privilegesIn(statement);
  for (const role of rolesIn(statement.grantees)) {
    const held = new Set(ownOf(model, key, role));
    for (const privilege of named) {
      if (statement.is_grant) held.add(privilege);
      else {
        held.delete(privilege);
        // What is taken from the table is taken from its columns, not the other way round.
        for (const other of held) if (other.startsWith(`${privilege} `)) held.delete(other);
      }
    }
    put(model, key, role, held);
  }
}

/** "select"; "select total" for a column. */
function privilegesIn({ privileges, objtype }: GrantStmt): string[] {
  if (!privileges || privileges.length === 0) return [...(ALL[objtype ?? ""] ?? ["execute"])];
  return privileges.flatMap((node) => {
    const { priv_name: name = "", cols } = as(node, "AccessPriv") ?? {};
    const columns = nameParts(cols);
    if (name === "" && columns.length === 0) return [...(ALL[objtype ?? ""] ?? [])];
    return columns.length === 0 ? name : columns.map((column) => `${name} ${column}`);
  });
}

function objectsOf(model: SchemaModel, { objtype, targtype, objects }: GrantStmt): string[] {
  if (targtype === "ACL_TARGET_ALL_IN_SCHEMA") {
    const schemas = nameParts(objects);
    const isWanted = (it: Relation) =>
      objtype === "OBJECT_SEQUENCE" ? it.kind === "sequence" : objtype === "OBJECT_TABLE" && isTable(it);
    return [...model.relations.values()]
      .filter((it) => schemas.includes(it.schema) && isWanted(it))
      .map(relationKey);
  }
  return (objects ?? []).flatMap((node) => {
    const range = as(node, "RangeVar");
    const relation = range && findRelation(model, range);
    if (range) return relation ? relationKey(relation) : [];
    return objtype === "OBJECT_SCHEMA" ? schemaKey(stringOf(node) ?? "") : [];
  });
}

function put(model: SchemaModel, key: string, role: string, held: ReadonlySet<string>): void {
  toChange(model, "grants").set(key, new Map(model.grants.get(key)).set(role, held));
}

/** What a role itself has on an object; PostgreSQL gives PUBLIC the use of the schema public. */
function ownOf(model: SchemaModel, key: string, role: string): ReadonlySet<string> {
  const own = model.grants.get(key)?.get(role);
  if (own) return own;
  if (key === "schema public" && role === "public") return new Set(["usage"]);
  const id = key.startsWith("relation ") ? Number(key.slice("relation ".length)) : 0;
  const relation = model.relations.get(id);
  if (!isTable(relation)) return new Set();
  const defaults = ["", relation.schema].flatMap((schema) => [
    ...(model.grants.get(defaultKey(schema))?.get(role) ?? []),
  ]);
  return relation.born === 0 ? new Set() : new Set(defaults);
}

/** The roles that were ever granted something on the relation, themselves or by default. */
export function granteesOf(model: SchemaModel, relation: Relation): string[] {
  const keys = [relationKey(relation), defaultKey(""), defaultKey(relation.schema)];
  return [...new Set(keys.flatMap((key) => [...(model.grants.get(key)?.keys() ?? [])]))].filter(
    (role) => privilegesOf(model, relationKey(relation), role).size > 0,
  );
}

/** All that a role may do with an object: by itself, as a member of others, and as everybody. */
export function privilegesOf(model: SchemaModel, key: string, role: string): ReadonlySet<string> {
  const all = new Set<string>();
  for (const one of rolesOf(model, role)) for (const it of ownOf(model, key, one)) all.add(it);
  return all;
}

/** The role, those that it is a member of, and PUBLIC. */
export function rolesOf(model: SchemaModel, role: string): ReadonlySet<string> {
  const roles = new Set([role, "public"]);
  for (const one of roles) {
    for (const [key, members] of model.grants) {
      if (key.startsWith("role ") && members.get(one)?.has("member")) roles.add(key.slice("role ".length));
    }
  }
  return roles;
}
