/** DROP of objects, by their kind. */
import type { Form } from "../../postgres/catalogue.ts";
import type { DropStmt, Node, ObjectType } from "../../sql/nodes.ts";
import type { Account } from "../account.ts";
import { nameInput } from "../schema/drop.ts";
import { isTable, type Table } from "../schema/relation.ts";
import { objectParts, relationOfPart } from "../schema/rename.ts";
import { named, type TableSubject, tableSubject } from "../subject.ts";
import { dropIndex } from "./drop-index.ts";
import { dropCollations, dropFunctions, dropTypes } from "./drop-object.ts";
import { dropRelations } from "./drop-relation.ts";
import { withCopies } from "./table-parts.ts";

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
  OBJECT_SEQUENCE: dropRelations({
    form: "DROP SEQUENCE CASCADE",
    cascade: "DROP SEQUENCE CASCADE",
    absent: "DROP TABLE IF EXISTS absent",
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
  else account.unread(`DROP of ${statement.removeType} was not measured`);
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
  return { ...named(model, nameInput(parts.slice(0, -1))), relation: undefined };
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
