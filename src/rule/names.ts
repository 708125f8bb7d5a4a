import { alterTable } from "../sql/alter-table.ts";
import { as, nameParts, type RangeVar } from "../sql/nodes.ts";
import type { Statement } from "../sql/statement.ts";
import type { Analyzed } from "./analyzed.ts";
import { effectsOf } from "./select.ts";

/**
 * Whether the statement gives an object that name: it creates one, or renames one to it. Of `schema.name` only the name
 * is looked at, of `name(int)` what stands before the arguments.
 */
export function givesName({ statement }: Analyzed, name: string): boolean {
  const plain = name.replace(/\(.*$/s, "").split(".").at(-1) ?? name;
  return objectNames(statement).includes(plain);
}

/** Whether the statement gives a column of the relation that name. */
export function givesColumn(analyzed: Analyzed, relation: string, column: string): boolean {
  const isOn = effectsOf(analyzed, "lock").some(
    (lock) => lock.relation === relation && lock.role === "target",
  );
  if (!isOn) return false;
  const rename = as(analyzed.statement.node, "RenameStmt");
  if (rename?.renameType === "OBJECT_COLUMN") return rename.newname === column;
  const clauses = alterTable(analyzed.statement)?.clauses ?? [];
  return clauses.some(({ type, name }) => type === "AT_AddColumn" && name === column);
}

/** Whether the statement sets a default for the column of the relation. */
export function setsDefault(analyzed: Analyzed, relation: string, column: string): boolean {
  const isOn = effectsOf(analyzed, "lock").some(
    (lock) => lock.relation === relation && lock.role === "target",
  );
  const clauses = isOn ? (alterTable(analyzed.statement)?.clauses ?? []) : [];
  return clauses.some(({ type, name, isSet }) => type === "AT_ColumnDefault" && name === column && isSet);
}

function objectNames(statement: Statement): (string | undefined)[] {
  const { node } = statement;
  const relations: (RangeVar | undefined)[] = [
    as(node, "CreateStmt")?.relation,
    as(node, "ViewStmt")?.view,
    as(node, "CreateTableAsStmt")?.into?.rel,
    as(node, "CompositeTypeStmt")?.typevar,
    as(node, "CreateSeqStmt")?.sequence,
  ];
  const lists = [
    as(node, "CreateEnumStmt")?.typeName,
    as(node, "CreateDomainStmt")?.domainname,
    as(node, "CreateRangeStmt")?.typeName,
    as(node, "CreateFunctionStmt")?.funcname,
  ];
  const rename = as(node, "RenameStmt");
  return [
    ...relations.map((relation) => relation?.relname),
    ...lists.map((list) => nameParts(list).at(-1)),
    ...(alterTable(statement)?.clauses ?? []).map(({ constraint }) => constraint?.conname),
    as(node, "IndexStmt")?.idxname,
    as(node, "CreateTrigStmt")?.trigname,
    rename?.renameType === "OBJECT_COLUMN" ? undefined : rename?.newname,
  ];
}
