/** Statements that make or change what is no relation: types, collations, operators, casts, extensions' ties. */
import type { Form } from "../../postgres/catalogue.ts";
import {
  type AlterObjectDependsStmt,
  type AlterOwnerStmt,
  type CompositeTypeStmt,
  type CreateEnumStmt,
  type DefineStmt,
  nameParts,
  type ObjectType,
} from "../../sql/nodes.ts";
import type { Account } from "../account.ts";
import { creationSchema } from "../schema/model.ts";
import { named } from "../subject.ts";

function makeType(account: Account, parts: readonly string[]): void {
  const name = parts.at(-1) ?? "";
  const schema = parts.at(-2) ?? creationSchema(account.model);
  account.act("CREATE TYPE", []);
  if (!account.model.typeIds.has(`${schema}.${name}`)) return;
  const reason = `type "${name}" already exists`;
  account.fails({ when: "always", relation: null, reason, sqlstate: "42710", isNew: false });
}

export function createEnum(account: Account, statement: CreateEnumStmt): void {
  makeType(account, nameParts(statement.typeName));
}

export function createComposite(account: Account, { typevar }: CompositeTypeStmt): void {
  makeType(
    account,
    [typevar?.schemaname, typevar?.relname].flatMap((part) => part ?? []),
  );
}

const DEFINED: { readonly [T in ObjectType]?: Form } = {
  OBJECT_TYPE: "CREATE TYPE",
  OBJECT_COLLATION: "CREATE COLLATION",
  OBJECT_OPERATOR: "CREATE OPERATOR",
  OBJECT_AGGREGATE: "CREATE AGGREGATE",
  OBJECT_TSCONFIGURATION: "CREATE TEXT SEARCH CONFIGURATION",
};

export function define(account: Account, { kind }: DefineStmt): void {
  const form = kind === undefined ? undefined : DEFINED[kind];
  if (form) account.act(form, []);
  else account.unread(`CREATE of ${kind} was not measured`);
}

const OWNERS: { readonly [T in ObjectType]?: Form } = {
  OBJECT_TYPE: "ALTER TYPE OWNER TO",
  OBJECT_DOMAIN: "ALTER DOMAIN OWNER TO",
};

export function changeOwner(account: Account, { objectType }: AlterOwnerStmt): void {
  const form = objectType === undefined ? undefined : OWNERS[objectType];
  if (form) account.act(form, []);
  else account.unread(`OWNER TO of ${objectType} was not measured`);
}

export function dependsOnExtension(account: Account, { objectType, relation }: AlterObjectDependsStmt): void {
  if (!relation) {
    account.unread(`DEPENDS ON EXTENSION of ${objectType} was not measured`);
    return;
  }
  const subject = named(account.model, relation);
  if (objectType === "OBJECT_TRIGGER")
    account.act("ALTER TRIGGER DEPENDS ON EXTENSION", [{ subject, role: "target" }]);
  else if (objectType === "OBJECT_INDEX")
    account.act("ALTER INDEX DEPENDS ON EXTENSION", [{ subject, role: "index" }]);
  else account.unread(`DEPENDS ON EXTENSION of ${objectType} was not measured`);
}
