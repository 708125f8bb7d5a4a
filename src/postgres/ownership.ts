import type { Form } from "./catalogue.ts";
import ownership from "./ownership.json" with { type: "json" };
import { isIn } from "./version-range.ts";

const FORMS = Object.entries(ownership.forms as Readonly<Record<string, readonly string[]>>).map(
  ([range, lines]) => ({ range, forms: new Set(lines.flatMap((line) => line.split("; "))) }),
);

/** Whether only the owner of the relation may run the form, whatever else is granted. Measured on every version. */
export function asksForOwner(form: Form, major: number): boolean {
  return FORMS.some(({ range, forms }) => forms.has(form) && isIn(range, major));
}
