import type { HowOften } from "../../src/postgres/form-facts.ts";
import { ROLES, type Role, roleOfTable } from "../../src/postgres/role.ts";
import { at } from "../../src/postgres/version-range.ts";
import { type Witness, witnessId } from "../../src/postgres/witnesses/witness.ts";
import type { Outcomes } from "./examples.ts";

/** The roles whose relations the witnesses of one form copy to another tablespace: the catalogue leaves them out. */
export function copiesOf(
  witnesses: readonly Witness[],
  outcomes: Outcomes,
  major: number,
): Partial<Record<Role, HowOften>> {
  const copied = witnesses.flatMap((witness) => {
    const outcome = at(outcomes[witnessId(witness)] ?? {}, major);
    if (!outcome || outcome.error || outcome.given) return [];
    return [(outcome.copies ?? []).map((name) => roleOfTable(name) ?? "index")];
  });
  return Object.fromEntries(
    ROLES.filter((role) => copied.some((roles) => roles.includes(role))).map((role) => [
      role,
      copied.every((roles) => roles.includes(role)) ? "always" : "sometimes",
    ]),
  );
}
