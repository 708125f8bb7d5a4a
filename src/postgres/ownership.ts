import type { Form } from "./catalogue.ts";
import ownership from "./ownership.json" with { type: "json" };
import type { Role } from "./role.ts";
import { isIn } from "./version-range.ts";

const FORMS = Object.entries(ownership.forms as Readonly<Record<string, readonly string[]>>).map(
  ([range, lines]) => ({ range, forms: new Set(lines.flatMap((line) => line.split("; "))) }),
);

/** These are a matter of the partitioned table. */
const OF_PARENT: ReadonlySet<Form> = new Set<Form>([
  "ALTER TABLE ATTACH PARTITION",
  "ALTER TABLE DETACH PARTITION",
  "CREATE TABLE PARTITION OF",
]);

/**
 * Whether only the owner of the relation in that role may run the form, whatever else is granted. Measured on every version:
 * src/effects/consequences.test.ts has what is not told.
 */
export function asksForOwner(form: Form, role: Role, major: number): boolean {
  const isMeant = role === "target" || (role === "parent" && OF_PARENT.has(form));
  return isMeant && FORMS.some(({ range, forms }) => forms.has(form) && isIn(range, major));
}
