/** ALTER TABLE ADD PRIMARY KEY, UNIQUE and EXCLUDE; what a new key asks of rows and of running code. */
import type { Form } from "../../../postgres/catalogue.ts";
import { as, type Constraint as ConstraintNode, type Node, nameParts } from "../../../sql/nodes.ts";
import type { Account, Work } from "../../account.ts";
import { breakOf } from "../../breaks.ts";
import { scanOf } from "../../scans.ts";
import { keyNamesOf } from "../../schema/index-definition.ts";
import { childrenOf, columnOf, indexesOf } from "../../schema/lookup.ts";
import { findRelation, forkModel, type SchemaModel } from "../../schema/model.ts";
import { chooseRelationName, joinColumnNames, makeObjectName } from "../../schema/names.ts";
import { type Index, qualifiedName, type RelationId, type Table } from "../../schema/relation.ts";
import { family, holdsRows, type Member, type TableSubject } from "../../subject.ts";
import { allFresh, allNull } from "../fresh-columns.ts";
import { bareName } from "../relation-names.ts";
import type { Subcommand } from "./alter-table.ts";
import { addConstraint } from "./apply-add-constraint.ts";
import { nullScan, requireColumn } from "./column.ts";

interface KeyKind {
  readonly form: Form;
  readonly partitioned: Form;
  readonly label: string;
  readonly words: KeyWords;
}

const KEYS = {
  CONSTR_PRIMARY: {
    form: "ALTER TABLE ADD PRIMARY KEY",
    partitioned: "ALTER TABLE ADD PRIMARY KEY partitioned",
    label: "pkey",
    words: "primary key",
  },
  CONSTR_UNIQUE: {
    form: "ALTER TABLE ADD UNIQUE",
    partitioned: "ALTER TABLE ADD UNIQUE partitioned",
    label: "key",
    words: "unique constraint",
  },
  CONSTR_EXCLUSION: {
    form: "ALTER TABLE ADD EXCLUDE",
    partitioned: "ALTER TABLE ADD EXCLUDE partitioned",
    label: "excl",
    words: "exclusion constraint",
  },
} as const satisfies Record<string, KeyKind>;

export function addKey(account: Account, subcommand: Subcommand, node: ConstraintNode): void {
  if (node.indexname !== undefined) {
    addKeyUsingIndex(account, subcommand, node);
    return;
  }
  const { subject, only } = subcommand;
  const kind = KEYS[node.contype as keyof typeof KEYS];
  const primary = node.contype === "CONSTR_PRIMARY";
  const columns = keyColumns(node);
  const members = family(account.model, subject, only);
  const isPartitioned = subject.relation?.kind === "partitioned table";
  if (refusedKey(account, subject, columns)) return;
  const included = nameParts(node.including).map((name): Node => ({ IndexElem: { name } }));
  const middle = primary ? null : joinColumnNames(keyNamesOf([...elementsOf(node), ...included]));
  const made =
    isPartitioned && !only
      ? madeBy(account.model, subject, (fork, { id }) => addConstraint(fork, id, node))
      : null;
  account.act(
    isPartitioned ? partitionedForm(members, kind.partitioned, primary ? columns : []) : kind.form,
    members.map((member, at): Work => {
      if (!holdsRows(member.subject)) return member;
      const scans = primary ? columns.map((column) => nullScan(member, column)) : [];
      const [scan] = scans.filter((it) => "scan" in it);
      // The key is the table's own; that its columns are NOT NULL is inherited.
      if (member.role === "child") return { ...member, ...scan };
      if (made && member.subject.relation)
        return { ...member, builds: made.get(member.subject.relation.id) ?? [], ...scan };
      const index = keyIndexName(account, member, at === 0 ? node.conname : undefined, middle, kind.label);
      return { ...member, builds: [index], ...scan };
    }),
  );
  if (primary) for (const column of columns) requireColumn(account, members, column);
  tellKeyAdded(account, {
    subject,
    name: node.conname ?? makeObjectName(bareName(subject), middle, kind.label),
    columns,
    words: kind.words,
    sqlstate: node.contype === "CONSTR_EXCLUSION" ? "23P01" : "23505",
    nullsEqual: node.nulls_not_distinct === true,
  });
}

/** A primary key makes its columns NOT NULL first, which locks the partitions more strongly. */
function partitionedForm(members: readonly Member[], form: Form, columns: readonly string[]): Form {
  const scans = members.some((member) => columns.some((column) => "scan" in nullScan(member, column)));
  return scans ? "ALTER TABLE ADD PRIMARY KEY partitioned nullable" : form;
}

/** What the version or the partition key does not allow. */
export function refusedKey({ fails }: Account, subject: TableSubject, columns: readonly string[]): boolean {
  const at = { when: "always", relation: subject.name, isNew: subject.isNew } as const;
  const table = subject.relation;
  const missing = (table?.partitionKey?.columns ?? [])
    .flatMap((number) => table?.columns.find((column) => column.number === number)?.name ?? [])
    .find((name) => !columns.includes(name));
  if (missing === undefined) return false;
  const reason = `unique constraint on partitioned table must include all partitioning columns, and ${missing} is one`;
  fails({ ...at, reason, sqlstate: "0A000" });
  return true;
}

export type KeyWords = "primary key" | "unique constraint" | "exclusion constraint" | "unique index";

export interface NewKey {
  readonly subject: TableSubject;
  readonly name: string;
  /** Empty when it is on expressions. */
  readonly columns: readonly string[];
  readonly words: KeyWords;
  readonly sqlstate: string;
  /** NULLS NOT DISTINCT: two NULLs are duplicates. */
  readonly nullsEqual: boolean;
}

/** What a new key, constraint or unique index asks of rows and of running code. */
export function tellKeyAdded(account: Account, key: NewKey): void {
  const { subject, name, columns, words, sqlstate } = key;
  const at = { relation: subject.name, isNew: subject.isNew };
  const table = subject.relation;
  const subset = sqlstate === "23505" && isUniqueAlready(account, table, columns);
  if (!subset && !subject.isNew && (key.nullsEqual || !allNull(account, table, columns))) {
    const reason = `could not create ${name}: ${columns.join(", ") || "its expression"} may hold duplicates`;
    account.fails({ ...at, when: "on existing rows", reason, sqlstate });
  }
  if (!subset && !allFresh(account, table, columns))
    account.breaks({ ...at, ...breakOf(words, "added"), name });
}

/**
 * The indexes that come with a new one of a partitioned table, by table: a partition that has one like it keeps its own,
 * which is only attached.
 */
export function madeBy(
  model: SchemaModel,
  { relation: table }: TableSubject,
  add: (fork: SchemaModel, table: Table) => unknown,
): ReadonlyMap<RelationId, readonly string[]> | null {
  if (!table) return null;
  const fork = forkModel(model);
  add(fork, table);
  const made = new Map<RelationId, string[]>();
  for (const relation of fork.relations.values()) {
    if (relation.kind !== "index" || model.relations.has(relation.id)) continue;
    made.set(relation.table, [...(made.get(relation.table) ?? []), qualifiedName(relation)]);
  }
  return made;
}

/** A valid unique index on some of the columns makes their rows unique already. */
function isUniqueAlready(account: Account, table: Table | undefined, columns: readonly string[]): boolean {
  if (!table) return false;
  const { model } = account;
  if (table.kind === "partitioned table") {
    // The key holds the partition key, so no two partitions have the same one.
    const parts = childrenOf(model, table.id);
    if (parts.length > 0 && parts.every((part) => isUniqueAlready(account, part, columns))) return true;
  }
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
  const refusal = unusable(subject, node.indexname ?? "", index?.kind === "index" ? index : undefined);
  if (refusal) {
    account.fails({ ...refusal, when: "always", relation: subject.name, isNew: subject.isNew });
    return;
  }
  const numbers =
    index?.kind === "index" ? index.keys.flatMap((key) => ("column" in key ? key.column : [])) : [];
  const columns = numbers.flatMap((number) => table?.columns.find((it) => it.number === number)?.name ?? []);
  const member: Member = { subject, role: "target" };
  const scans = primary ? columns.map((column) => nullScan(member, column)) : [];
  const unknown = primary && columns.length === 0;
  const [scan = unknown ? { scan: scanOf("not null", null), assumed: true } : {}] = scans.filter(
    (it) => "scan" in it,
  );
  account.act(primary ? "ALTER TABLE ADD PRIMARY KEY USING INDEX" : "ALTER TABLE ADD UNIQUE USING INDEX", [
    { ...member, ...scan },
  ]);
  if (primary) for (const column of columns) requireColumn(account, [member], column);
}

function unusable(subject: TableSubject, name: string, index: Index | undefined) {
  if (!index) {
    return subject.relation?.known ? { reason: `index "${name}" does not exist`, sqlstate: "42704" } : null;
  }
  if (!index.unique) return { reason: `"${name}" is not a unique index`, sqlstate: "42809" };
  if (index.predicate) return { reason: `"${name}" is a partial index`, sqlstate: "42809" };
  const plain = index.keys.every((key) => "column" in key);
  return plain ? null : { reason: `index "${name}" contains expressions`, sqlstate: "42809" };
}
