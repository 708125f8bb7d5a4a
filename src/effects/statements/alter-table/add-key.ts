/** ALTER TABLE ADD PRIMARY KEY, UNIQUE and EXCLUDE. */

import type { Form } from "../../../postgres/catalogue.ts";
import type { Constraint } from "../../../sql/nodes.ts";
import type { Deriver, Work } from "../../deriver.ts";
import { type Refusal, refusal, refuseWith } from "../../refusals.ts";
import { scanOf } from "../../scans.ts";
import { findRelation } from "../../schema/find-relation.ts";
import { columnAt } from "../../schema/lookup.ts";
import { makeObjectName } from "../../schema/names.ts";
import type { Index } from "../../schema/relation.ts";
import { family, holdsRows, type Member, type TableSubject } from "../../subject.ts";
import { defineConstraint } from "../constraint-definition.ts";
import { type KeyConstraint, readKey } from "../key-definition.ts";
import { indexesMadeBy, keyIndexName, refusedKey, reportKeyAdded } from "../new-key.ts";
import { bareName } from "../relation-names.ts";
import { nullScan, requireColumn } from "./not-null.ts";
import type { Alteration } from "./subcommand.ts";

const FORMS = {
  "primary key": { form: "ALTER TABLE ADD PRIMARY KEY", words: "primary key" },
  unique: { form: "ALTER TABLE ADD UNIQUE", words: "unique constraint" },
  exclude: { form: "ALTER TABLE ADD EXCLUDE", words: "exclusion constraint" },
} as const;

export function addKey(
  deriver: Deriver,
  subject: TableSubject,
  { only }: Alteration,
  node: Constraint,
): void {
  if (node.indexname !== undefined) {
    addKeyUsingIndex(deriver, subject, node, node.indexname);
    return;
  }
  const key = readKey(node as KeyConstraint);
  const { columns } = key;
  const { form, words } = FORMS[key.kind];
  const required = key.kind === "primary key" ? columns : [];
  const members = family(deriver.model, subject, only);
  if (refusedKey(deriver, subject, columns)) return;
  const isPartitioned = subject.relation?.kind === "partitioned table";
  const made =
    isPartitioned && !only
      ? indexesMadeBy(deriver.model, subject, (fork, { id }) => defineConstraint(fork, id, node))
      : null;
  deriver.act(
    isPartitioned ? partitionedForm(members, `${form} partitioned`, required) : form,
    members.map((member, at): Work => {
      if (!holdsRows(member.subject)) return member;
      const scan = firstScan(member, required);
      // The key is the table's own; that its columns are NOT NULL is inherited.
      if (member.role === "child") return { ...member, ...scan };
      if (made && member.subject.relation)
        return { ...member, builds: made.get(member.subject.relation.id) ?? [], ...scan };
      const index = keyIndexName(deriver, member.subject, at === 0 ? node.conname : undefined, key);
      return { builds: [index], ...member, ...scan };
    }),
  );
  for (const column of required) requireColumn(deriver, members, column);
  reportKeyAdded(deriver, {
    subject,
    name: node.conname ?? makeObjectName(bareName(subject), key.middle, key.label),
    columns,
    words,
    sqlstate: key.kind === "exclude" ? "23P01" : "23505",
    nullsEqual: node.nulls_not_distinct === true,
  });
}

/** The first of the columns that is read for nulls: one pass does for all. */
function firstScan(member: Member, columns: readonly string[]) {
  return columns.map((column) => nullScan(member, column)).find((it) => "scan" in it);
}

/** A primary key makes its columns NOT NULL first, which locks the partitions more strongly. */
function partitionedForm(members: readonly Member[], form: Form, columns: readonly string[]): Form {
  const scans = members.some((member) => firstScan(member, columns));
  return scans ? "ALTER TABLE ADD PRIMARY KEY partitioned nullable" : form;
}

function addKeyUsingIndex(deriver: Deriver, subject: TableSubject, node: Constraint, name: string): void {
  const primary = node.contype === "CONSTR_PRIMARY";
  const schema = subject.name.slice(0, subject.name.indexOf("."));
  const found = findRelation(deriver.model, { schemaname: schema, relname: name });
  const index = found?.kind === "index" ? found : undefined;
  const refused = unusable(subject, name, index);
  if (refused) {
    refuseWith(deriver, subject, refused);
    return;
  }
  const table = subject.relation;
  const columns = (index?.keys ?? []).flatMap((key) =>
    table && "column" in key ? (columnAt(table, key.column)?.name ?? []) : [],
  );
  const required = primary ? columns : [];
  const member: Member = { subject, role: "target" };
  const unknown = primary && columns.length === 0 ? { scan: scanOf("not null", null), assumed: true } : {};
  deriver.act(primary ? "ALTER TABLE ADD PRIMARY KEY USING INDEX" : "ALTER TABLE ADD UNIQUE USING INDEX", [
    { ...member, ...(firstScan(member, required) ?? unknown) },
  ]);
  for (const column of required) requireColumn(deriver, [member], column);
}

function unusable(subject: TableSubject, name: string, index: Index | undefined): Refusal | null {
  if (!index) return subject.relation?.known ? refusal('index "%s" does not exist', name) : null;
  if (!index.unique) return refusal('"%s" is not a unique index', name);
  if (index.predicate) return refusal('"%s" is a partial index', name);
  const plain = index.keys.every((key) => "column" in key);
  return plain ? null : refusal('index "%s" contains expressions', name);
}
