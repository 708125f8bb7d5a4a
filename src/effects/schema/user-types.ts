/** Enums, domains, composites and ranges, applied to the model. */
import {
  type AlterDomainStmt,
  type AlterEnumStmt,
  as,
  type CompositeTypeStmt,
  type Constraint as ConstraintNode,
  type CreateDomainStmt,
  type CreateEnumStmt,
  type Node,
  nameParts,
  stringOf,
} from "../../sql/nodes.ts";
import { attributeOf } from "./attribute.ts";
import { readExpression } from "./expression.ts";
import { creationSchema, type SchemaModel } from "./model.ts";
import { chooseDomainConstraintName } from "./names.ts";
import type { DomainType, OtherType } from "./type.ts";
import { findTypeByParts, putType, resolveType } from "./type-names.ts";

function base(model: SchemaModel, parts: readonly string[]) {
  return {
    id: model.nextId++,
    schema: parts.at(-2) ?? creationSchema(model),
    name: parts.at(-1) ?? "",
    born: model.change,
  };
}

/** The name has a type: the statement fails. */
function isTaken(model: SchemaModel, parts: readonly string[]): boolean {
  return model.typeIds.has(`${parts.at(-2) ?? creationSchema(model)}.${parts.at(-1)}`);
}

export function createEnum(model: SchemaModel, statement: CreateEnumStmt, madeIn: string | null): void {
  if (isTaken(model, nameParts(statement.typeName))) return;
  const labels = (statement.vals ?? []).map((node) => ({ label: stringOf(node) ?? "", addedIn: null }));
  putType(model, { ...base(model, nameParts(statement.typeName)), kind: "enum", madeIn, labels });
}

/** ADD VALUE and RENAME VALUE; `transaction` is what a value that was added there cannot be used in. */
export function alterEnum(model: SchemaModel, statement: AlterEnumStmt, transaction: string | null): void {
  const type = findTypeByParts(model, nameParts(statement.typeName));
  if (type?.kind !== "enum") return;
  const to = statement.newVal ?? "";
  if (statement.oldVal !== undefined) {
    const labels = type.labels.map((it) => (it.label === statement.oldVal ? { ...it, label: to } : it));
    putType(model, { ...type, labels });
    return;
  }
  if (type.labels.some((it) => it.label === to)) return;
  const labels = [...type.labels];
  const neighbor = labels.findIndex((it) => it.label === statement.newValNeighbor);
  const at = neighbor === -1 ? labels.length : neighbor + (statement.newValIsAfter ? 1 : 0);
  labels.splice(at, 0, { label: to, addedIn: transaction });
  putType(model, { ...type, labels });
}

export function createComposite(model: SchemaModel, statement: CompositeTypeStmt): void {
  const name = statement.typevar;
  const columns = (statement.coldeflist ?? []).flatMap((node, at) => {
    const def = as(node, "ColumnDef");
    return def ? [attributeOf(model, def.colname ?? "", def.typeName, at + 1)] : [];
  });
  const parts = [name?.schemaname, name?.relname].flatMap((part) => part ?? []);
  if (isTaken(model, parts)) return;
  putType(model, { ...base(model, parts), kind: "composite", columns });
}

export function createOtherType(model: SchemaModel, parts: readonly string[], kind: OtherType["kind"]): void {
  const before = findTypeByParts(model, parts);
  if (before) return;
  putType(model, { ...base(model, parts), kind });
}

export function createDomain(model: SchemaModel, statement: CreateDomainStmt): void {
  const type = resolveType(model, statement.typeName);
  if (!type || isTaken(model, nameParts(statement.domainname))) return;
  const blank: DomainType = {
    ...base(model, nameParts(statement.domainname)),
    kind: "domain",
    base: type,
    notNull: false,
    default: null,
    checks: [],
  };
  const parts = (statement.constraints ?? []).flatMap((node) => as(node, "Constraint") ?? []);
  putType(model, parts.reduce(withConstraint, blank));
}

function withConstraint(domain: DomainType, node: ConstraintNode): DomainType {
  switch (node.contype) {
    case "CONSTR_NOTNULL":
      return { ...domain, notNull: true };
    case "CONSTR_DEFAULT":
      return { ...domain, default: node.raw_expr ?? null };
    case "CONSTR_CHECK": {
      if (!node.raw_expr) return domain;
      const name =
        node.conname ??
        chooseDomainConstraintName(
          domain.name,
          domain.checks.map((it) => it.name),
        );
      const check = { name, valid: !node.skip_validation, expression: readExpression(node.raw_expr, []) };
      return { ...domain, checks: [...domain.checks, check] };
    }
    default:
      return domain;
  }
}

/** By AlterDomainStmt.subtype: T default, N drop not null, O set not null, C add, X drop, V validate constraint. */
export function alterDomain(model: SchemaModel, statement: AlterDomainStmt): void {
  const domain = findTypeByParts(model, nameParts(statement.typeName));
  if (domain?.kind !== "domain") return;
  putType(model, altered(domain, statement.subtype ?? "", statement.name, statement.def));
}

function altered(
  domain: DomainType,
  subtype: string,
  name: string | undefined,
  def: Node | undefined,
): DomainType {
  switch (subtype) {
    case "T":
      return { ...domain, default: def ?? null };
    case "N":
      return { ...domain, notNull: false };
    case "O":
      return { ...domain, notNull: true };
    case "C": {
      const constraint = as(def, "Constraint");
      return constraint ? withConstraint(domain, constraint) : domain;
    }
    case "X":
      return { ...domain, checks: domain.checks.filter((it) => it.name !== name) };
    case "V":
      return {
        ...domain,
        checks: domain.checks.map((it) => (it.name === name ? { ...it, valid: true } : it)),
      };
    default:
      return domain;
  }
}
