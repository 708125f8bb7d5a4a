/** Properties of a whole table: storage parameters, persistence, tablespace, access method, row security, rules. */
import type { Form } from "../../../postgres/catalogue.ts";
import { type AlterTableMoveAllStmt, as } from "../../../sql/nodes.ts";
import type { Account, Work } from "../../account.ts";
import { indexesOf } from "../../schema/lookup.ts";
import { findRelation, type SchemaModel } from "../../schema/model.ts";
import { qualifiedName, type Relation, type Table } from "../../schema/relation.ts";
import { holdsRows, type Subject, subjectOf } from "../../subject.ts";
import type { Subcommand, SubcommandReader } from "./alter-table.ts";

/** The one storage parameter that needs ACCESS EXCLUSIVE (reloptions.c). */
export function setParameters(account: Account, { subject, command }: Subcommand): void {
  const names = (as(command.def, "List")?.items ?? []).map((node) => as(node, "DefElem")?.defname);
  const catalog = names.includes("user_catalog_table");
  account.act(catalog ? "ALTER TABLE SET (user_catalog_table)" : "ALTER TABLE SET (storage)", [
    { subject, role: "target" },
  ]);
}

/** SET LOGGED and SET UNLOGGED write the table anew, unless it is so already. */
export function setPersistence(wanted: "permanent" | "unlogged"): SubcommandReader {
  const form = wanted === "unlogged" ? "ALTER TABLE SET UNLOGGED" : "ALTER TABLE SET LOGGED";
  return (account, { subject }) => {
    const table = subject.relation;
    const rewrite = table?.persistence !== wanted && holdsRows(subject);
    const indexes = rewrite && table ? indexesOf(account.model, table.id).map(qualifiedName) : [];
    account.act(form, [
      { subject, role: "target", rewrite, builds: indexes, assumed: table?.known !== true },
    ]);
  };
}

/** A move to another tablespace copies the file block by block; it is as long as a rewrite and counts as one. */
function tellCopy(account: Account, subject: Subject): void {
  const { name: relation, isNew } = subject;
  account.include([{ kind: "rewrite", relation, isNew, evidence: "catalogue" }]);
}

/** The default tablespace is where a table is that nothing has put elsewhere. */
function isIn(model: SchemaModel, name: string, tablespace: string): boolean {
  return (model.tablespaces.get(name) ?? "pg_default") === tablespace;
}

export function setTablespace(account: Account, subject: Subject, form: Form, tablespace: string): void {
  const role = subject.relation?.kind === "index" ? "index" : "target";
  const known = subject.relation !== undefined && subject.known;
  if (known && isIn(account.model, subject.name, tablespace)) {
    account.act(role === "index" ? form : "ALTER TABLE SET TABLESPACE same", [{ subject, role }]);
    return;
  }
  account.act(form, [{ subject, role }]);
  tellCopy(account, subject);
}

export function setTableTablespace(account: Account, { subject, command }: Subcommand): void {
  if (subject.relation?.kind === "partitioned table") {
    account.act("ALTER TABLE SET TABLESPACE partitioned", [{ subject, role: "target" }]);
    return;
  }
  const form =
    subject.relation?.kind === "materialized view"
      ? "ALTER MATERIALIZED VIEW SET TABLESPACE"
      : "ALTER TABLE SET TABLESPACE";
  setTablespace(account, subject, form, command.name ?? "");
}

const ALL_IN: Readonly<Record<string, { readonly form: Form; readonly kind: Relation["kind"] }>> = {
  OBJECT_TABLE: { form: "ALTER TABLE ALL IN TABLESPACE", kind: "table" },
  OBJECT_MATVIEW: { form: "ALTER MATERIALIZED VIEW ALL IN TABLESPACE", kind: "materialized view" },
  OBJECT_INDEX: { form: "ALTER INDEX ALL IN TABLESPACE", kind: "index" },
};

/** ALTER TABLE ALL IN TABLESPACE … SET TABLESPACE. */
export function moveAll(account: Account, statement: AlterTableMoveAllStmt): void {
  const { model } = account;
  const { form, kind } = ALL_IN[statement.objtype ?? ""] ?? {};
  if (!form) {
    account.unread(`ALL IN TABLESPACE of ${statement.objtype} was not measured`);
    return;
  }
  const moved = [...model.relations.values()].filter(
    (relation) =>
      relation.kind === kind && isIn(model, qualifiedName(relation), statement.orig_tablespacename ?? ""),
  );
  const subjects = moved.map((relation) => subjectOf(model, relation));
  const role = kind === "index" ? kind : "target";
  account.act(
    form,
    subjects.map((subject): Work => ({ subject, role })),
  );
  if (!model.complete)
    account.unread(`what there is in the tablespace ${statement.orig_tablespacename} is not known`);
  if (statement.orig_tablespacename === statement.new_tablespacename) return;
  for (const subject of subjects) tellCopy(account, subject);
}

export function setAccessMethod(account: Account, { subject, command }: Subcommand): void {
  const current = subject.relation?.accessMethod ?? "heap";
  if (current === (command.name ?? "heap") && subject.known) {
    account.act("ALTER TABLE SET ACCESS METHOD same", [{ subject, role: "target" }]);
    return;
  }
  if (subject.relation?.kind === "partitioned table") {
    account.act("ALTER TABLE SET ACCESS METHOD partitioned", [{ subject, role: "target" }]);
    return;
  }
  const indexes = subject.relation ? indexesOf(account.model, subject.relation.id) : [];
  const form =
    subject.relation?.kind === "materialized view"
      ? "ALTER MATERIALIZED VIEW SET ACCESS METHOD"
      : "ALTER TABLE SET ACCESS METHOD";
  account.act(form, [
    { subject, role: "target", rewrite: true, builds: indexes.map(qualifiedName), assumed: !subject.known },
  ]);
}

/** CLUSTER ON and REPLICA IDENTITY USING INDEX also lock the index that they name. */
export function withIndex(
  form: Form,
  named: (subcommand: Subcommand) => string | undefined,
): SubcommandReader {
  return (account, subcommand) => {
    const { subject } = subcommand;
    const index = indexOf(account.model, subject.relation, named(subcommand));
    account.act(form, [
      { subject, role: "target" },
      ...(index ? [{ subject: subjectOf(account.model, index), role: "index" as const }] : []),
    ]);
  };
}

function indexOf(model: SchemaModel, table: Table | undefined, name: string | undefined) {
  if (!table || name === undefined) return undefined;
  const found = findRelation(model, { schemaname: table.schema, relname: name });
  return found?.kind === "index" ? found : undefined;
}
