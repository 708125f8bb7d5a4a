/** RENAME and SET SCHEMA: brief locks, and names that running code no longer finds. */
import type { Form } from "../../postgres/catalogue.ts";
import type { AlterEnumStmt, AlterObjectSchemaStmt, ObjectType, RenameStmt } from "../../sql/nodes.ts";
import { nameParts } from "../../sql/nodes.ts";
import type { Account } from "../account.ts";
import { columnOf, constraintOf } from "../schema/lookup.ts";
import { relationAt } from "../schema/model.ts";
import { notNullName } from "../schema/not-null.ts";
import { qualifiedName } from "../schema/relation.ts";
import { objectParts } from "../schema/rename.ts";
import { findTypeByParts } from "../schema/type-names.ts";
import { family, named, namedTable } from "../subject.ts";
import { isFresh } from "./column.ts";

type RenameReader = (account: Account, statement: RenameStmt) => void;

const READERS: { readonly [T in ObjectType]?: RenameReader } = {
  OBJECT_TABLE: relation("ALTER TABLE RENAME", "target", "table"),
  OBJECT_INDEX: relation("ALTER INDEX RENAME", "index", null),
  OBJECT_COLUMN: column,
  OBJECT_TABCONSTRAINT: constraint,
  OBJECT_TYPE: type,
};

export function rename(account: Account, statement: RenameStmt): void {
  const reader = statement.renameType === undefined ? undefined : READERS[statement.renameType];
  if (reader) reader(account, statement);
  else account.unread(`RENAME of ${statement.renameType} was not measured`);
}

function relation(form: Form, role: "target" | "index", what: string | null): RenameReader {
  return (account, statement) => {
    if (!statement.relation) return;
    const subject = named(account.model, statement.relation);
    if (subject.absent && statement.missing_ok) {
      account.act("ALTER TABLE IF EXISTS absent", []);
      return;
    }
    account.act(form, [{ subject, role }]);
    const schema = subject.name.slice(0, subject.name.indexOf("."));
    if (relationAt(account.model, `${schema}.${statement.newname}`)) {
      const reason = `relation "${statement.newname}" already exists`;
      account.fails({
        when: "always",
        relation: subject.name,
        reason,
        sqlstate: "42P07",
        isNew: subject.isNew,
      });
    }
    if (what === null) return;
    const { name, isNew } = subject;
    account.breaks({ what: `${what} renamed`, relation: name, name, isNew });
  };
}

function column(account: Account, statement: RenameStmt): void {
  if (!statement.relation) return;
  const subject = namedTable(account.model, statement.relation);
  if (subject.absent && statement.missing_ok) {
    account.act("ALTER TABLE IF EXISTS absent", []);
    return;
  }
  const members = family(account.model, subject, false);
  account.act(
    "ALTER TABLE RENAME COLUMN",
    members.map(({ subject, role }) => ({ subject, role })),
  );
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
  if (!isFresh(account, found)) account.breaks({ ...at, what: "column renamed", name });
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

function type(account: Account, statement: RenameStmt): void {
  const parts = objectParts(statement.object);
  const found = findTypeByParts(account.model, parts);
  const name = found ? qualifiedName(found) : parts.length > 1 ? parts.join(".") : `public.${parts[0]}`;
  account.act("ALTER TYPE RENAME", []);
  account.breaks({ what: "type renamed", relation: null, name, isNew: found?.born === account.model.change });
}

export function setSchema(account: Account, statement: AlterObjectSchemaStmt): void {
  if (statement.objectType !== "OBJECT_TABLE" || !statement.relation) {
    account.unread(`SET SCHEMA of ${statement.objectType} was not measured`);
    return;
  }
  const subject = namedTable(account.model, statement.relation);
  if (subject.absent && statement.missing_ok) {
    account.act("ALTER TABLE IF EXISTS absent", []);
    return;
  }
  account.act("ALTER TABLE SET SCHEMA", [{ subject, role: "target" }]);
  const { name, isNew } = subject;
  account.breaks({ what: "table moved to another schema", relation: name, name, isNew });
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
  account.act("ALTER TYPE RENAME VALUE", []);
  account.breaks({ what: "enum value renamed", relation: null, name: statement.oldVal, isNew });
}
