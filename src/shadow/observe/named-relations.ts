/** The relations that a statement names, where it has to do with no others but what belongs to them or is made by it. */
import { allOf, as, type Node, type NodeOf, objectParts, type RangeVar } from "../../sql/nodes.ts";
import type { Statement } from "../../sql/statement.ts";
import { callsOthers } from "./hidden-work.ts";

/**
 * What a statement does to a relation. Of two with the same one, which is not `alone`, the second does nothing to it that is
 * seen and that the first has not done; nor of the two of a foreign key, but for the lock on what is referenced.
 */
export type Use = "comment" | "grant" | "default" | "index" | "references" | "referenced" | "alone";

export interface NamedRelation {
  /** Without its schema. */
  readonly name: string;
  readonly use: Use;
}

/** Null: it may have to do with others. */
export function namedRelations({ node }: Statement): readonly NamedRelation[] | null {
  const create = as(node, "CreateStmt");
  if (create) return ofTable(create);
  const index = as(node, "IndexStmt");
  if (index) return index.concurrent || callsOthers(node) ? null : named(index.relation, "index");
  const alter = as(node, "AlterTableStmt");
  if (alter) return alter.objtype !== "OBJECT_TABLE" || callsOthers(node) ? null : ofAlterTable(alter);
  const comment = as(node, "CommentStmt");
  if (comment) return ofComment(comment);
  const made = as(node, "CreateSeqStmt");
  if (made) return [...named(made.sequence, "alone"), ...ownersIn(made.options)];
  const sequence = as(node, "AlterSeqStmt");
  if (sequence) return [...named(sequence.sequence, "alone"), ...ownersIn(sequence.options)];
  const grant = as(node, "GrantStmt");
  if (grant?.targtype === "ACL_TARGET_OBJECT" && grant.objtype === "OBJECT_TABLE")
    return allOf(grant.objects, "RangeVar").flatMap((table) => named(table, "grant"));
  return as(node, "CreateEnumStmt") ? [] : null;
}

function named(relation: RangeVar | undefined, use: Use): NamedRelation[] {
  return relation?.relname === undefined ? [] : [{ name: relation.relname, use }];
}

/** Parents, partitioned tables and those of a type are locked, too; so is what LIKE reads. */
function ofTable(create: NodeOf<"CreateStmt">): readonly NamedRelation[] | null {
  const { relation, tableElts, inhRelations, partbound, partspec, ofTypename, constraints } = create;
  if (inhRelations?.length || partbound || partspec || ofTypename) return null;
  if (relation?.relpersistence === "t" || allOf(tableElts, "TableLikeClause").length > 0) return null;
  const keys = [...(tableElts ?? []), ...(constraints ?? [])].flatMap(keysIn);
  return [...named(relation, "alone"), ...keys];
}

/** Foreign keys of a column's definition, or of a constraint. */
function keysIn(node: Node): NamedRelation[] {
  const inColumn = as(node, "ColumnDef")?.constraints ?? [];
  return allOf([node, ...inColumn], "Constraint").flatMap(({ pktable }) => named(pktable, "alone"));
}

/** Commands that go on from the table to nothing but its indexes, its children and its TOAST table. */
const OF_TABLE_ALONE: ReadonlySet<string> = new Set([
  "AT_AddColumn",
  "AT_AddConstraint",
  "AT_ColumnDefault",
  "AT_SetNotNull",
  "AT_DropNotNull",
  "AT_ChangeOwner",
  "AT_SetStatistics",
  "AT_SetStorage",
  "AT_ReplicaIdentity",
  "AT_EnableRowSecurity",
  "AT_DisableRowSecurity",
  "AT_ForceRowSecurity",
  "AT_NoForceRowSecurity",
]);

function ofAlterTable({ relation, cmds }: NodeOf<"AlterTableStmt">): readonly NamedRelation[] | null {
  const commands = allOf(cmds, "AlterTableCmd");
  if (!commands.every(({ subtype }) => OF_TABLE_ALONE.has(subtype ?? ""))) return null;
  const keys = commands.map(({ def }) => as(def, "Constraint"));
  // USING INDEX gives the index another name.
  if (keys.some((key) => key?.indexname !== undefined)) return null;
  if (keys.every((key) => key?.contype === "CONSTR_FOREIGN" && !key.skip_validation))
    return [...named(relation, "references"), ...keys.flatMap((key) => named(key?.pktable, "referenced"))];
  const isDefault = commands.every(({ subtype }) => subtype === "AT_ColumnDefault");
  const defined = commands.flatMap(({ def }) => (def ? keysIn(def) : []));
  return [...named(relation, isDefault ? "default" : "alone"), ...defined];
}

function ofComment({ objtype, object }: NodeOf<"CommentStmt">): readonly NamedRelation[] | null {
  const parts = objectParts(object);
  const name = objtype === "OBJECT_TABLE" ? parts.at(-1) : objtype === "OBJECT_COLUMN" ? parts.at(-2) : null;
  return name === null || name === undefined ? null : [{ name, use: "comment" }];
}

/** OWNED BY table.column, or NONE. */
function ownersIn(options: readonly Node[] | undefined): NamedRelation[] {
  return allOf(options, "DefElem")
    .filter(({ defname }) => defname === "owned_by")
    .flatMap(({ arg }) => {
      const name = objectParts(arg).at(-2);
      return name === undefined ? [] : [{ name, use: "alone" as const }];
    });
}
