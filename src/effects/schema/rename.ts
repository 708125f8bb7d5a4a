/** RENAME and SET SCHEMA, applied to the model. */
import { type AlterObjectSchemaStmt, as, type Node, objectParts, type RenameStmt } from "../../sql/nodes.ts";
import { ensureColumn, ensureTable } from "./define.ts";
import { childrenOf, columnOf, indexesOf, sequencesOf } from "./lookup.ts";
import {
  findRelation,
  putRelation,
  relationAt,
  type SchemaModel,
  tableById,
  tables,
  updateTable,
} from "./model.ts";
import { notNullName } from "./not-null.ts";
import { isTable, type RelationId } from "./relation.ts";
import { findRoutines, setRoutines } from "./routine.ts";
import { findTypeByParts, putType } from "./type-names.ts";

export function rename(model: SchemaModel, statement: RenameStmt): void {
  const to = statement.newname ?? "";
  const from = statement.subname ?? "";
  switch (statement.renameType) {
    case "OBJECT_TABLE":
    case "OBJECT_VIEW":
    case "OBJECT_MATVIEW":
    case "OBJECT_FOREIGN_TABLE":
    case "OBJECT_INDEX":
    case "OBJECT_SEQUENCE":
      renameRelation(model, statement, to);
      break;
    case "OBJECT_COLUMN":
      if (statement.relation) renameColumn(model, ensureTable(model, statement.relation).id, from, to);
      break;
    case "OBJECT_TABCONSTRAINT":
      if (statement.relation) renameConstraint(model, ensureTable(model, statement.relation).id, from, to);
      break;
    case "OBJECT_TRIGGER":
    case "OBJECT_POLICY":
    case "OBJECT_RULE":
      renamePart(model, statement, from, to);
      break;
    case "OBJECT_TYPE":
    case "OBJECT_DOMAIN":
      renameType(model, statement.object, to);
      break;
    case "OBJECT_ATTRIBUTE":
      renameAttribute(model, statement, from, to);
      break;
    case "OBJECT_SCHEMA":
      renameSchema(model, from, to);
      break;
    case "OBJECT_FUNCTION":
    case "OBJECT_PROCEDURE":
    case "OBJECT_ROUTINE":
    case "OBJECT_AGGREGATE":
      renameRoutine(model, statement.object, (routine) => ({
        ...routine,
        name: to,
        renamed: model.change,
      }));
      break;
    case "OBJECT_PUBLICATION":
      renamePublication(model, objectParts(statement.object)[0] ?? "", to);
      break;
    case "OBJECT_STATISTIC_EXT":
      renameStatistics(model, objectParts(statement.object).at(-1) ?? "", to);
      break;
    case "OBJECT_DOMCONSTRAINT":
      renameDomainConstraint(model, statement.object, from, to);
      break;
    default:
  }
}

function renamePublication(model: SchemaModel, from: string, to: string): void {
  const published = model.publications.get(from);
  if (!published) return;
  model.publications.delete(from);
  model.publications.set(to, published);
  const facts = model.publishing.get(from);
  if (facts) model.publishing.set(to, facts);
}

function renameStatistics(model: SchemaModel, from: string, to: string): void {
  for (const { id, statistics } of tables(model)) {
    if (!statistics.includes(from)) continue;
    updateTable(model, id, { statistics: statistics.map((it) => (it === from ? to : it)) });
  }
}

function renameRelation(model: SchemaModel, statement: RenameStmt, to: string): void {
  if (!statement.relation) return;
  const found = findRelation(model, statement.relation);
  const tableLike = statement.renameType !== "OBJECT_INDEX" && statement.renameType !== "OBJECT_SEQUENCE";
  const relation =
    found ?? (tableLike && !statement.missing_ok ? ensureTable(model, statement.relation) : undefined);
  if (!relation) return;
  if (relation.kind === "index" && relation.constraint !== null) {
    renameConstraint(model, relation.table, relation.constraint, to);
    return;
  }
  putRelation(model, { ...relation, name: to, renamed: model.change });
}

function renameColumn(model: SchemaModel, id: RelationId, from: string, to: string): void {
  ensureColumn(model, id, from);
  const table = tableById(model, id);
  if (!table || !columnOf(table, from)) return;
  updateTable(model, id, {
    columns: table.columns.map((column) =>
      column.name === from ? { ...column, name: to, renamed: model.change } : column,
    ),
  });
  for (const child of childrenOf(model, id)) renameColumn(model, child.id, from, to);
}

function renameConstraint(model: SchemaModel, id: RelationId, from: string, to: string): void {
  const table = tableById(model, id);
  if (!table) return;
  const index = table.constraints.find((it) => it.name === from)?.index ?? null;
  updateTable(model, id, {
    constraints: table.constraints.map((it) => (it.name === from ? { ...it, name: to } : it)),
    columns: table.columns.map((column) =>
      notNullName(table, column) === from ? { ...column, notNullName: to } : column,
    ),
  });
  const backing = index === null ? undefined : model.relations.get(index);
  if (backing?.kind === "index") putRelation(model, { ...backing, name: to, constraint: to });
}

function renamePart(model: SchemaModel, statement: RenameStmt, from: string, to: string): void {
  const table = statement.relation ? findRelation(model, statement.relation) : undefined;
  if (!isTable(table)) return;
  const renamed = <T extends { readonly name: string }>(parts: readonly T[]) =>
    parts.map((part) => (part.name === from ? { ...part, name: to } : part));
  updateTable(model, table.id, {
    ...(statement.renameType === "OBJECT_TRIGGER" ? { triggers: renamed(table.triggers) } : {}),
    ...(statement.renameType === "OBJECT_POLICY" ? { policies: renamed(table.policies) } : {}),
    ...(statement.renameType === "OBJECT_RULE" ? { rules: renamed(table.rules) } : {}),
  });
}

function renameType(model: SchemaModel, object: Node | undefined, to: string): void {
  const type = findTypeByParts(model, objectParts(object));
  if (type) putType(model, { ...type, name: to, renamed: model.change });
}

function renameAttribute(model: SchemaModel, statement: RenameStmt, from: string, to: string): void {
  const name = statement.relation;
  const type = findTypeByParts(
    model,
    [name?.schemaname, name?.relname].flatMap((part) => part ?? []),
  );
  if (type?.kind !== "composite") return;
  const columns = type.columns.map((column) => (column.name === from ? { ...column, name: to } : column));
  putType(model, { ...type, columns });
}

function renameDomainConstraint(
  model: SchemaModel,
  object: Node | undefined,
  from: string,
  to: string,
): void {
  const type = findTypeByParts(model, objectParts(object));
  if (type?.kind !== "domain") return;
  putType(model, { ...type, checks: type.checks.map((it) => (it.name === from ? { ...it, name: to } : it)) });
}

function renameSchema(model: SchemaModel, from: string, to: string): void {
  const born = model.schemas.get(from);
  model.schemas.delete(from);
  model.schemas.set(to, born ?? 0);
  for (const relation of [...model.relations.values()]) {
    if (relation.schema === from) putRelation(model, { ...relation, schema: to });
  }
  for (const type of [...model.types.values()]) {
    if (type.schema === from) putType(model, { ...type, schema: to });
  }
  for (const routines of [...model.routines.values()]) {
    if (routines[0]?.schema !== from) continue;
    setRoutines(model, from, routines[0].name, []);
    setRoutines(
      model,
      to,
      routines[0].name,
      routines.map((routine) => ({ ...routine, schema: to })),
    );
  }
}

function renameRoutine(
  model: SchemaModel,
  object: Node | undefined,
  change: (routine: ReturnType<typeof findRoutines>[number]) => ReturnType<typeof findRoutines>[number],
): void {
  for (const routine of findRoutines(model, object)) {
    const key = `${routine.schema}.${routine.name}`;
    const rest = (model.routines.get(key) ?? []).filter((it) => it !== routine);
    setRoutines(model, routine.schema, routine.name, rest);
    const moved = change(routine);
    const others = model.routines.get(`${moved.schema}.${moved.name}`) ?? [];
    setRoutines(model, moved.schema, moved.name, [...others, moved]);
  }
}

export function setSchema(model: SchemaModel, statement: AlterObjectSchemaStmt): void {
  const schema = statement.newschema ?? "";
  if (statement.relation) {
    const found = findRelation(model, statement.relation);
    const relation = found ?? (statement.missing_ok ? undefined : ensureTable(model, statement.relation));
    if (!relation) return;
    if (isTable(relation)) {
      // Indexes and owned sequences live where their table lives.
      for (const part of [...indexesOf(model, relation.id), ...sequencesOf(model, relation.id)]) {
        putRelation(model, { ...part, schema });
      }
    }
    putRelation(model, { ...relation, schema });
    return;
  }
  if (statement.objectType === "OBJECT_TYPE" || statement.objectType === "OBJECT_DOMAIN") {
    const type = findTypeByParts(model, objectParts(statement.object));
    if (type) putType(model, { ...type, schema });
    return;
  }
  if (as(statement.object, "ObjectWithArgs")) {
    renameRoutine(model, statement.object, (routine) => ({ ...routine, schema }));
  }
}

/** The relation of a dropped or renamed part: all of the name but its last part. */
export function relationOfPart(model: SchemaModel, parts: readonly string[]) {
  const owner = parts.slice(0, -1);
  const relname = owner.at(-1) ?? "";
  const schemaname = owner.at(-2);
  return schemaname === undefined
    ? findRelation(model, { relname })
    : relationAt(model, `${schemaname}.${relname}`);
}
