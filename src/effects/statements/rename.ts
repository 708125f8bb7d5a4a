/** ALTER … RENAME: names that running code no longer finds. */

import type { Form } from "../../postgres/catalogue.ts";
import { objectWords } from "../../sql/command-tag.ts";
import { type ObjectType, objectParts, present, type RenameStmt, rangeParts } from "../../sql/nodes.ts";
import { breakOf } from "../breaks.ts";
import type { Deriver } from "../deriver.ts";
import { type SchemaModel, toChange } from "../schema/model.ts";
import { putRelation } from "../schema/put-relation.ts";
import { qualifiedName } from "../schema/relation.ts";
import { findRoutines, putRoutine } from "../schema/routine.ts";
import type { UserType } from "../schema/type.ts";
import { findTypeByParts, putType } from "../schema/type-names.ts";
import { renameAttribute } from "./alter-table/composite-type.ts";
import { type Command, reportWithoutLocks } from "./command.ts";
import {
  type Rename,
  renameColumn,
  renameConstraint,
  renameInTable,
  renameRelation,
  renameTrigger,
} from "./rename-relation.ts";
import { isFresh } from "./running-code.ts";
import { renameStatistics } from "./statistics.ts";

/** Its command tag says all that it does. */
const byTag = {
  tell: (deriver: Deriver, { renameType }: RenameStmt): void =>
    reportWithoutLocks(deriver, `ALTER ${objectWords(renameType)} RENAME`),
};

const routine = (what: "function" | "procedure" | "routine" | "aggregate"): Rename => ({
  tell(deriver, statement) {
    byTag.tell(deriver, statement);
    const [found] = findRoutines(deriver.model, statement.object);
    reportName(deriver, what, objectParts(statement.object).join("."), found);
  },
  apply(model, { object, newname: name = "" }) {
    for (const it of findRoutines(model, object))
      putRoutine(model, it, { ...it, name, renamed: model.change });
  },
});

const schema: Rename = {
  tell(deriver, statement) {
    const { model } = deriver;
    byTag.tell(deriver, statement);
    const name = statement.subname ?? "";
    const born = model.schemas.get(name);
    // A name that the change itself gave it is as new as a schema that it made.
    const found =
      born === undefined ? undefined : { born: model.before.schemas.has(name) ? born : model.change };
    reportName(deriver, "schema", name, found);
  },
  apply(model, { subname: from = "", newname: to = "" }) {
    const born = model.schemas.get(from);
    toChange(model, "schemas").delete(from);
    toChange(model, "schemas").set(to, born ?? 0);
    for (const relation of [...model.relations.values()])
      if (relation.schema === from) putRelation(model, { ...relation, schema: to });
    for (const type of [...model.types.values()])
      if (type.schema === from) putType(model, { ...type, schema: to });
    for (const it of [...model.routines.values()].flat())
      if (it.schema === from) putRoutine(model, it, { ...it, schema: to });
  },
};

/** Roles and databases, which the model does not keep. */
const cluster = (what: "role" | "database"): Rename => ({
  tell(deriver, statement) {
    byTag.tell(deriver, statement);
    reportName(deriver, what, statement.subname ?? "", undefined);
  },
});

const type = (what: "type" | "domain", form: Form): Rename => ({
  tell(deriver, { object }) {
    const found = findTypeByParts(deriver.model, objectParts(object));
    deriver.act(form, []);
    reportName(deriver, what, found ? qualifiedName(found) : nameOfUnknown(objectParts(object)), found);
  },
  apply: (model, { object, newname: name = "" }) =>
    changeType(model, objectParts(object), (it) => ({ ...it, name, renamed: model.change })),
});

const domainConstraint: Rename = {
  tell: (deriver) => deriver.act("ALTER DOMAIN RENAME CONSTRAINT", []),
  apply: (model, { object, subname, newname = "" }) =>
    changeType(model, objectParts(object), (it) =>
      it.kind === "domain" ? { ...it, checks: renamedIn(it.checks, subname, newname) } : it,
    ),
};

const attribute: Rename = {
  tell: (deriver, { relation, subname = "", behavior }) =>
    renameAttribute(deriver, present(relation), subname, behavior === "DROP_CASCADE"),
  apply: (model, { relation, subname, newname = "" }) =>
    changeType(model, rangeParts(relation), (it) =>
      it.kind === "composite" ? { ...it, columns: renamedIn(it.columns, subname, newname) } : it,
    ),
};

const publication: Rename = {
  ...byTag,
  apply(model, { object, newname = "" }) {
    const [from = ""] = objectParts(object);
    const published = model.publications.get(from);
    if (!published) return;
    toChange(model, "publications").delete(from);
    toChange(model, "publications").set(newname, published);
  },
};

const statistics: Rename = {
  ...byTag,
  apply: (model, { object, newname = "" }) =>
    renameStatistics(model, objectParts(object).at(-1) ?? "", [newname]),
};

/** Of the objects that are not here, no table is locked, no code says the name and the model keeps none. */
const RENAMES: { readonly [T in ObjectType]?: Rename } = {
  OBJECT_TABLE: renameRelation,
  OBJECT_VIEW: renameRelation,
  OBJECT_MATVIEW: renameRelation,
  OBJECT_INDEX: renameRelation,
  OBJECT_SEQUENCE: renameRelation,
  OBJECT_FOREIGN_TABLE: renameRelation,
  OBJECT_COLUMN: renameColumn,
  OBJECT_TABCONSTRAINT: renameConstraint,
  OBJECT_TRIGGER: renameTrigger,
  OBJECT_RULE: renameInTable("ALTER RULE RENAME", "rules"),
  OBJECT_POLICY: renameInTable("ALTER POLICY RENAME", "policies"),
  OBJECT_TYPE: type("type", "ALTER TYPE RENAME"),
  OBJECT_DOMAIN: type("domain", "ALTER DOMAIN RENAME"),
  OBJECT_DOMCONSTRAINT: domainConstraint,
  OBJECT_ATTRIBUTE: attribute,
  OBJECT_FUNCTION: routine("function"),
  OBJECT_PROCEDURE: routine("procedure"),
  OBJECT_ROUTINE: routine("routine"),
  OBJECT_AGGREGATE: routine("aggregate"),
  OBJECT_PUBLICATION: publication,
  OBJECT_STATISTIC_EXT: statistics,
  OBJECT_SCHEMA: schema,
  OBJECT_ROLE: cluster("role"),
  OBJECT_DATABASE: cluster("database"),
};

export const rename: Command<"RenameStmt"> = {
  tell: (deriver, statement, node) => renameOf(statement).tell(deriver, statement, node),
  apply: (model, statement, ...context) => renameOf(statement).apply?.(model, statement, ...context),
};

function renameOf({ renameType }: RenameStmt): Rename {
  return (renameType && RENAMES[renameType]) ?? byTag;
}

/** Running code says the name, unless the change made the object or named it so. */
function reportName(
  deriver: Deriver,
  what: Renamed,
  name: string,
  found: Parameters<typeof isFresh>[1],
): void {
  if (isFresh(deriver, found)) return;
  deriver.breaks({ ...breakOf(what, "renamed"), relation: null, name, isNew: false });
}

type Renamed =
  | "function"
  | "procedure"
  | "routine"
  | "aggregate"
  | "schema"
  | "role"
  | "database"
  | "type"
  | "domain";

/** A type that no statement made is taken as one of public. */
function nameOfUnknown(parts: readonly string[]): string {
  return parts.length > 1 ? parts.join(".") : `public.${parts[0]}`;
}

function changeType(
  model: SchemaModel,
  parts: readonly string[],
  change: (type: UserType) => UserType,
): void {
  const found = findTypeByParts(model, parts);
  if (found) putType(model, change(found));
}

export function renamedIn<T extends { readonly name: string }>(
  parts: readonly T[],
  from: string | undefined,
  to: string,
): T[] {
  return parts.map((part) => (part.name === from ? { ...part, name: to } : part));
}
