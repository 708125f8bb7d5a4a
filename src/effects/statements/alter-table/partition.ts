/** CREATE TABLE PARTITION OF, ATTACH and DETACH PARTITION. */
import {
  type AlterTableCmd,
  as,
  type CreateStmt,
  type Node,
  type PartitionBoundSpec,
} from "../../../sql/nodes.ts";
import type { Account, Work } from "../../account.ts";
import { breakOf } from "../../breaks.ts";
import {
  type Bound,
  boundOf,
  defaultBeside,
  keyColumnOf,
  overlaps,
  provesFit,
  provesNoFit,
} from "../../partition-bound.ts";
import { scanOf } from "../../scans.ts";
import { childrenOf, columnOf, foreignKeysTo, indexesOf } from "../../schema/lookup.ts";
import { forkModel, tableById } from "../../schema/model.ts";
import { qualifiedName, type Table } from "../../schema/relation.ts";
import { below, holdsRows, type Member, namedTable, type TableSubject, tableSubject } from "../../subject.ts";
import type { Subcommand } from "./alter-table.ts";
import { applySubcommand } from "./apply.ts";

function wrapped(spec: PartitionBoundSpec | undefined): Node | null {
  return spec ? { PartitionBoundSpec: spec } : null;
}

/** Foreign keys of the parent that the partition takes over: their other tables, and whether rows are looked up. */
function referencedOf({ model }: Account, parent: Table | undefined): TableSubject[] {
  return (parent?.constraints ?? []).flatMap((it) => {
    const table = it.kind === "foreign key" ? tableById(model, it.references?.table) : undefined;
    return table ? [tableSubject(model, table)] : [];
  });
}

/** Tables whose foreign keys refer to the parent: they refer to the rows of each partition. */
function referencingOf({ model }: Account, parent: Table | undefined): Work[] {
  const tables = new Set((parent ? foreignKeysTo(model, parent.id) : []).map(({ table }) => table));
  return [...tables].map((table) => ({ subject: tableSubject(model, table), role: "referencing" }));
}

/** The default partition may hold rows that belong to the new one: it is locked, and read unless a CHECK speaks. */
function besideDefault(
  account: Account,
  parent: Table | undefined,
  bound: Bound | null,
  except?: number,
): Work[] {
  const beside = parent && defaultBeside(account.model, parent, except);
  if (!parent || !beside) return [];
  const key = keyColumnOf(parent);
  const excluded = key !== undefined && bound !== null && provesNoFit(beside, key.name, bound);
  const subject = tableSubject(account.model, beside);
  if (excluded) return [{ subject, role: "default partition" }];
  const at = { relation: subject.name, isNew: subject.isNew };
  if (!subject.isNew) {
    const reason = `updated partition constraint for default partition "${beside.name}" would be violated by some row`;
    account.fails({ ...at, when: "on existing rows", reason, sqlstate: "23514" });
  }
  return [{ subject, role: "default partition", scan: scanOf("default partition") }];
}

function tellOverlap(
  account: Account,
  parent: TableSubject,
  name: string,
  bound: Bound | null,
  isDefault: boolean,
): void {
  if (!parent.relation) return;
  const other = childrenOf(account.model, parent.relation.id).find((child) => {
    if (child.partition?.isDefault) return isDefault;
    const its = boundOf(child.partition?.bound);
    return bound !== null && its !== null && overlaps(bound, its) === true;
  });
  if (!other) return;
  const reason = isDefault
    ? `partition "${name}" conflicts with existing default partition "${other.name}"`
    : `partition "${name}" would overlap partition "${other.name}"`;
  account.fails({ when: "always", relation: parent.name, reason, sqlstate: "42P17", isNew: parent.isNew });
}

/** CREATE TABLE … PARTITION OF, after the name was found free. */
export function createPartition(account: Account, statement: CreateStmt): void {
  const range = as(statement.inhRelations?.[0], "RangeVar");
  if (!range) return;
  const parent = namedTable(account.model, range);
  const bound = boundOf(wrapped(statement.partbound));
  const isDefault = statement.partbound?.is_default === true;
  account.act("CREATE TABLE PARTITION OF", [
    { subject: parent, role: "parent" },
    ...(isDefault ? [] : besideDefault(account, parent.relation, bound)),
    ...referencedOf(account, parent.relation).map((subject) => ({ subject, role: "referenced" as const })),
    ...referencingOf(account, parent.relation),
  ]);
  tellOverlap(account, parent, statement.relation?.relname ?? "", bound, isDefault);
}

export function attachPartition(account: Account, { subject: parent, command }: Subcommand): void {
  const partition = as(command.def, "PartitionCmd");
  if (!partition?.name) return;
  const child = namedTable(account.model, partition.name);
  const bound = boundOf(wrapped(partition.bound));
  const isDefault = partition.bound?.is_default === true;
  const refusal = unfit(parent.relation, child.relation);
  if (refusal !== null) {
    account.fails({
      when: "always",
      relation: child.name,
      reason: refusal,
      sqlstate: "42804",
      isNew: child.isNew,
    });
    return;
  }
  const fits = isFitting(account, parent.relation, child.relation, bound, isDefault);
  const members: Member[] = [{ subject: child, role: "target" }, ...below(account.model, child.relation)];
  const builds = buildsOf(account, parent.relation, command, members);
  const keys = newKeys(parent.relation, child.relation);
  account.act("ALTER TABLE ATTACH PARTITION", [
    { subject: parent, role: "parent" },
    ...members.flatMap((member): Work[] => {
      if (!holdsRows(member.subject)) return [member];
      const scan = scanOf("partition bound");
      return [
        { ...member, builds: builds.get(member.subject.name) ?? [], ...(fits ? {} : { scan }) },
        ...keys.map((key) => ({ ...member, scan: scanOf("foreign key", key) })),
      ];
    }),
    ...(isDefault ? [] : besideDefault(account, parent.relation, bound, child.relation?.id)),
    ...referencedOf(account, parent.relation).map((subject) => ({ subject, role: "referenced" as const })),
    ...referencingOf(account, parent.relation),
  ]);
  tellOverlap(account, parent, partition.name.relname ?? "", bound, isDefault);
  const at = { relation: child.name, isNew: child.isNew };
  if (!fits && !child.isNew) {
    const reason = `partition constraint of relation "${partition.name.relname}" is violated by some row`;
    account.fails({ ...at, when: "on existing rows", reason, sqlstate: "23514" });
  }
  // What its CHECK has asked of rows all along, the partition asks again.
  const isOld = child.relation?.constraints.some(
    (it) => it.kind === "check" && it.born !== account.model.change,
  );
  if (!fits || !isOld) account.breaks({ ...at, ...breakOf("partition", "attached"), name: child.name });
}

/** Why the table cannot be a partition of the parent, in PostgreSQL's words. */
function unfit(parent: Table | undefined, child: Table | undefined): string | null {
  if (!parent?.known || !child?.known) return null;
  for (const column of parent.columns) {
    const own = columnOf(child, column.name);
    if (!own) return `child table is missing column "${column.name}"`;
    if (column.notNull === "yes" && own.notNull === "no") {
      return `column "${column.name}" in child table "${child.name}" must be marked NOT NULL`;
    }
  }
  const missing = parent.constraints.find(
    (it) => it.kind === "check" && !it.noInherit && !child.constraints.some((own) => own.name === it.name),
  );
  return missing ? `child table is missing constraint "${missing.name}"` : null;
}

function isFitting(
  { model }: Account,
  parent: Table | undefined,
  child: Table | undefined,
  bound: Bound | null,
  isDefault: boolean,
): boolean {
  const key = parent && keyColumnOf(parent);
  const column = key && columnOf(child, key.name);
  if (!parent || !child || !column) return false;
  if (!isDefault) return bound !== null && provesFit(child, column, bound);
  const siblings = childrenOf(model, parent.id).map((sibling) => boundOf(sibling.partition?.bound));
  return siblings.every((its) => its !== null && provesNoFit(child, column.name, its));
}

/** The indexes that the parent has and the partition lacks, by table. */
function buildsOf(
  { model }: Account,
  parent: Table | undefined,
  command: AlterTableCmd,
  members: readonly Member[],
): Map<string, string[]> {
  const builds = new Map<string, string[]>();
  if (!parent) return builds;
  const after = forkModel(model);
  applySubcommand(after, parent.id, command, false);
  for (const { subject } of members) {
    if (!subject.relation) continue;
    const known = new Set(indexesOf(model, subject.relation.id).map(({ id }) => id));
    const made = indexesOf(after, subject.relation.id).filter(({ id }) => !known.has(id));
    builds.set(subject.name, made.map(qualifiedName));
  }
  return builds;
}

/** Names of the parent's foreign keys that the partition does not have itself. */
function newKeys(parent: Table | undefined, child: Table | undefined): string[] {
  return (parent?.constraints ?? [])
    .filter((it) => it.kind === "foreign key" && it.valid)
    .filter((it) => !child?.constraints.some((own) => own.references?.table === it.references?.table))
    .map(({ name }) => name);
}

/** The partition's rows leave the table that the others refer to. */
function tellReferrers(account: Account, child: TableSubject, referencing: readonly Work[]): void {
  for (const { subject } of referencing) {
    if (subject.isNew || child.isNew) continue;
    const reason = `rows may refer to rows of "${child.relation?.name ?? child.name}"`;
    const at = { relation: subject.name, isNew: subject.isNew };
    account.fails({ ...at, when: "on existing rows", reason, sqlstate: "23503" });
  }
}

export function detachPartition(account: Account, { subject: parent, command }: Subcommand): void {
  const partition = as(command.def, "PartitionCmd");
  if (!partition?.name) return;
  const child = namedTable(account.model, partition.name);
  const beside = parent.relation && defaultBeside(account.model, parent.relation);
  const isDefault = beside !== undefined && beside.id === child.relation?.id;
  if (partition.concurrent && beside) {
    const reason = "cannot detach partitions concurrently when a default partition exists";
    account.fails({ when: "always", relation: parent.name, reason, sqlstate: "55000", isNew: parent.isNew });
    return;
  }
  const works: Work[] = [
    { subject: parent, role: "parent" },
    { subject: child, role: isDefault ? "default partition" : "target", shownAs: "partition" },
  ];
  const referencing = referencingOf(account, parent.relation);
  if (partition.concurrent) {
    works.push(...referencing);
    account.act("ALTER TABLE DETACH PARTITION CONCURRENTLY", works, "ALTER TABLE ... DETACH CONCURRENTLY");
  } else {
    account.act("ALTER TABLE DETACH PARTITION", [
      ...works,
      ...(beside && !isDefault
        ? [{ subject: tableSubject(account.model, beside), role: "default partition" as const }]
        : []),
      ...referencedOf(account, parent.relation).map((subject) => ({ subject, role: "referenced" as const })),
      ...referencing.map((work) => ({ ...work, scan: scanOf("referencing rows", null) })),
    ]);
  }
  tellReferrers(account, child, referencing);
  account.breaks({
    ...breakOf("partition", "detached"),
    relation: parent.name,
    name: child.name,
    isNew: parent.isNew,
  });
}
