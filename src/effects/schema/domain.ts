/** Domains under a column's type. */
import type { Node } from "../../sql/nodes.ts";
import type { SchemaModel } from "./model.ts";
import type { ColumnType } from "./type.ts";

export interface DomainReading {
  /** NOT NULL or a CHECK, its own or of a domain below it (DomainHasConstraints). */
  readonly constrained: boolean;
  readonly notNull: boolean;
  /** Conditions on VALUE, those of domains below included. */
  readonly checks: readonly Node[];
  readonly default: Node | null;
  /** The type under all domains. */
  readonly base: ColumnType;
}

/** What the domain that a type is comes to; null when it is no domain (an array of a domain is none). */
export function domainOf(model: SchemaModel, type: ColumnType | null): DomainReading | null {
  const domain = type?.id == null || type.array ? undefined : model.types.get(type.id);
  if (domain?.kind !== "domain") return null;
  const below = domainOf(model, domain.base);
  return {
    constrained: domain.notNull || domain.checks.length > 0 || below?.constrained === true,
    notNull: domain.notNull || below?.notNull === true,
    checks: [...domain.checks.map(({ expression }) => expression.node), ...(below?.checks ?? [])],
    default: domain.default ?? below?.default ?? null,
    base: below?.base ?? domain.base,
  };
}
