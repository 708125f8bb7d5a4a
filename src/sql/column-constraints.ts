import { as, type ColumnDef, type Constraint } from "./nodes.ts";

/**
 * The constraints of a column's definition. The grammar puts NOT ENFORCED, DEFERRABLE and INITIALLY DEFERRED into nodes of
 * their own behind the constraint that they belong to; they stand in that one here, as they do in a table's constraint.
 */
export function columnConstraints({ constraints }: ColumnDef): Constraint[] {
  const whole: Constraint[] = [];
  for (const node of constraints ?? []) {
    const part = as(node, "Constraint");
    const last = whole.at(-1);
    if (!part) continue;
    if (last && part.contype === "CONSTR_ATTR_NOT_ENFORCED") {
      const { is_enforced: _, initially_valid: __, ...rest } = last;
      whole.splice(-1, 1, { ...rest, skip_validation: true });
    } else if (last && part.contype === "CONSTR_ATTR_DEFERRABLE") {
      whole.splice(-1, 1, { ...last, deferrable: true });
    } else if (last && part.contype === "CONSTR_ATTR_DEFERRED") {
      whole.splice(-1, 1, { ...last, deferrable: true, initdeferred: true });
    } else whole.push(part);
  }
  return whole;
}
