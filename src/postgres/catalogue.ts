import type { FormFacts } from "./form-facts.ts";
import catalogue from "./lock-catalogue.json" with { type: "json" };
import { at } from "./version-range.ts";

/** The classes of statements that were measured. A form without a witness does not compile. */
export type Form = keyof typeof catalogue.forms;

/** The exact versions that everything in the catalogue was measured on. */
export const MEASURED_ON: readonly string[] = Object.freeze(catalogue.measuredOn);

export const FORMS: readonly Form[] = Object.freeze(Object.keys(catalogue.forms) as Form[]);

const byRange: Readonly<Record<string, Readonly<Record<string, FormFacts>>>> = catalogue.forms as never;

/** The form of that name; null when none of its statements was measured. */
export function formNamed(name: string): Form | null {
  return Object.hasOwn(catalogue.forms, name) ? (name as Form) : null;
}

/** What the form does on a major version of 14-18. */
export function formFacts(form: Form, major: number): FormFacts {
  const facts = at(byRange[form] ?? {}, major);
  if (facts) return facts;
  throw new RangeError(`${form} was not measured on PostgreSQL ${major}`);
}
