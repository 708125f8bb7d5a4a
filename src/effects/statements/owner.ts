/** Statements that make or change what is no relation: types, collations, operators, casts, extensions' ties. */
import { objectWords } from "../../sql/command-tag.ts";
import {
  type AlterObjectDependsStmt,
  type AlterOwnerStmt,
  type CompositeTypeStmt,
  type CreateEnumStmt,
  nameParts,
} from "../../sql/nodes.ts";
import type { Account } from "../account.ts";
import { creationSchema } from "../schema/model.ts";
import { named } from "../subject.ts";
import { tellWithoutLocks } from "./command.ts";

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

export function changeOwner(account: Account, { objectType }: AlterOwnerStmt): void {
  tellWithoutLocks(account, `ALTER ${objectWords(objectType)} OWNER TO`);
}

export function dependsOnExtension(account: Account, { objectType, relation }: AlterObjectDependsStmt): void {
  if (!relation) {
    tellWithoutLocks(account, `ALTER ${objectWords(objectType)} DEPENDS ON EXTENSION`);
    return;
  }
  const subject = named(account.model, relation);
  if (objectType === "OBJECT_TRIGGER")
    account.act("ALTER TRIGGER DEPENDS ON EXTENSION", [{ subject, role: "target" }]);
  else if (objectType === "OBJECT_INDEX")
    account.act("ALTER INDEX DEPENDS ON EXTENSION", [{ subject, role: "index" }]);
  else account.unread(`DEPENDS ON EXTENSION of ${objectType} was not measured`);
}
