/** COMMENT ON: a lock on the relation that the object is, or belongs to. */
import type { Form } from "../../postgres/catalogue.ts";
import { objectWords } from "../../sql/command-tag.ts";
import { as, type CommentStmt, nameParts, type ObjectType, rangeOf } from "../../sql/nodes.ts";
import type { Account } from "../account.ts";
import { columnOf, constraintOf } from "../schema/lookup.ts";
import { notNullName } from "../schema/not-null.ts";
import { isTable, type Table } from "../schema/relation.ts";
import { named } from "../subject.ts";
import { tellWithoutLocks } from "./command.ts";
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

export function comment(account: Account, statement: CommentStmt): void {
  const { objtype } = statement;
  const known = objtype === undefined ? undefined : FORMS[objtype];
  if (!known) {
    tellWithoutLocks(
      account,
      objtype === "OBJECT_DOMCONSTRAINT"
        ? "COMMENT ON DOMAIN CONSTRAINT"
        : `COMMENT ON ${objectWords(objtype)}`,
    );
    return;
  }
  const parts = nameParts(as(statement.object, "List")?.items);
  const { form, role, part } = known;
  const subject = named(account.model, rangeOf(part ? parts.slice(0, -1) : parts));
  if (failsOnAbsent(account, subject)) return;
  const refusal = isTable(subject.relation)
    ? missingPart(subject.relation, objtype, parts.at(-1) ?? "")
    : null;
  if (refusal) account.fails({ ...refusal, when: "always", relation: subject.name, isNew: subject.isNew });
  else account.act(form, [{ subject, role }]);
}

function missingPart(table: Table, type: ObjectType | undefined, part: string) {
  if (!table.known) return null;
  if (type === "OBJECT_COLUMN" && !columnOf(table, part)) {
    return { reason: `column "${part}" of relation "${table.name}" does not exist`, sqlstate: "42703" };
  }
  const isConstraint =
    constraintOf(table, part) ?? table.columns.some((column) => notNullName(table, column) === part);
  if (type !== "OBJECT_TABCONSTRAINT" || isConstraint) return null;
  return { reason: `constraint "${part}" for table "${table.name}" does not exist`, sqlstate: "42704" };
}
