import type { Witness } from "../../src/postgres/witnesses/witness.ts";

/** Witnesses by the title of their section. */
export type Families = Readonly<Record<string, readonly Witness[]>>;

/** Forms that a reader looks for by their own words, with how the title of their family begins. */
const BY_NAME: readonly (readonly [RegExp, string])[] = [
  [/\b(SEQUENCES?|setval)\b/, "Sequences"],
  [/^(SELECT|INSERT|UPDATE|DELETE|MERGE|COPY|LOCK)\b/, "Rows"],
  [/\b(VIEW|TRIGGER|RULE|POLICY|ROW LEVEL SECURITY)\b/, "Views"],
  [/^\w+ (ON )?(TYPE|DOMAIN)\b/, "Types"],
  [/^(COMMENT ON TABLE|DROP TABLE CASCADE)$/, "Tables"],
  [/^ALTER TABLE (ADD|DROP) COLUMN\b/, "Columns"],
  [/\b(FOREIGN KEY|foreign key)\b/, "Foreign keys"],
  [/^(GRANT|REVOKE)\b/, "Roles"],
  [/\bSTATISTICS\b.*(?<!SET STATISTICS)$/, "Publications"],
  [/\bFOREIGN TABLE\b/, "Foreign data"],
  [/^ALTER TABLE SET ACCESS METHOD/, "Tables"],
  [/^COMMENT ON COLUMN$/, "Columns"],
  [/^COMMENT ON CONSTRAINT$/, "Constraints"],
];

/** The forms of each family, by name: where the name tells, else where the form has the most witnesses. */
export function formsByFamily(families: Families): Map<string, string[]> {
  const home = new Map<string, { readonly family: string; readonly count: number }>();
  for (const [family, witnesses] of Object.entries(families)) {
    const counts = new Map<string, number>();
    for (const { form } of witnesses) if (form !== null) counts.set(form, (counts.get(form) ?? 0) + 1);
    for (const [form, count] of counts)
      if (count > (home.get(form)?.count ?? 0)) home.set(form, { family, count });
  }
  const familyOf = (form: string): string | undefined => {
    const title = BY_NAME.find(([name]) => name.test(form))?.[1];
    const named = title && Object.keys(families).find((family) => family.startsWith(title));
    return named ?? home.get(form)?.family;
  };
  const forms = [...home.keys()].sort();
  return new Map(
    Object.keys(families).map((family) => [family, forms.filter((form) => familyOf(form) === family)]),
  );
}
