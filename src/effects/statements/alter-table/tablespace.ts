/** SET TABLESPACE of one relation, and of all that are in a tablespace. */
import type { Form } from "../../../postgres/catalogue.ts";
import { type AlterTableMoveAllStmt, present } from "../../../sql/nodes.ts";
import type { Deriver, Work } from "../../deriver.ts";
import { type SchemaModel, toChange } from "../../schema/model.ts";
import { qualifiedName, type Relation } from "../../schema/relation.ts";
import { type Subject, subjectOf } from "../../subject.ts";
import type { Subcommand } from "./subcommand.ts";

export const setTablespace: Subcommand = {
  tell(deriver, subject, { command }) {
    if (subject.relation?.kind === "partitioned table")
      return deriver.act("ALTER TABLE SET TABLESPACE partitioned", [{ subject, role: "target" }]);
    const form =
      subject.relation?.kind === "materialized view"
        ? "ALTER MATERIALIZED VIEW SET TABLESPACE"
        : "ALTER TABLE SET TABLESPACE";
    moveTo(deriver, subject, form, present(command.name));
  },
  apply(model, table, { command }) {
    toChange(model, "tablespaces").set(qualifiedName(table), present(command.name));
  },
};

export function moveTo(deriver: Deriver, subject: Subject, form: Form, tablespace: string): void {
  const role = subject.relation?.kind === "index" ? "index" : "target";
  const known = subject.relation !== undefined && subject.known;
  if (known && isIn(deriver.model, subject.name, tablespace)) {
    deriver.act(role === "index" ? form : "ALTER TABLE SET TABLESPACE same", [{ subject, role }]);
    return;
  }
  deriver.act(form, [{ subject, role }]);
  reportCopy(deriver, subject);
}

/** The file is copied block by block: it takes as long as a rewrite, and counts as one. */
function reportCopy(deriver: Deriver, { name: relation, isNew }: Subject): void {
  deriver.include([{ kind: "rewrite", relation, isNew, evidence: "catalogue" }]);
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
  tell(deriver: Deriver, statement: AlterTableMoveAllStmt): void {
    const { model } = deriver;
    const { objtype, orig_tablespacename: from = "", new_tablespacename: to } = statement;
    const { form, kind } = ALL_IN[objtype ?? ""] ?? {};
    if (!form) {
      deriver.unanalyzed(`ALL IN TABLESPACE of ${objtype} was not measured`);
      return;
    }
    const subjects = [...model.relations.values()]
      .filter((relation) => relation.kind === kind && isIn(model, qualifiedName(relation), from))
      .map((relation) => subjectOf(model, relation));
    const role = kind === "index" ? kind : "target";
    deriver.act(
      form,
      subjects.map((subject): Work => ({ subject, role })),
    );
    if (!model.complete) deriver.unanalyzed(`what there is in the tablespace ${from} is not known`);
    if (from === to) return;
    for (const subject of subjects) reportCopy(deriver, subject);
  },
};
