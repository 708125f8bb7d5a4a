/** COMMENT ON: a lock on the relation that the object is, or belongs to. */

import type { Form } from "../../postgres/catalogue.ts";
import { objectWords } from "../../sql/command-tag.ts";
import { type ObjectType, objectParts, rangeOf } from "../../sql/nodes.ts";
import { type Refusal, refusal, refuseWith } from "../refusals.ts";
import { columnOf, constraintOf } from "../schema/lookup.ts";
import { notNullName } from "../schema/names.ts";
import { isTable, type Table } from "../schema/relation.ts";
import { named } from "../subject.ts";
import { type Command, reportWithoutLocks } from "./command.ts";
import { failsOnAbsent } from "./relation-names.ts";

/** `part`: the last part of the name names something of the relation. */
const FORMS: {
  readonly [T in ObjectType]?: {
    readonly form: Form;
    readonly role: "target" | "index" | "sequence";
    readonly part?: true;
  };
} = {
  OBJECT_TABLE: { form: "COMMENT ON TABLE", role: "target" },
  OBJECT_COLUMN: { form: "COMMENT ON COLUMN", role: "target", part: true },
  OBJECT_INDEX: { form: "COMMENT ON INDEX", role: "index" },
  OBJECT_SEQUENCE: { form: "COMMENT ON SEQUENCE", role: "sequence" },
  OBJECT_VIEW: { form: "COMMENT ON VIEW", role: "target" },
  OBJECT_MATVIEW: { form: "COMMENT ON MATERIALIZED VIEW", role: "target" },
  OBJECT_FOREIGN_TABLE: { form: "COMMENT ON FOREIGN TABLE", role: "target" },
  OBJECT_TABCONSTRAINT: { form: "COMMENT ON CONSTRAINT", role: "target", part: true },
  OBJECT_TRIGGER: { form: "COMMENT ON TRIGGER", role: "target", part: true },
  OBJECT_RULE: { form: "COMMENT ON RULE", role: "target", part: true },
  OBJECT_POLICY: { form: "COMMENT ON POLICY", role: "target", part: true },
};

export const comment: Command<"CommentStmt"> = {
  tell(deriver, { objtype, object }) {
    const ofRelation = objtype && FORMS[objtype];
    if (!ofRelation) {
      const words = objtype === "OBJECT_DOMCONSTRAINT" ? "DOMAIN CONSTRAINT" : objectWords(objtype);
      return reportWithoutLocks(deriver, `COMMENT ON ${words}`);
    }
    const parts = objectParts(object);
    const { form, role, part } = ofRelation;
    const subject = named(deriver.model, rangeOf(part ? parts.slice(0, -1) : parts));
    if (failsOnAbsent(deriver, subject)) return;
    const refused = isTable(subject.relation)
      ? missingPart(subject.relation, objtype, parts.at(-1) ?? "")
      : null;
    if (refused) refuseWith(deriver, subject, refused);
    else deriver.act(form, [{ subject, role }]);
  },
};

function missingPart(table: Table, type: ObjectType, part: string): Refusal | null {
  if (!table.known) return null;
  if (type === "OBJECT_COLUMN" && !columnOf(table, part))
    return refusal('column "%s" of relation "%s" does not exist', part, table.name);
  const isConstraint =
    constraintOf(table, part) ?? table.columns.some((column) => notNullName(table, column) === part);
  if (type !== "OBJECT_TABCONSTRAINT" || isConstraint) return null;
  return refusal('constraint "%s" for table "%s" does not exist', part, table.name);
}
