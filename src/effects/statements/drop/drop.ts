/** DROP of objects, by their kind. */
import type { Form } from "../../../postgres/catalogue.ts";
import { objectWords } from "../../../sql/command-tag.ts";
import { type DropStmt, type Node, type ObjectType, objectParts, rangeOf } from "../../../sql/nodes.ts";
import type { Account, Work } from "../../account.ts";
import { closeDrop } from "../../schema/drop.ts";
import { isTable, type Table } from "../../schema/relation.ts";
import { relationOfPart } from "../../schema/rename.ts";
import { named, type TableSubject, tableSubject } from "../../subject.ts";
import { tellWithoutLocks } from "../command.ts";
import { dropExtensions, dropSchemas } from "../schema.ts";
import { dropStatistics } from "../statistics.ts";
import { withCopies } from "../trigger.ts";
import { blocked, lockedByDrop, tellGone } from "./dropped-objects.ts";
import { dropIndex } from "./index.ts";
import { dropCollations, dropFunctions, dropTypes } from "./object.ts";
import { dropRelations } from "./relation.ts";

type DropReader = (account: Account, statement: DropStmt) => void;

const READERS: { readonly [T in ObjectType]?: DropReader } = {
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
  OBJECT_TRIGGER: dropPart({
    what: "trigger",
    form: "DROP TRIGGER",
    absent: "DROP TRIGGER IF EXISTS absent",
    of: ({ triggers }) => triggers,
  }),
  OBJECT_RULE: dropPart({
    what: "rule",
    form: "DROP RULE",
    absent: "DROP RULE IF EXISTS absent",
    of: ({ rules }) => rules,
  }),
  OBJECT_POLICY: dropPart({
    what: "policy",
    form: "DROP POLICY",
    absent: "DROP POLICY IF EXISTS absent",
    of: ({ policies }) => policies,
  }),
};

export function drop(account: Account, statement: DropStmt): void {
  const reader = statement.removeType === undefined ? undefined : READERS[statement.removeType];
  if (reader) reader(account, statement);
  else if (statement.behavior === "DROP_CASCADE" && !ALONE.has(statement.removeType ?? "OBJECT_TABLE")) {
    account.unread(`DROP ${objectWords(statement.removeType)} CASCADE was not measured`);
  } else tellWithoutLocks(account, `DROP ${objectWords(statement.removeType)}`);
}

/** Nothing depends on them, so that CASCADE takes nothing along. */
const ALONE: ReadonlySet<ObjectType> = new Set([
  "OBJECT_PUBLICATION",
  "OBJECT_EVENT_TRIGGER",
  "OBJECT_TRANSFORM",
]);

/** With CASCADE, `cascade` says how the tables are locked that lose an index, or that go themselves. */
function dropOthers(cascade: Form): DropReader {
  return (account, statement) => {
    const gone = closeDrop(account.model, statement);
    const words = objectWords(statement.removeType);
    const names = (statement.objects ?? []).map((node) => objectParts(node).at(-1)).join(", ");
    if (statement.behavior !== "DROP_CASCADE") {
      if (!blocked(account, gone, `${words.toLowerCase()} ${names}`, null, false))
        tellWithoutLocks(account, `DROP ${words}`);
      return;
    }
    if (!account.model.complete) account.unread(`what goes with DROP ${words} CASCADE is not known`);
    const works = lockedByDrop(account, gone, new Set(), "target");
    account.act(
      cascade,
      works.map((work): Work => ({ ...work, role: "target", shownAs: "dependent" })),
    );
    tellGone(account, gone, new Set());
  };
}

interface PartForms {
  readonly what: "trigger" | "rule" | "policy";
  readonly form: Form;
  readonly absent: Form;
  of(table: Table): readonly { readonly name: string }[];
}

/** The table of a trigger, policy or rule stands before its name. */
function tableOfPart({ model }: Account, node: Node): TableSubject {
  const parts = objectParts(node);
  const relation = relationOfPart(model, parts);
  if (isTable(relation)) return tableSubject(model, relation);
  return { ...named(model, rangeOf(parts.slice(0, -1))), relation: undefined };
}

function dropPart({ what, form, absent, of }: PartForms): DropReader {
  return (account, statement) => {
    for (const node of statement.objects ?? []) {
      const subject = tableOfPart(account, node);
      const name = objectParts(node).at(-1) ?? "";
      const table = subject.relation;
      const missing = table?.known === true && !of(table).some((it) => it.name === name);
      const at = { relation: subject.name, isNew: subject.isNew };
      if (statement.missing_ok && (missing || subject.absent)) account.act(absent, []);
      else if (missing) {
        const reason = `${what} "${name}" for table "${table.name}" does not exist`;
        account.fails({ ...at, when: "always", reason, sqlstate: "42704" });
      } else {
        account.act(
          form,
          what === "trigger" ? withCopies(account, subject, name) : [{ subject, role: "target" }],
        );
        account.destroy({ ...at, what: what === "rule" ? "object" : what, name, cascade: false });
      }
    }
  };
}
