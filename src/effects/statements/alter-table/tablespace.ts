/** SET TABLESPACE of one relation, and of all that are in a tablespace. */
import type { Form } from "../../../postgres/catalogue.ts";
import { type AlterTableMoveAllStmt, present } from "../../../sql/nodes.ts";
import type { Account, Work } from "../../account.ts";
import type { SchemaModel } from "../../schema/model.ts";
import { qualifiedName, type Relation } from "../../schema/relation.ts";
import { type Subject, subjectOf } from "../../subject.ts";
import type { Subcommand } from "./subcommand.ts";

export const setTablespace: Subcommand = {
  tell(account, subject, { command }) {
    if (subject.relation?.kind === "partitioned table") {
      account.act("ALTER TABLE SET TABLESPACE partitioned", [{ subject, role: "target" }]);
      return;
    }
    const form =
      subject.relation?.kind === "materialized view"
        ? "ALTER MATERIALIZED VIEW SET TABLESPACE"
        : "ALTER TABLE SET TABLESPACE";
    moveTo(account, subject, form, present(command.name));
  },
  apply(model, table, { command }) {
    model.tablespaces.set(qualifiedName(table), present(command.name));
  },
};

export function moveTo(account: Account, subject: Subject, form: Form, tablespace: string): void {
  const role = subject.relation?.kind === "index" ? "index" : "target";
  const known = subject.relation !== undefined && subject.known;
  if (known && isIn(account.model, subject.name, tablespace)) {
    account.act(role === "index" ? form : "ALTER TABLE SET TABLESPACE same", [{ subject, role }]);
    return;
  }
  account.act(form, [{ subject, role }]);
  tellCopy(account, subject);
}

/** The file is copied block by block: it takes as long as a rewrite, and counts as one. */
function tellCopy(account: Account, { name: relation, isNew }: Subject): void {
  account.include([{ kind: "rewrite", relation, isNew, evidence: "catalogue" }]);
}

/** A relation is in the default tablespace unless a statement has put it elsewhere. */
function isIn(model: SchemaModel, name: string, tablespace: string): boolean {
  return (model.tablespaces.get(name) ?? "pg_default") === tablespace;
}

const ALL_IN: Readonly<Record<string, { readonly form: Form; readonly kind: Relation["kind"] }>> = {
  OBJECT_TABLE: { form: "ALTER TABLE ALL IN TABLESPACE", kind: "table" },
  OBJECT_MATVIEW: { form: "ALTER MATERIALIZED VIEW ALL IN TABLESPACE", kind: "materialized view" },
  OBJECT_INDEX: { form: "ALTER INDEX ALL IN TABLESPACE", kind: "index" },
};

/** ALTER TABLE ALL IN TABLESPACE … SET TABLESPACE. */
export const moveAllInTablespace = {
  tell(account: Account, statement: AlterTableMoveAllStmt): void {
    const { model } = account;
    const { objtype, orig_tablespacename: from = "", new_tablespacename: to } = statement;
    const { form, kind } = ALL_IN[objtype ?? ""] ?? {};
    if (!form) {
      account.unread(`ALL IN TABLESPACE of ${objtype} was not measured`);
      return;
    }
    const subjects = [...model.relations.values()]
      .filter((relation) => relation.kind === kind && isIn(model, qualifiedName(relation), from))
      .map((relation) => subjectOf(model, relation));
    const role = kind === "index" ? kind : "target";
    account.act(
      form,
      subjects.map((subject): Work => ({ subject, role })),
    );
    if (!model.complete) account.unread(`what there is in the tablespace ${from} is not known`);
    if (from === to) return;
    for (const subject of subjects) tellCopy(account, subject);
  },
};
