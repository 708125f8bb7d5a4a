/** CREATE and DROP SCHEMA, CREATE and DROP EXTENSION: what is in them, and what uses it. */
import type { Form } from "../../postgres/catalogue.ts";
import {
  type AlterExtensionContentsStmt,
  type CreateExtensionStmt,
  type CreateSchemaStmt,
  type DropStmt,
  objectParts,
  rangeOf,
} from "../../sql/nodes.ts";
import type { Account, Work } from "../account.ts";
import type { DestroyedObject } from "../effect.ts";
import { closeDrop } from "../schema/drop.ts";
import { isKnownExtension } from "../schema/extension.ts";
import type { Gone } from "../schema/gone.ts";
import type { SchemaModel } from "../schema/model.ts";
import { named } from "../subject.ts";
import { tellWithoutLocks } from "./command.ts";
import { blocked, lockedByDrop, tellGone } from "./drop/dropped-objects.ts";

export function createSchema(account: Account, statement: CreateSchemaStmt): void {
  const name = statement.schemaname ?? statement.authrole?.rolename ?? "";
  const exists = account.model.schemas.has(name);
  if (exists && !statement.if_not_exists) {
    const reason = `schema "${name}" already exists`;
    account.fails({ when: "always", relation: null, reason, sqlstate: "42P06", isNew: false });
    return;
  }
  account.act("CREATE SCHEMA", []);
  for (const element of statement.schemaElts ?? []) account.tell(element);
}

export function createExtension(
  account: Account,
  { extname = "", if_not_exists }: CreateExtensionStmt,
): void {
  if (account.model.extensions.has(extname) && !if_not_exists) {
    const reason = `extension "${extname}" already exists`;
    account.fails({ when: "always", relation: null, reason, sqlstate: "42710", isNew: false });
    return;
  }
  account.act("CREATE EXTENSION", []);
}

/** ADD and DROP of a relation lock it. */
export function alterExtensionContents(
  account: Account,
  { objtype, object }: AlterExtensionContentsStmt,
): void {
  if (objtype !== "OBJECT_TABLE" && objtype !== "OBJECT_SEQUENCE") {
    if (objtype === "OBJECT_FUNCTION") tellWithoutLocks(account, "ALTER EXTENSION");
    else account.unread(`ALTER EXTENSION with ${objtype} was not measured`);
    return;
  }
  const subject = named(account.model, rangeOf(objectParts(object)));
  const role = subject.relation?.kind === "sequence" || objtype === "OBJECT_SEQUENCE" ? "sequence" : "target";
  account.act("ALTER EXTENSION ADD TABLE", [{ subject, role }]);
}

interface Container {
  readonly what: DestroyedObject;
  readonly form: Form;
  readonly cascade: Form;
  readonly sqlstate: string;
  has(model: SchemaModel, name: string): boolean;
  /** Why what goes with it is not known, or null. */
  unknown(model: SchemaModel, name: string): string | null;
}

const SCHEMA: Container = {
  what: "schema",
  form: "DROP SCHEMA",
  cascade: "DROP SCHEMA CASCADE",
  sqlstate: "3F000",
  has: (model, name) => model.schemas.has(name),
  unknown: ({ complete }, name) => (complete ? null : `what the schema ${name} holds is not known`),
};

const EXTENSION: Container = {
  what: "extension",
  form: "DROP EXTENSION",
  cascade: "DROP EXTENSION CASCADE",
  sqlstate: "42704",
  has: (model, name) => model.extensions.has(name),
  unknown: (_model, name) => (isKnownExtension(name) ? null : `what uses the extension ${name} is not known`),
};

export const dropSchemas = dropContainers(SCHEMA);
export const dropExtensions = dropContainers(EXTENSION);

function dropContainers(container: Container): (account: Account, statement: DropStmt) => void {
  const { what, form, cascade, sqlstate } = container;
  return (account, statement) => {
    const { model } = account;
    const names = (statement.objects ?? []).map((node) => objectParts(node)[0] ?? "");
    const missing = names.filter((name) => model.complete && !container.has(model, name));
    const [first] = missing;
    if (first !== undefined && !statement.missing_ok) {
      const reason = `${what} "${first}" does not exist`;
      account.fails({ when: "always", relation: null, reason, sqlstate, isNew: false });
      return;
    }
    const gone = closeDrop(model, statement);
    const isCascade = statement.behavior === "DROP_CASCADE";
    if (!isCascade && blocked(account, standing(gone, names), `${what} ${names[0]}`, null, false)) return;
    const dropped = names.filter((name) => !missing.includes(name));
    for (const name of dropped) {
      account.destroy({ what, relation: null, name, cascade: false, isNew: isNew(model, what, name) });
      const why = isCascade ? container.unknown(model, name) : null;
      if (why !== null) account.unread(why);
    }
    account.act(isCascade ? cascade : form, lockedByDrop(account, gone, new Set(), "target").map(asTarget));
    if (isCascade) tellGone(account, gone, new Set());
  };
}

/** What the statement names itself does not stand in its way. */
function standing(gone: Gone, names: readonly string[]): Gone {
  return {
    ...gone,
    blockers: gone.blockers.filter(({ object, name }) => object !== "schema" || !names.includes(name)),
  };
}

function isNew(model: SchemaModel, what: DestroyedObject, name: string): boolean {
  const born = what === "schema" ? model.schemas.get(name) : model.extensions.get(name)?.born;
  return born === model.change;
}

/** All that goes is locked alike; what is said of a table in the schema is that it is a target. */
function asTarget(work: Work): Work {
  const shownAs = work.role === "child" ? "target" : work.role;
  return { ...work, role: work.subject.relation?.kind === "sequence" ? "sequence" : "target", shownAs };
}
