import { allOf, type ColumnDef, type Constraint } from "./nodes.ts";

/**
 * What gram.y reads behind a column's constraint as nodes of their own (ConstraintAttr); they stand in the constraint
 * here, as they do in a table's.
 */
const ATTRIBUTES: { readonly [K in NonNullable<Constraint["contype"]>]?: Partial<Constraint> } = {
  CONSTR_ATTR_DEFERRABLE: { deferrable: true },
  CONSTR_ATTR_NOT_DEFERRABLE: {},
  CONSTR_ATTR_DEFERRED: { deferrable: true, initdeferred: true },
  CONSTR_ATTR_IMMEDIATE: {},
  CONSTR_ATTR_ENFORCED: {},
  CONSTR_ATTR_NOT_ENFORCED: { is_enforced: false, initially_valid: false, skip_validation: true },
};

/** The constraints of a column's definition, each with its attributes. */
export function columnConstraints({ constraints }: ColumnDef): Constraint[] {
  const whole: Constraint[] = [];
  for (const part of allOf(constraints, "Constraint")) {
    const attributes = part.contype && ATTRIBUTES[part.contype];
    const last = whole.at(-1);
    if (!attributes) whole.push(part);
    else if (last) whole.splice(-1, 1, { ...last, ...attributes });
  }
  return whole;
}
