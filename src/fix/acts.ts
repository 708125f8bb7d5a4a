/** What a statement does to parts of the schema, as far as it can be taken back or be shown in a picture of the schema. */
import type { SchemaChange } from "../migrations/tools/further.ts";
import { alterTable, type Clause } from "../sql/alter-table.ts";
import {
  type AlterTableStmt,
  allOf,
  as,
  type DropStmt,
  kindOf,
  type NodeKind,
  objectParts,
  type RangeVar,
} from "../sql/nodes.ts";
import type { Statement } from "../sql/statement.ts";

export interface Act extends Omit<SchemaChange, "change"> {
  /** `attached`: an index, to that of the partitioned table, which is its `table`. */
  readonly change: SchemaChange["change"] | "validated" | "attached";
  /** `ALTER TABLE ONLY "orders"` as it is written; empty of other statements. */
  readonly head: string;
  /** The clause of ALTER TABLE, or the whole statement, as it is written. */
  readonly text: string;
  /** The index that becomes the constraint. */
  readonly usingIndex: string | null;
}

/** Null: something that is not known here. */
export function actsOf(statement: Statement): Act[] | null {
  const { node, text } = statement;
  const own = { ...NONE, head: "", text };
  const table = as(node, "CreateStmt")?.relation;
  if (table)
    return [{ change: "added", part: "table", ...placeOf(table), name: table.relname ?? "", ...own }];
  const index = as(node, "IndexStmt");
  if (index) {
    const { idxname, relation } = index;
    return idxname === undefined
      ? null
      : [{ change: "added", part: "index", ...placeOf(relation), name: idxname, ...own }];
  }
  const drop = as(node, "DropStmt");
  if (drop) return dropsOf(drop, text);
  const alter = as(node, "AlterTableStmt");
  if (alter?.objtype === "OBJECT_INDEX") return attachment(alter, text);
  if (alter) return clausesOf(statement, alter);
  return CHANGES_NOTHING.has(kindOf(node)) ? [] : null;
}

const CHANGES_NOTHING: ReadonlySet<NodeKind> = new Set([
  "CommentStmt",
  "DeleteStmt",
  "InsertStmt",
  "LockStmt",
  "SelectStmt",
  "UpdateStmt",
  "VacuumStmt",
  "VariableSetStmt",
]);

function placeOf(relation: RangeVar | undefined) {
  return { schema: relation?.schemaname ?? null, table: relation?.relname ?? "" };
}

function dropsOf({ removeType, objects = [] }: DropStmt, text: string): Act[] | null {
  const part = removeType === "OBJECT_INDEX" ? "index" : removeType === "OBJECT_TABLE" ? "table" : null;
  if (part === null) return null;
  return objects.map((object) => {
    const [name = "", schema = null] = objectParts(object).reverse();
    return {
      change: "removed",
      part,
      schema,
      table: part === "table" ? name : "",
      name,
      ...NONE,
      head: "",
      text,
    };
  });
}

function attachment({ relation, cmds }: AlterTableStmt, text: string): Act[] | null {
  const commands = allOf(cmds, "AlterTableCmd");
  const acts = commands.flatMap(({ subtype, def }): Act[] => {
    const name = as(def, "PartitionCmd")?.name?.relname;
    if (subtype !== "AT_AttachPartition" || name === undefined) return [];
    return [{ change: "attached", part: "index", ...placeOf(relation), name, ...NONE, head: "", text }];
  });
  return acts.length === commands.length ? acts : null;
}

function clausesOf(statement: Statement, { relation }: AlterTableStmt): Act[] | null {
  const parts = alterTable(statement);
  const acts = parts?.clauses.map((clause): Act | null => {
    const what = whatOf(clause);
    if (what === null || clause.name === null) return null;
    return { ...what, ...placeOf(relation), name: clause.name, head: parts.head, text: clause.text };
  });
  return acts?.every((act) => act !== null) ? acts : null;
}

type What = Pick<Act, "change" | "part" | "condition" | "usingIndex">;

function whatOf({ type, constraint, text }: Clause): What | null {
  if (type !== "AT_AddConstraint") return CLAUSES[type] ?? null;
  if (constraint?.conname === undefined) return null;
  const isCheck = constraint.contype === "CONSTR_CHECK";
  return {
    change: "added",
    part: "constraint",
    condition: isCheck ? (/\bCHECK\s*\(([\s\S]*)\)/i.exec(text)?.[1] ?? null) : null,
    usingIndex: constraint.indexname ?? null,
  };
}

const NONE = { condition: null, usingIndex: null } as const;

const CLAUSES: { readonly [K in Clause["type"]]?: What } = {
  AT_AddColumn: { change: "added", part: "column", ...NONE },
  AT_DropColumn: { change: "removed", part: "column", ...NONE },
  AT_AlterColumnType: { change: "changed", part: "type", ...NONE },
  AT_ColumnDefault: { change: "changed", part: "default", ...NONE },
  AT_SetNotNull: { change: "added", part: "not null", ...NONE },
  AT_DropNotNull: { change: "removed", part: "not null", ...NONE },
  AT_ValidateConstraint: { change: "validated", part: "constraint", ...NONE },
  AT_DropConstraint: { change: "removed", part: "constraint", ...NONE },
};

/** They speak of the same part; a name without a schema may be of any. */
export function isSamePart(a: Act, b: Act): boolean {
  const hasTable = a.part !== "index" && a.part !== "table";
  return (
    a.part === b.part &&
    a.name === b.name &&
    (!hasTable || a.table === b.table) &&
    (a.schema === null || b.schema === null || a.schema === b.schema)
  );
}
