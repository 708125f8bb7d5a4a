import { as, type ColumnDef, type Constraint } from "./nodes.ts";

/**
 * The constraints of a column's definition. The grammar puts NOT ENFORCED into a node of its own behind the constraint that
 * it belongs to; it stands in that one here, as it does in a table's constraint.
 */
export function columnConstraints({ constraints }: ColumnDef): Constraint[] {
  const parts: Constraint[] = [];
  for (const node of constraints ?? []) {
    const part = as(node, "Constraint");
    const last = parts.at(-1);
    if (part?.contype === "CONSTR_ATTR_NOT_ENFORCED" && last) {
      const { is_enforced: _, initially_valid: __, ...rest } = last;
      parts[parts.length - 1] = { ...rest, skip_validation: true };
    } else if (part) parts.push(part);
  }
  return parts;
}
