/** DROP of objects, by their kind. */

import type { Form } from "../../../postgres/catalogue.ts";
import { objectWords } from "../../../sql/command-tag.ts";
import { type DropStmt, type Node, type ObjectType, objectParts, rangeOf } from "../../../sql/nodes.ts";
import type { Deriver, Work } from "../../deriver.ts";
import { refuse } from "../../refusals.ts";
import { applyRemoval } from "../../schema/apply-removal.ts";
import { removalOf } from "../../schema/cascade-drop.ts";
import { findRelation } from "../../schema/find-relation.ts";
import { toChange } from "../../schema/model.ts";
import type { Table } from "../../schema/relation.ts";
import { namedTable, type TableSubject } from "../../subject.ts";
import { type Command, reportWithoutLocks } from "../command.ts";
import { dropStatistics, removeStatistics } from "../statistics.ts";
import { withCopies } from "../trigger.ts";
import { dropExtensions, dropSchemas } from "./container.ts";
import { dropIndex } from "./index.ts";
import { dropCollations, dropFunctions, dropTypes } from "./object.ts";
import { dropRelations } from "./relation.ts";
import { blocked, lockedByDrop, reportRemoval } from "./removal-effects.ts";

type TellDrop = (deriver: Deriver, statement: DropStmt) => void;

const DROPS: { readonly [T in ObjectType]?: TellDrop } = {
  OBJECT_TABLE: dropRelations({
    form: "DROP TABLE",
    cascade: "DROP TABLE CASCADE",
    absent: "DROP TABLE IF EXISTS absent",
    role: "target",
    what: "table",
  }),
  OBJECT_VIEW: dropRelations({
    form: "DROP VIEW",
    cascade: "DROP VIEW CASCADE",
    absent: "DROP VIEW IF EXISTS absent",
    role: "target",
    what: "view",
  }),
  OBJECT_MATVIEW: dropRelations({
    form: "DROP MATERIALIZED VIEW",
    cascade: "DROP VIEW CASCADE",
    absent: "DROP MATERIALIZED VIEW IF EXISTS absent",
    role: "target",
    what: "materialized view",
  }),
  OBJECT_FOREIGN_TABLE: dropRelations({
    form: "DROP FOREIGN TABLE",
    cascade: "DROP TABLE CASCADE",
    absent: "DROP FOREIGN TABLE IF EXISTS absent",
    role: "target",
    what: "foreign table",
  }),
  OBJECT_SEQUENCE: dropRelations({
    form: "DROP SEQUENCE CASCADE",
    cascade: "DROP SEQUENCE CASCADE",
    absent: "DROP SEQUENCE",
    role: "sequence",
    what: "sequence",
  }),
  OBJECT_INDEX: dropIndex,
  OBJECT_TYPE: dropTypes({ form: "DROP TYPE", cascade: "DROP TYPE CASCADE", what: "type" }),
  OBJECT_DOMAIN: dropTypes({ form: "DROP DOMAIN", cascade: "DROP DOMAIN CASCADE", what: "domain" }),
  OBJECT_COLLATION: dropCollations,
  OBJECT_FUNCTION: dropFunctions,
  OBJECT_PROCEDURE: dropFunctions,
  OBJECT_ROUTINE: dropFunctions,
  OBJECT_AGGREGATE: dropFunctions,
  OBJECT_SCHEMA: dropSchemas,
  OBJECT_EXTENSION: dropExtensions,
  OBJECT_STATISTIC_EXT: dropStatistics,
  OBJECT_OPCLASS: dropOthers("DROP OPERATOR CLASS CASCADE"),
  OBJECT_FOREIGN_SERVER: dropOthers("DROP SERVER CASCADE"),
  OBJECT_FDW: dropOthers("DROP SERVER CASCADE"),
  OBJECT_TRIGGER: dropPart("trigger", "DROP TRIGGER", ({ triggers }) => triggers),
  OBJECT_RULE: dropPart("rule", "DROP RULE", ({ rules }) => rules),
  OBJECT_POLICY: dropPart("policy", "DROP POLICY", ({ policies }) => policies),
};

export const drop: Command<"DropStmt"> = {
  tell(deriver, statement) {
    const { removeType, behavior } = statement;
    const words = `DROP ${objectWords(removeType)}`;
    const tell = removeType && DROPS[removeType];
    if (tell) return tell(deriver, statement);
    if (behavior === "DROP_CASCADE" && !ALONE.has(removeType ?? "OBJECT_TABLE"))
      return deriver.unanalyzed(`${words} CASCADE was not measured`);
    reportWithoutLocks(deriver, words);
  },
  apply(model, statement) {
    const { removeType, objects = [] } = statement;
    applyRemoval(model, removalOf(model, statement));
    if (removeType === "OBJECT_STATISTIC_EXT") removeStatistics(model, statement);
    for (const parts of objects.map(objectParts)) {
      const [name = ""] = parts;
      if (removeType === "OBJECT_PUBLICATION") toChange(model, "publications").delete(name);
      if (removeType === "OBJECT_FOREIGN_SERVER") toChange(model, "servers").delete(name);
      if (removeType === "OBJECT_EXTENSION") toChange(model, "extensions").delete(name);
      if (removeType && RELATIONS.has(removeType)) {
        const range = rangeOf(parts);
        if (!findRelation(model, range))
          model.dropped.add(`${range.schemaname ?? "public"}.${range.relname}`);
      }
    }
  },
};

/** Of these it is known from then on that they are not there, whatever was known before. */
const RELATIONS: ReadonlySet<ObjectType> = new Set([
  "OBJECT_TABLE",
  "OBJECT_VIEW",
  "OBJECT_MATVIEW",
  "OBJECT_FOREIGN_TABLE",
  "OBJECT_SEQUENCE",
]);

/** Nothing depends on them, so that CASCADE takes nothing along. */
const ALONE: ReadonlySet<ObjectType> = new Set([
  "OBJECT_PUBLICATION",
  "OBJECT_EVENT_TRIGGER",
  "OBJECT_TRANSFORM",
]);

/** With CASCADE, `cascade` says how the tables are locked that lose an index, or that go themselves. */
function dropOthers(cascade: Form): TellDrop {
  return (deriver, statement) => {
    const removal = removalOf(deriver.model, statement);
    const words = objectWords(statement.removeType);
    const names = (statement.objects ?? []).map((node) => objectParts(node).at(-1)).join(", ");
    if (statement.behavior !== "DROP_CASCADE") {
      if (!blocked(deriver, removal, `${words.toLowerCase()} ${names}`, null))
        reportWithoutLocks(deriver, `DROP ${words}`);
      return;
    }
    if (!deriver.model.complete) deriver.unanalyzed(`what goes with DROP ${words} CASCADE is not known`);
    const works = lockedByDrop(deriver, removal, new Set(), "target");
    deriver.act(
      cascade,
      works.map((work): Work => ({ ...work, role: "target", shownAs: "dependent" })),
    );
    reportRemoval(deriver, removal, new Set());
  };
}

/** The table of a trigger, policy or rule stands before its name. */
function tableOfPart({ model }: Deriver, node: Node): TableSubject {
  return namedTable(model, rangeOf(objectParts(node).slice(0, -1)));
}

function dropPart(
  what: "trigger" | "rule" | "policy",
  form: "DROP TRIGGER" | "DROP RULE" | "DROP POLICY",
  of: (table: Table) => readonly { readonly name: string }[],
): TellDrop {
  return (deriver, statement) => {
    for (const node of statement.objects ?? []) {
      const subject = tableOfPart(deriver, node);
      const name = objectParts(node).at(-1) ?? "";
      const table = subject.relation;
      const missing = table?.known === true && !of(table).some((it) => it.name === name);
      const at = { relation: subject.name, isNew: subject.isNew };
      if (statement.missing_ok && (missing || subject.absent)) deriver.act(`${form} IF EXISTS absent`, []);
      else if (missing) {
        refuse(deriver, subject, `${what} "%s" for table "%s" does not exist`, name, table.name);
      } else {
        deriver.act(
          form,
          what === "trigger" ? withCopies(deriver, subject, name) : [{ subject, role: "target" }],
        );
        deriver.destroy({ ...at, what: what === "rule" ? "object" : what, name, cascade: false });
      }
    }
  };
}
