/** ALTER … SET SCHEMA. */

import type { Form } from "../../postgres/catalogue.ts";
import { objectWords } from "../../sql/command-tag.ts";
import { type AlterObjectSchemaStmt, type ObjectType, objectParts } from "../../sql/nodes.ts";
import { breakOf } from "../breaks.ts";
import type { Deriver } from "../deriver.ts";
import { refuse } from "../refusals.ts";
import { indexesOf, sequencesOf } from "../schema/lookup.ts";
import { putRelation } from "../schema/put-relation.ts";
import { isTable, qualifiedName } from "../schema/relation.ts";
import { findRoutines, putRoutine } from "../schema/routine.ts";
import { findTypeByParts, putType } from "../schema/type-names.ts";
import { named } from "../subject.ts";
import { type Command, reportWithoutLocks } from "./command.ts";
import { relationOrNew } from "./rename-relation.ts";
import { isFresh } from "./running-code.ts";

const RELATIONS: {
  readonly [T in ObjectType]?: {
    readonly form: Form;
    readonly what: "table" | "foreign table" | "view" | "materialized view" | "sequence";
  };
} = {
  OBJECT_TABLE: { form: "ALTER TABLE SET SCHEMA", what: "table" },
  OBJECT_VIEW: { form: "ALTER VIEW SET SCHEMA", what: "view" },
  OBJECT_MATVIEW: { form: "ALTER MATERIALIZED VIEW SET SCHEMA", what: "materialized view" },
  OBJECT_FOREIGN_TABLE: { form: "ALTER FOREIGN TABLE SET SCHEMA", what: "foreign table" },
  OBJECT_SEQUENCE: { form: "ALTER SEQUENCE SET SCHEMA", what: "sequence" },
};

/** Other objects that running code says the names of. */
const NAMED: { readonly [T in ObjectType]?: "type" | "function" | "procedure" | "routine" | "aggregate" } = {
  OBJECT_TYPE: "type",
  OBJECT_DOMAIN: "type",
  OBJECT_FUNCTION: "function",
  OBJECT_PROCEDURE: "procedure",
  OBJECT_ROUTINE: "routine",
  OBJECT_AGGREGATE: "aggregate",
};

export const setSchema: Command<"AlterObjectSchemaStmt"> = {
  tell(deriver, statement) {
    const { model } = deriver;
    const { relation, objectType, missing_ok, newschema: schema = "" } = statement;
    if (!relation) return reportObject(deriver, statement);
    const subject = named(model, relation);
    const kind = subject.relation?.kind === "sequence" ? "OBJECT_SEQUENCE" : objectType;
    const known = kind && RELATIONS[kind];
    if (!known) return deriver.unanalyzed(`SET SCHEMA of ${objectType} was not measured`);
    if (subject.absent && missing_ok) return deriver.act("ALTER TABLE IF EXISTS absent", []);
    if (model.complete && !model.schemas.has(schema))
      return refuse(deriver, subject, 'schema "%s" does not exist', schema);
    const { form, what } = known;
    deriver.act(form, [{ subject, role: what === "sequence" ? what : "target" }]);
    const { name, isNew } = subject;
    deriver.breaks({ ...breakOf(what, "moved"), relation: name, name, isNew });
  },
  apply(model, { relation: range, objectType, object, missing_ok, newschema: schema = "" }) {
    if (range) {
      const relation = relationOrNew(model, range, !missing_ok);
      if (!relation) return;
      // Indexes and owned sequences live where their table lives.
      const parts = isTable(relation)
        ? [...indexesOf(model, relation.id), ...sequencesOf(model, relation.id)]
        : [];
      for (const it of [...parts, relation]) putRelation(model, { ...it, schema });
    } else if (objectType && NAMED[objectType] === "type") {
      const type = findTypeByParts(model, objectParts(object));
      if (type) putType(model, { ...type, schema, renamed: model.change });
    } else
      for (const it of findRoutines(model, object))
        putRoutine(model, it, { ...it, schema, renamed: model.change });
  },
};

function reportObject(deriver: Deriver, { objectType, object }: AlterObjectSchemaStmt): void {
  const { model } = deriver;
  reportWithoutLocks(deriver, `ALTER ${objectWords(objectType)} SET SCHEMA`);
  const what = objectType && NAMED[objectType];
  const found =
    what === "type" ? findTypeByParts(model, objectParts(object)) : findRoutines(model, object)[0];
  if (what === undefined || !found || isFresh(deriver, found)) return;
  deriver.breaks({ ...breakOf(what, "moved"), relation: null, name: qualifiedName(found), isNew: false });
}
