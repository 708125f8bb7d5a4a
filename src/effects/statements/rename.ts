/** RENAME and SET SCHEMA: brief locks, and names that running code no longer finds. */
import type { Form } from "../../postgres/catalogue.ts";
import { objectWords } from "../../sql/command-tag.ts";
import {
  type AlterEnumStmt,
  type AlterObjectSchemaStmt,
  nameParts,
  type ObjectType,
  objectParts,
  type RenameStmt,
} from "../../sql/nodes.ts";
import type { Account } from "../account.ts";
import { breakOf } from "../breaks.ts";
import { columnOf, constraintOf } from "../schema/lookup.ts";
import { relationAt } from "../schema/model.ts";
import { notNullName } from "../schema/not-null.ts";
import { qualifiedName } from "../schema/relation.ts";
import { findRoutines } from "../schema/routine.ts";
import { findTypeByParts } from "../schema/type-names.ts";
import { family, named, namedTable } from "../subject.ts";
import { renameAttribute } from "./alter-table/composite-type.ts";
import { tellWithoutLocks } from "./command.ts";
import { isFresh } from "./running-code.ts";
import { withCopies } from "./trigger.ts";

type RelationWord = "table" | "foreign table" | "view" | "materialized view" | "sequence";
type Called = "function" | "procedure" | "routine" | "aggregate";

type RenameReader = (account: Account, statement: RenameStmt) => void;

const READERS: { readonly [T in ObjectType]?: RenameReader } = {
  OBJECT_TABLE: relation,
  OBJECT_VIEW: relation,
  OBJECT_MATVIEW: relation,
  OBJECT_INDEX: relation,
  OBJECT_SEQUENCE: relation,
  OBJECT_FOREIGN_TABLE: relation,
  OBJECT_COLUMN: column,
  OBJECT_TABCONSTRAINT: constraint,
  OBJECT_TYPE: type("type", "ALTER TYPE RENAME"),
  OBJECT_DOMAIN: type("domain", "ALTER DOMAIN RENAME"),
  OBJECT_DOMCONSTRAINT: (account) => account.act("ALTER DOMAIN RENAME CONSTRAINT", []),
  OBJECT_ATTRIBUTE: (account, { relation, subname, behavior }) => {
    if (relation) renameAttribute(account, relation, subname ?? "", behavior === "DROP_CASCADE");
  },
  OBJECT_TRIGGER: trigger,
  OBJECT_RULE: onTable("ALTER RULE RENAME"),
  OBJECT_POLICY: onTable("ALTER POLICY RENAME"),
  OBJECT_FUNCTION: object("function"),
  OBJECT_PROCEDURE: object("procedure"),
  OBJECT_ROUTINE: object("routine"),
  OBJECT_AGGREGATE: object("aggregate"),
  OBJECT_SCHEMA: object("schema"),
  OBJECT_ROLE: object("role"),
  OBJECT_DATABASE: object("database"),
};

export function rename(account: Account, statement: RenameStmt): void {
  const reader = statement.renameType === undefined ? undefined : READERS[statement.renameType];
  if (reader) reader(account, statement);
  else tellWithoutLocks(account, `ALTER ${objectWords(statement.renameType)} RENAME`);
}

function onTable(form: Form): RenameReader {
  return (account, { relation }) => {
    if (relation) account.act(form, [{ subject: named(account.model, relation), role: "target" }]);
  };
}

/** Running code says its name. */
function object(what: Called | "schema" | "role" | "database"): RenameReader {
  return (account, statement) => {
    tellWithoutLocks(account, `ALTER ${objectWords(statement.renameType)} RENAME`);
    const name = statement.object ? objectParts(statement.object).join(".") : (statement.subname ?? "");
    const fresh = isFresh(account, madeBy(account, statement));
    if (!fresh) account.breaks({ ...breakOf(what, "renamed"), relation: null, name, isNew: false });
  };
}

function madeBy({ model }: Account, { renameType, object, subname }: RenameStmt) {
  if (renameType !== "OBJECT_SCHEMA") return findRoutines(model, object)[0];
  const born = model.schemas.get(subname ?? "");
  if (born === undefined) return undefined;
  // A name that the change itself gave it.
  return model.before.schemas.has(subname ?? "") ? { born } : { born: model.change };
}

/** From 15 on the copies on partitions are renamed, too. */
function trigger(account: Account, statement: RenameStmt): void {
  if (!statement.relation) return;
  const subject = namedTable(account.model, statement.relation);
  const works = withCopies(account, subject, statement.subname ?? "");
  account.act("ALTER TRIGGER RENAME", account.context.major < 15 ? works.slice(0, 1) : works);
}

/** ALTER TABLE … RENAME is also said of views and indexes; ALTER INDEX … RENAME of an index waits for less. */
function formOf(
  kind: string | undefined,
  said: ObjectType | undefined,
): { form: Form; what: RelationWord | null } {
  if (kind === "index") {
    return { form: said === "OBJECT_INDEX" ? "ALTER INDEX RENAME" : "ALTER TABLE RENAME index", what: null };
  }
  if (kind === "sequence" || said === "OBJECT_SEQUENCE") {
    return { form: "ALTER SEQUENCE RENAME", what: "sequence" };
  }
  if (kind === "foreign table" || said === "OBJECT_FOREIGN_TABLE") {
    return { form: "ALTER FOREIGN TABLE RENAME", what: "foreign table" };
  }
  if (kind === undefined && said === "OBJECT_INDEX") return { form: "ALTER INDEX RENAME", what: null };
  if (kind === "view" || said === "OBJECT_VIEW") return { form: "ALTER VIEW RENAME", what: "view" };
  if (kind === "materialized view" || said === "OBJECT_MATVIEW") {
    return { form: "ALTER MATERIALIZED VIEW RENAME", what: "materialized view" };
  }
  return { form: said === "OBJECT_INDEX" ? "ALTER INDEX RENAME table" : "ALTER TABLE RENAME", what: "table" };
}

function relation(account: Account, statement: RenameStmt): void {
  if (!statement.relation) return;
  const subject = named(account.model, statement.relation);
  if (subject.absent && statement.missing_ok) {
    account.act(
      statement.renameType === "OBJECT_INDEX"
        ? "ALTER INDEX IF EXISTS absent"
        : "ALTER TABLE IF EXISTS absent",
      [],
    );
    return;
  }
  const { form, what } = formOf(subject.relation?.kind, statement.renameType);
  account.act(form, [{ subject, role: what === null ? "index" : what === "sequence" ? what : "target" }]);
  const schema = subject.name.slice(0, subject.name.indexOf("."));
  const { name, isNew } = subject;
  if (relationAt(account.model, `${schema}.${statement.newname}`)) {
    const reason = `relation "${statement.newname}" already exists`;
    account.fails({ when: "always", relation: name, reason, sqlstate: "42P07", isNew });
  }
  if (what !== null && !isFresh(account, subject.relation)) {
    account.breaks({ ...breakOf(what, "renamed"), relation: name, name, isNew });
  }
}

const COLUMN_FORMS: Readonly<Record<string, Form>> = {
  view: "ALTER VIEW RENAME COLUMN",
  "materialized view": "ALTER MATERIALIZED VIEW RENAME COLUMN",
  "foreign table": "ALTER FOREIGN TABLE RENAME COLUMN",
};

function column(account: Account, statement: RenameStmt): void {
  if (!statement.relation) return;
  const subject = namedTable(account.model, statement.relation);
  if (subject.absent && statement.missing_ok) {
    account.act("ALTER TABLE IF EXISTS absent", []);
    return;
  }
  const members = family(account.model, subject, false);
  account.act(COLUMN_FORMS[subject.relation?.kind ?? ""] ?? "ALTER TABLE RENAME COLUMN", members);
  const name = statement.subname ?? "";
  const at = { relation: subject.name, isNew: subject.isNew };
  const found = columnOf(subject.relation, name);
  if (columnOf(subject.relation, statement.newname ?? "")) {
    const reason = `column "${statement.newname}" of relation "${subject.relation?.name}" already exists`;
    account.fails({ ...at, when: "always", reason, sqlstate: "42701" });
    return;
  }
  if (subject.relation?.known && !found) {
    const reason = `column "${name}" does not exist`;
    account.fails({ ...at, when: "always", reason, sqlstate: "42703" });
    return;
  }
  if (!isFresh(account, found)) account.breaks({ ...at, ...breakOf("column", "renamed"), name });
}

function constraint(account: Account, statement: RenameStmt): void {
  if (!statement.relation) return;
  const subject = namedTable(account.model, statement.relation);
  const name = statement.subname ?? "";
  const found = constraintOf(subject.relation, name);
  const isNotNull = subject.relation?.columns.some(
    (it) => notNullName(subject.relation ?? { name: "" }, it) === name,
  );
  if (subject.relation?.known && !found && !isNotNull) {
    const reason = `constraint "${name}" for table "${subject.relation.name}" does not exist`;
    account.fails({
      when: "always",
      relation: subject.name,
      reason,
      sqlstate: "42704",
      isNew: subject.isNew,
    });
    return;
  }
  // Of a CHECK the children's copies are renamed, too.
  const members = family(account.model, subject, found?.kind !== "check");
  account.act("ALTER TABLE RENAME CONSTRAINT", members);
}

function type(what: "type" | "domain", form: Form): RenameReader {
  return (account, statement) => {
    const parts = objectParts(statement.object);
    const found = findTypeByParts(account.model, parts);
    const name = found ? qualifiedName(found) : parts.length > 1 ? parts.join(".") : `public.${parts[0]}`;
    account.act(form, []);
    if (isFresh(account, found)) return;
    account.breaks({ ...breakOf(what, "renamed"), relation: null, name, isNew: false });
  };
}

const SCHEMA_FORMS: Readonly<Record<string, { readonly form: Form; readonly what: RelationWord }>> = {
  OBJECT_TABLE: { form: "ALTER TABLE SET SCHEMA", what: "table" },
  OBJECT_VIEW: { form: "ALTER VIEW SET SCHEMA", what: "view" },
  OBJECT_MATVIEW: { form: "ALTER MATERIALIZED VIEW SET SCHEMA", what: "materialized view" },
  OBJECT_FOREIGN_TABLE: { form: "ALTER FOREIGN TABLE SET SCHEMA", what: "foreign table" },
  OBJECT_SEQUENCE: { form: "ALTER SEQUENCE SET SCHEMA", what: "sequence" },
};

/** Objects that running code says the names of. */
const CALLED: { readonly [T in ObjectType]?: Called | "type" } = {
  OBJECT_TYPE: "type",
  OBJECT_DOMAIN: "type",
  OBJECT_FUNCTION: "function",
  OBJECT_PROCEDURE: "procedure",
  OBJECT_ROUTINE: "routine",
  OBJECT_AGGREGATE: "aggregate",
};

function setObjectSchema(account: Account, { objectType, object }: AlterObjectSchemaStmt): void {
  const { model } = account;
  tellWithoutLocks(account, `ALTER ${objectWords(objectType)} SET SCHEMA`);
  const what = objectType === undefined ? undefined : CALLED[objectType];
  const found =
    what === "type" ? findTypeByParts(model, objectParts(object)) : findRoutines(model, object)[0];
  if (what === undefined || !found || isFresh(account, found)) return;
  const name = qualifiedName(found);
  account.breaks({ ...breakOf(what, "moved"), relation: null, name, isNew: false });
}

export function setSchema(account: Account, statement: AlterObjectSchemaStmt): void {
  const { model } = account;
  if (!statement.relation) {
    setObjectSchema(account, statement);
    return;
  }
  const subject = named(model, statement.relation);
  const kind = subject.relation?.kind === "sequence" ? "OBJECT_SEQUENCE" : statement.objectType;
  const known = SCHEMA_FORMS[kind ?? ""];
  if (!known) {
    account.unread(`SET SCHEMA of ${statement.objectType} was not measured`);
    return;
  }
  if (subject.absent && statement.missing_ok) {
    account.act("ALTER TABLE IF EXISTS absent", []);
    return;
  }
  const { name, isNew } = subject;
  const schema = statement.newschema ?? "";
  if (model.complete && !model.schemas.has(schema)) {
    const reason = `schema "${schema}" does not exist`;
    account.fails({ when: "always", relation: name, reason, sqlstate: "3F000", isNew });
    return;
  }
  const { form, what } = known;
  account.act(form, [{ subject, role: what === "sequence" ? what : "target" }]);
  account.breaks({ ...breakOf(what, "moved"), relation: name, name, isNew });
}

export function alterEnum(account: Account, statement: AlterEnumStmt): void {
  const parts = nameParts(statement.typeName);
  const found = findTypeByParts(account.model, parts);
  const isNew = found?.born === account.model.change;
  if (statement.oldVal === undefined) {
    account.act("ALTER TYPE ADD VALUE", []);
    const exists = found?.kind === "enum" && found.labels.some(({ label }) => label === statement.newVal);
    if (!exists || statement.skipIfNewValExists) return;
    const reason = `enum label "${statement.newVal}" already exists`;
    account.fails({ when: "always", relation: null, reason, sqlstate: "42710", isNew });
    return;
  }
  if (found?.kind === "enum" && !found.labels.some(({ label }) => label === statement.oldVal)) {
    const reason = `"${statement.oldVal}" is not an existing enum label`;
    account.fails({ when: "always", relation: null, reason, sqlstate: "22023", isNew });
    return;
  }
  account.act("ALTER TYPE RENAME VALUE", []);
  const before = found && account.model.before.types.get(found.id);
  if (before?.kind === "enum" && before.labels.every(({ label }) => label !== statement.oldVal)) return;
  account.breaks({ ...breakOf("enum value", "renamed"), relation: null, name: statement.oldVal, isNew });
}
