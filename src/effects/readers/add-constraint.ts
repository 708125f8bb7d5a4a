/** ALTER TABLE ADD CONSTRAINT in all kinds, and the keys of CREATE UNIQUE INDEX. */
import type { Form } from "../../postgres/catalogue.ts";
import { as, type Constraint as ConstraintNode, type Node, nameParts } from "../../sql/nodes.ts";
import type { Account, Work } from "../account.ts";
import { columnNamesIn } from "../schema/expression.ts";
import { keyNamesOf } from "../schema/index-definition.ts";
import { columnOf, indexesOf } from "../schema/lookup.ts";
import { findRelation } from "../schema/model.ts";
import {
  chooseConstraintName,
  chooseRelationName,
  joinColumnNames,
  makeObjectName,
} from "../schema/names.ts";
import type { Table } from "../schema/relation.ts";
import { family, holdsRows, type Member, namedTable, type TableSubject } from "../subject.ts";
import type { Subcommand } from "./alter-table.ts";
import { isFresh, nullScan, requireColumn } from "./column.ts";

type ConstraintReader = (account: Account, subcommand: Subcommand, node: ConstraintNode) => void;

const READERS: { readonly [T in NonNullable<ConstraintNode["contype"]>]?: ConstraintReader } = {
  CONSTR_CHECK: addCheck,
  CONSTR_PRIMARY: addKey,
  CONSTR_UNIQUE: addKey,
  CONSTR_EXCLUSION: addKey,
  CONSTR_FOREIGN: addForeignKey,
};

export function addConstraint(account: Account, subcommand: Subcommand): void {
  const node = as(subcommand.command.def, "Constraint");
  const reader = node?.contype === undefined ? undefined : READERS[node.contype];
  if (!node || !reader) {
    account.unread(`ADD CONSTRAINT ${node?.contype ?? ""} was not measured`);
    return;
  }
  const table = subcommand.subject.relation;
  if (table && node.conname !== undefined && table.constraints.some((it) => it.name === node.conname)) {
    account.fails({
      when: "always",
      relation: subcommand.subject.name,
      reason: `constraint "${node.conname}" for relation "${table.name}" already exists`,
      sqlstate: "42710",
      isNew: subcommand.subject.isNew,
    });
  }
  reader(account, subcommand, node);
}

/** A table's name without its schema, known or not. */
export function bareName(subject: TableSubject): string {
  return subject.relation?.name ?? subject.name.slice(subject.name.indexOf(".") + 1);
}

/** Running code never wrote these columns, so what is asked of them breaks nothing: they are all of this change. */
function allFresh(account: Account, table: Table | undefined, names: Iterable<string>): boolean {
  const columns = [...names].map((name) => columnOf(table, name));
  return columns.length > 0 && columns.every((column) => isFresh(account, column));
}

/** Columns of this change that have NULL in all existing rows, which a foreign key or unique key lets pass. */
function allNull(account: Account, table: Table | undefined, names: readonly string[]): boolean {
  return names.some((name) => {
    const column = columnOf(table, name);
    return isFresh(account, column) && column?.default === "none" && !column.identity && !column.generated;
  });
}

function addCheck(account: Account, { subject, only }: Subcommand, node: ConstraintNode): void {
  const columns = columnNamesIn(node.raw_expr);
  const table = subject.relation ?? { name: bareName(subject), constraints: [] };
  const [column] = columns;
  const name =
    node.conname ??
    chooseConstraintName(table, columns.size === 1 && column !== undefined ? column : null, "check");
  const validates = !node.skip_validation && node.is_enforced === true;
  const members = family(account.model, subject, only || node.is_no_inherit === true);
  account.act(
    node.skip_validation ? "ALTER TABLE ADD CHECK NOT VALID" : "ALTER TABLE ADD CHECK",
    members.map((member) => ({
      ...member,
      ...(validates && holdsRows(member.subject)
        ? { scan: { why: `checks constraint ${name}`, inRewrite: true } }
        : {}),
    })),
  );
  const at = { relation: subject.name, isNew: subject.isNew };
  if (validates && !subject.isNew) {
    const reason = `check constraint "${name}" of relation "${table.name}" is violated by some row`;
    account.fails({ ...at, when: "on existing rows", reason, sqlstate: "23514" });
  }
  if (node.is_enforced === true && !allFresh(account, subject.relation, columns)) {
    account.breaks({ ...at, what: "check constraint added", name });
  }
}

const KEYS = {
  CONSTR_PRIMARY: { form: "ALTER TABLE ADD PRIMARY KEY", label: "pkey", words: "primary key" },
  CONSTR_UNIQUE: { form: "ALTER TABLE ADD UNIQUE", label: "key", words: "unique constraint" },
  CONSTR_EXCLUSION: { form: "ALTER TABLE ADD EXCLUDE", label: "excl", words: "exclusion constraint" },
} as const satisfies Record<string, { form: Form; label: string; words: string }>;

function addKey(account: Account, subcommand: Subcommand, node: ConstraintNode): void {
  if (node.indexname !== undefined) {
    addKeyUsingIndex(account, subcommand, node);
    return;
  }
  const { subject, only } = subcommand;
  const kind = KEYS[node.contype as keyof typeof KEYS];
  const primary = node.contype === "CONSTR_PRIMARY";
  const columns = keyColumns(node);
  const members = family(account.model, subject, only);
  const middle = primary ? null : joinColumnNames(keyNamesOf(elementsOf(node)));
  account.act(
    kind.form,
    members.map((member, at): Work => {
      if (!holdsRows(member.subject)) return member;
      const index = keyIndexName(account, member, at === 0 ? node.conname : undefined, middle, kind.label);
      const scans = primary ? columns.map((column) => nullScan(member, column)) : [];
      const [scan] = scans.filter((it) => "scan" in it);
      return { ...member, builds: [index], ...scan };
    }),
  );
  if (primary) for (const column of columns) requireColumn(account, members, column);
  const name = node.conname ?? makeObjectName(bareName(subject), middle, kind.label);
  tellKeyAdded(
    account,
    subject,
    name,
    columns,
    kind.words,
    node.contype === "CONSTR_EXCLUSION" ? "23P01" : "23505",
  );
}

/** What a new key, constraint or unique index asks of rows and of running code. */
export function tellKeyAdded(
  account: Account,
  subject: TableSubject,
  name: string,
  columns: readonly string[],
  words: string,
  sqlstate: string,
): void {
  const at = { relation: subject.name, isNew: subject.isNew };
  const table = subject.relation;
  const subset = sqlstate === "23505" && isUniqueAlready(account, table, columns);
  if (!subset && !subject.isNew && !allNull(account, table, columns)) {
    const reason = `could not create ${name}: ${columns.join(", ") || "its expression"} may hold duplicates`;
    account.fails({ ...at, when: "on existing rows", reason, sqlstate });
  }
  if (!subset && !allFresh(account, table, columns)) account.breaks({ ...at, what: `${words} added`, name });
}

/** A valid unique index on some of the columns makes their rows unique already. */
function isUniqueAlready({ model }: Account, table: Table | undefined, columns: readonly string[]): boolean {
  if (!table) return false;
  const numbers = columns.flatMap((name) => columnOf(table, name)?.number ?? []);
  const formerly = table.formerKeys.some(
    ({ change, kind, columns }) =>
      change === model.change && kind === "unique" && columns.every((number) => numbers.includes(number)),
  );
  if (formerly) return true;
  return indexesOf(model, table.id).some(
    (index) =>
      index.unique &&
      index.valid &&
      index.predicate === null &&
      index.keys.every(
        (key) => "column" in key && columns.some((name) => columnOf(table, name)?.number === key.column),
      ),
  );
}

function elementsOf(node: ConstraintNode): Node[] {
  if (node.contype === "CONSTR_EXCLUSION") {
    return (node.exclusions ?? []).flatMap((pair) => as(pair, "List")?.items?.[0] ?? []);
  }
  return nameParts(node.keys).map((name) => ({ IndexElem: { name } }));
}

function keyColumns(node: ConstraintNode): string[] {
  return elementsOf(node).flatMap((element) => as(element, "IndexElem")?.name ?? []);
}

/** `schema.name` of the index that a key gets on one table of the family. */
export function keyIndexName(
  { model }: Account,
  { subject }: Member,
  written: string | undefined,
  middle: string | null,
  label: string,
): string {
  const schema = subject.name.slice(0, subject.name.indexOf("."));
  const taken = subject.relation?.constraints.map((it) => it.name) ?? [];
  const name = written ?? chooseRelationName(model, schema, bareName(subject), middle, label, taken);
  return `${schema}.${name}`;
}

function addKeyUsingIndex(account: Account, { subject }: Subcommand, node: ConstraintNode): void {
  const primary = node.contype === "CONSTR_PRIMARY";
  const schema = subject.name.slice(0, subject.name.indexOf("."));
  const index = findRelation(account.model, { schemaname: schema, relname: node.indexname ?? "" });
  const table = subject.relation;
  const numbers =
    index?.kind === "index" ? index.keys.flatMap((key) => ("column" in key ? key.column : [])) : [];
  const columns = numbers.flatMap((number) => table?.columns.find((it) => it.number === number)?.name ?? []);
  const member: Member = { subject, role: "target" };
  const scans = primary ? columns.map((column) => nullScan(member, column)) : [];
  const unknown = primary && columns.length === 0;
  const [
    scan = unknown
      ? { scan: { why: "checks that the key has no nulls", inRewrite: true }, assumed: true }
      : {},
  ] = scans.filter((it) => "scan" in it);
  account.act(primary ? "ALTER TABLE ADD PRIMARY KEY USING INDEX" : "ALTER TABLE ADD UNIQUE USING INDEX", [
    { ...member, ...scan },
  ]);
  if (primary) for (const column of columns) requireColumn(account, [member], column);
}

function addForeignKey(account: Account, { subject, only }: Subcommand, node: ConstraintNode): void {
  if (!node.pktable) return;
  const referenced = namedTable(account.model, node.pktable);
  const columns = nameParts(node.fk_attrs);
  const table = subject.relation ?? { name: bareName(subject), constraints: [] };
  const name = node.conname ?? chooseConstraintName(table, joinColumnNames(columns), "fkey");
  const enforced = node.is_enforced === true;
  const validates = enforced && !node.skip_validation;
  const members = family(account.model, subject, only || subject.relation?.kind !== "partitioned table");
  account.act(
    node.skip_validation ? "ALTER TABLE ADD FOREIGN KEY NOT VALID" : "ALTER TABLE ADD FOREIGN KEY",
    [
      ...members.map((member) => ({
        ...member,
        ...(validates && holdsRows(member.subject)
          ? { scan: { why: `validates foreign key ${name}`, inRewrite: false } }
          : {}),
      })),
      { subject: referenced, role: "referenced" as const },
    ],
  );
  const at = { relation: subject.name, isNew: subject.isNew };
  if (lacksKey(account, referenced, nameParts(node.pk_attrs))) {
    const reason = `there is no unique constraint matching given keys for referenced table "${bareName(referenced)}"`;
    account.fails({ ...at, when: "always", reason, sqlstate: "42830" });
    return;
  }
  if (hadForeignKey(account, subject.relation, columns, referenced)) return;
  if (validates && !subject.isNew && !allNull(account, subject.relation, columns)) {
    const reason = `${columns.join(", ")} may hold values that are not in ${referenced.name}`;
    account.fails({ ...at, when: "on existing rows", reason, sqlstate: "23503" });
  }
  if (enforced && !allFresh(account, subject.relation, columns)) {
    account.breaks({ ...at, what: "foreign key added", name });
  }
}

/** This change dropped the same foreign key: its rows and running code keep to it. */
function hadForeignKey(
  { model }: Account,
  table: Table | undefined,
  names: readonly string[],
  referenced: TableSubject,
): boolean {
  const numbers = names.map((name) => columnOf(table, name)?.number);
  return (
    table?.formerKeys.some(
      ({ change, kind, columns, references }) =>
        change === model.change &&
        kind === "foreign key" &&
        references === referenced.relation?.id &&
        columns.length === numbers.length &&
        columns.every((number) => numbers.includes(number)),
    ) ?? false
  );
}

/** The referenced columns are certainly no key: the table and its indexes are known, and none fits. */
function lacksKey({ model }: Account, referenced: TableSubject, names: readonly string[]): boolean {
  const table = referenced.relation;
  if (!table?.known) return false;
  if (names.length === 0) return !table.constraints.some((it) => it.kind === "primary key");
  const numbers = names.map((name) => columnOf(table, name)?.number);
  if (numbers.includes(undefined)) return false;
  return !indexesOf(model, table.id).some(
    (index) =>
      index.unique &&
      index.predicate === null &&
      index.keys.length === numbers.length &&
      index.keys.every((key) => "column" in key && numbers.includes(key.column)),
  );
}
