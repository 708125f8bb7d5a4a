/** The relations that a statement names or reaches, as its effects speak of them. */

import type { RangeVar } from "../sql/nodes.ts";
import type { LockRole } from "./effect.ts";
import {
  findRelation,
  isAbsent,
  isNewRelation,
  isSurelyAbsent,
  type NameInput,
  resolveName,
} from "./schema/find-relation.ts";
import { descendantsOf } from "./schema/lookup.ts";
import type { SchemaModel } from "./schema/model.ts";
import { isTable, qualifiedName, type Relation, type Table } from "./schema/relation.ts";

export interface Subject {
  /** `schema.name`. */
  readonly name: string;
  readonly relation: Relation | undefined;
  readonly isNew: boolean;
  /** All of it is known: columns, constraints, indexes, partners. */
  readonly known: boolean;
  /** It does not exist, as far as statements were seen. */
  readonly absent: boolean;
  /** It does not exist, and no statement whose doing is not seen can have made it. */
  readonly surelyAbsent: boolean;
}

/** A subject that is a table or something like it, or that may be one. */
export interface TableSubject extends Subject {
  readonly relation: Table | undefined;
}

export function subjectOf(model: SchemaModel, relation: Relation): Subject {
  return {
    name: qualifiedName(relation),
    relation,
    isNew: isNewRelation(model, relation),
    known: isTable(relation) ? relation.known : true,
    absent: false,
    surelyAbsent: false,
  };
}

export function tableSubject(model: SchemaModel, table: Table): TableSubject {
  return { ...subjectOf(model, table), relation: table };
}

/** What a name in a statement means. */
export function named(model: SchemaModel, input: NameInput | RangeVar): Subject {
  const relation = findRelation(model, input);
  if (relation) return subjectOf(model, relation);
  const name = resolveName(model, input);
  return {
    name: qualifiedName(name),
    relation: undefined,
    isNew: false,
    known: false,
    absent: isAbsent(model, name),
    surelyAbsent: isSurelyAbsent(model, name),
  };
}

export function namedTable(model: SchemaModel, input: NameInput | RangeVar): TableSubject {
  const subject = named(model, input);
  return { ...subject, relation: isTable(subject.relation) ? subject.relation : undefined };
}

/** What names are made up from: the table with its constraints or, of one that is not known, its name. */
export function tableOrName({ name, relation }: TableSubject): Pick<Table, "name" | "constraints"> {
  return relation ?? { name: name.slice(name.indexOf(".") + 1), constraints: [] };
}

export interface Member {
  readonly subject: TableSubject;
  readonly role: LockRole;
}

/** What a table is to the one above it. */
export function roleBelow(table: Table): LockRole {
  if (table.partition) return table.partition.isDefault ? "default partition" : "partition";
  return "child";
}

/** Partitions and inheritance children at every depth. */
export function below(model: SchemaModel, table: Table | undefined): Member[] {
  if (!table) return [];
  return descendantsOf(model, table.id).map((child) => ({
    subject: tableSubject(model, child),
    role: roleBelow(child),
  }));
}

/** The table as the target and, unless ONLY is said, all below it. */
export function family(model: SchemaModel, subject: TableSubject, only: boolean): Member[] {
  return [{ subject, role: "target" }, ...(only ? [] : below(model, subject.relation))];
}

/** Whether the relation has rows of its own: a partitioned table or a view has none. */
export function holdsRows(subject: Subject): boolean {
  const kind = subject.relation?.kind;
  return kind !== "partitioned table" && kind !== "view" && kind !== "foreign table";
}
