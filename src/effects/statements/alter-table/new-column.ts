/** A column that ADD COLUMN puts into a table: what it makes of the rows that are there. */
import type { Form } from "../../../postgres/catalogue.ts";
import type { ColumnDef } from "../../../sql/nodes.ts";
import { type Constant, constantOf } from "../../constant.ts";
import type { Deriver } from "../../deriver.ts";
import { type DomainReading, domainOf } from "../../schema/domain.ts";
import { volatilityOf } from "../../volatility.ts";
import { type ColumnDefinition, readColumnDefinition } from "../column-definition.ts";

export interface NewColumn extends ColumnDefinition {
  readonly domain: DomainReading | null;
  readonly form: Form;
  readonly rewrites: boolean;
  /** Whether it rewrites is not known. */
  readonly assumed: boolean;
  /** What existing rows get: nothing (NULL), the same value each, or a value of their own each. */
  readonly value: "null" | "same" | "own";
  /** The value that they all get, where it is written as a literal. */
  readonly constant: Constant | undefined;
}

export function readNewColumn(deriver: Deriver, def: ColumnDef): NewColumn {
  const definition = readColumnDefinition(deriver.model, def);
  const domain = domainOf(deriver.model, definition.type);
  const own = (form: Form, assumed = false): NewColumn => {
    return { form, domain, assumed, rewrites: true, constant: undefined, value: "own", ...definition };
  };
  if (definition.serial) return own("ALTER TABLE ADD COLUMN serial");
  if (definition.identity) return own("ALTER TABLE ADD COLUMN identity");
  if (definition.generated?.generated_kind === "v") {
    return { ...own("ALTER TABLE ADD COLUMN generated virtual"), rewrites: false };
  }
  if (definition.generated) return own("ALTER TABLE ADD COLUMN generated stored");
  const expression = definition.default ?? domain?.default ?? undefined;
  const constant = expression && constantOf(expression);
  const value = !expression || constant === null ? "null" : "same";
  const constrained = domain?.constrained === true;
  const form = constrained ? "ALTER TABLE ADD COLUMN constrained domain" : "ALTER TABLE ADD COLUMN";
  const given: NewColumn = {
    form,
    domain,
    assumed: false,
    rewrites: constrained,
    constant,
    value,
    ...definition,
  };
  if (!expression || value === "null" || constrained) return given;
  const { volatility, assumed } = volatilityOf(deriver, expression);
  if (volatility !== "volatile") return given;
  return own("ALTER TABLE ADD COLUMN volatile default", assumed);
}
