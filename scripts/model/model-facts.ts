/** What the schema model says, as facts. */
import type { Routine } from "../../src/effects/schema/callable.ts";
import { columnNames } from "../../src/effects/schema/lookup.ts";
import type { SchemaModel } from "../../src/effects/schema/model.ts";
import {
  type Column,
  type Constraint,
  type Index,
  isTable,
  qualifiedName,
  type Relation,
  type Sequence,
  type Table,
} from "../../src/effects/schema/relation.ts";
import type { ColumnType, UserType } from "../../src/effects/schema/type.ts";
import type { Fact, ModelFacts } from "./facts.ts";

export function modelFacts(model: SchemaModel): ModelFacts {
  const relations = [...model.relations.values()].filter(isPermanent);
  const seenInUse = relations.filter((relation) => isTable(relation) && !relation.known);
  return {
    facts: [
      ...relations.flatMap((relation) => relationFacts(model, relation)),
      ...[...model.types.values()].filter(isPermanent).map((type) => typeFact(model, type)),
      ...[...model.routines.values()].flat().filter(isPermanent).map(routineFact),
    ],
    undefinedRelations: new Set(seenInUse.map(qualifiedName)),
    opaque: model.opaque,
  };
}

function isPermanent({ schema }: { readonly schema: string }): boolean {
  return schema !== "pg_temp";
}

function relationFacts(model: SchemaModel, relation: Relation): Fact[] {
  if (relation.kind === "index") return [indexFact(model, relation)];
  if (relation.kind === "sequence") return [sequenceFact(model, relation)];
  return tableFacts(model, relation);
}

function tableFacts(model: SchemaModel, table: Table): Fact[] {
  const name = qualifiedName(table);
  const fact = (key: string, value: string | null): Fact => ({ relation: name, key, value });
  const { kind, persistence, inherits, partition, partitionKey, rowSecurity, replicaIdentity } = table;
  const facts = [
    fact(`relation ${name}`, persistence === "permanent" ? kind : `${persistence} ${kind}`),
    ...table.columns.flatMap((column) => columnFacts(model, table, column)),
  ];
  if (!table.known) return facts;
  const isStored = kind === "table" || kind === "partitioned table" || kind === "foreign table";
  return [
    ...facts,
    ...table.constraints
      .filter((constraint) => constraint.kind !== "not null")
      .map((constraint) =>
        fact(`constraint ${name} ${constraint.name}`, constraintText(model, table, constraint)),
      ),
    ...table.triggers.map((trigger) =>
      fact(`trigger ${name} ${trigger.name}`, `${trigger.function}${trigger.enabled ? "" : " disabled"}`),
    ),
    ...table.policies.map(({ name: policy, command, permissive, roles }) =>
      fact(
        `policy ${name} ${policy}`,
        `${permissive ? "permissive" : "restrictive"} ${command} to ${[...roles].sort().join(", ")}`,
      ),
    ),
    ...table.rules.map(({ name: rule, event, enabled }) =>
      fact(`rule ${name} ${rule}`, `${event}${enabled ? "" : " disabled"}`),
    ),
    ...(inherits.length > 0
      ? [fact(`inherits ${name}`, inherits.map((parent) => nameById(model, parent)).join(", "))]
      : []),
    ...(partition
      ? [
          fact(
            `partition ${name}`,
            `${nameById(model, partition.parent)}${partition.isDefault ? " default" : ""}`,
          ),
        ]
      : []),
    ...(partitionKey
      ? [
          fact(
            `partition key ${name}`,
            `${partitionKey.strategy} (${columnNames(table, partitionKey.columns).join(", ")})`,
          ),
        ]
      : []),
    ...(isStored
      ? [
          fact(
            `row security ${name}`,
            words([rowSecurity.enabled && "enabled", rowSecurity.forced && "forced"]),
          ),
        ]
      : []),
    ...(isStored && kind !== "foreign table"
      ? [
          fact(
            `replica identity ${name}`,
            typeof replicaIdentity === "string" ? replicaIdentity : nameById(model, replicaIdentity.index),
          ),
        ]
      : []),
  ];
}

function columnFacts(model: SchemaModel, table: Table, column: Column): Fact[] {
  const relation = qualifiedName(table);
  const name = `${relation}.${column.name}`;
  const fact = (kind: string, value: string | null): Fact => ({ relation, key: `${kind} ${name}`, value });
  const facts = [
    fact("column", table.known ? String(column.number) : null),
    fact("type", column.type ? columnTypeText(model, column.type) : null),
  ];
  if (table.kind === "view" || table.kind === "materialized view") return facts;
  const { generated, identity, default: initial, notNull } = column;
  return [
    ...facts,
    fact("not null", notNull === "unknown" ? null : notNull),
    fact(
      "default",
      initial === "unknown"
        ? null
        : (generated?.kind ?? identity ?? (initial === "none" ? "none" : "expression")),
    ),
  ];
}

/** Null: of an extension, or one that nothing defined. */
function columnTypeText(model: SchemaModel, type: ColumnType): string | null {
  const user = type.id === null ? undefined : model.types.get(type.id);
  const schema = user?.schema ?? type.schema;
  if (schema === null) return null;
  const modifiers = modifiersOf(user === undefined ? type : { ...type, modifiers: [] });
  return `${schema}.${user?.name ?? type.name}${modifiers}${type.array ? "[]" : ""}`;
}

function modifiersOf({ name, modifiers }: Pick<ColumnType, "name" | "modifiers">): string {
  // An interval's first is the mask of its fields; numeric(10) is numeric(10,0).
  const shown =
    name === "interval"
      ? modifiers.slice(1)
      : name === "numeric" && modifiers.length === 1
        ? [...modifiers, 0]
        : modifiers;
  return shown.length > 0 ? `(${shown.join(",")})` : "";
}

function constraintText(model: SchemaModel, table: Table, constraint: Constraint): string {
  const { kind, references, deferrable, deferred, valid, enforced, noInherit, index } = constraint;
  const columns = columnNames(table, constraint.columns);
  const target = references === null ? undefined : model.relations.get(references.table);
  const referenced = isTable(target) ? columnNames(target, references?.columns ?? []) : [];
  return words([
    kind,
    `(${(kind === "check" ? columns.sort() : columns).join(", ")})`,
    target !== undefined && `references ${qualifiedName(target)} (${referenced.join(", ")})`,
    references !== null && `delete ${references.actions.onDelete} update ${references.actions.onUpdate}`,
    index !== null && `index ${nameById(model, index)}`,
    deferrable && "deferrable",
    deferred && "deferred",
    !valid && "not valid",
    !enforced && "not enforced",
    kind === "check" && noInherit && "no inherit",
  ]);
}

function indexFact(model: SchemaModel, index: Index): Fact {
  const table = model.relations.get(index.table);
  const relation = table ? qualifiedName(table) : null;
  const names = (numbers: readonly number[]) =>
    (isTable(table) ? columnNames(table, numbers) : []).join(", ");
  const keys = index.keys.map((key) => ("column" in key ? names([key.column]) : "expression"));
  const value = words([
    `on ${relation} using ${index.method} (${keys.join(", ")})`,
    index.include.length > 0 && `include (${names(index.include)})`,
    index.predicate !== null && "where",
    index.unique && "unique",
    index.primary && "primary",
    index.nullsNotDistinct && "nulls not distinct",
    !index.valid && "invalid",
    index.parent !== null && `of ${nameById(model, index.parent)}`,
  ]);
  return { relation, key: `index ${qualifiedName(index)}`, value };
}

function sequenceFact(model: SchemaModel, sequence: Sequence): Fact {
  const table = sequence.ownedBy === null ? undefined : model.relations.get(sequence.ownedBy.table);
  const column = isTable(table) ? columnNames(table, [sequence.ownedBy?.column ?? 0]) : [];
  return {
    relation: table ? qualifiedName(table) : null,
    key: `sequence ${qualifiedName(sequence)}`,
    value: table ? `of ${qualifiedName(table)}.${column}` : "of none",
  };
}

function typeFact(model: SchemaModel, type: UserType): Fact {
  const name = `${type.schema}.${type.name}`;
  return { relation: null, key: `${type.kind} ${name}`, value: typeText(model, type) };
}

function typeText(model: SchemaModel, type: UserType): string | null {
  switch (type.kind) {
    case "enum":
      return type.labels.map(({ label }) => label).join(", ");
    case "domain": {
      const checks = type.checks.map(({ name, valid }) => `${name}${valid ? "" : " not valid"}`);
      return words([
        columnTypeText(model, type.base),
        type.notNull && "not null",
        type.default !== null && "default",
        ...checks.sort(),
      ]);
    }
    case "composite":
      return type.columns
        .map((column) => `${column.name} ${column.type ? columnTypeText(model, column.type) : "?"}`)
        .join(", ");
    default:
      return "";
  }
}

function routineFact({ schema, name, kind, arguments: input, volatility, language }: Routine): Fact {
  const value = kind === "aggregate" ? kind : `${kind} ${volatility} ${language}`;
  return { relation: null, key: `routine ${schema}.${name}(${input})`, value };
}

function nameById(model: SchemaModel, id: number): string {
  const relation = model.relations.get(id);
  return relation ? qualifiedName(relation) : "?";
}

function words(parts: readonly (string | false | null)[]): string {
  return parts.filter((part) => part !== false && part !== null).join(" ");
}
