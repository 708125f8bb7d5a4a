/** The lock catalogue as the page of it filters it: a row a form of a statement, with what it does by version. */
import { type Facts, factsByMajor, isMeasured } from "../../scripts/locks-doc/by-major.ts";
import { type Cells, cellsOf } from "../../scripts/locks-doc/cells.ts";
import { copiesOf } from "../../scripts/locks-doc/copies.ts";
import { exampleOf, type Outcomes } from "../../scripts/locks-doc/examples.ts";
import { formsByFamily } from "../../scripts/locks-doc/families.ts";
import { byRange } from "../../scripts/measure/by-version.ts";
import { FAMILIES } from "../../src/postgres/witnesses/all.ts";
import measured from "../../src/postgres/witnesses/outcomes.json" with { type: "json" };

export interface LockRow {
  readonly family: string;
  readonly form: string;
  /** A statement of the form that was measured, and what of the schema it needs; "" where that needs no words. */
  readonly sql: string;
  readonly when: string;
  /** First and last major version for which the cells hold. */
  readonly by: readonly (readonly [number, number, Cells])[];
}

export function lockRows(): LockRow[] {
  const outcomes = measured.outcomes as Outcomes;
  const witnesses = Object.values(FAMILIES).flat();
  return [...formsByFamily(FAMILIES)].flatMap(([family, forms]) =>
    forms.filter(isMeasured).map((form): LockRow => {
      const ofForm = witnesses.filter((witness) => witness.form === form);
      const { sql = "", when = "" } = exampleOf(form, ofForm, outcomes) ?? {};
      const facts = factsByMajor(form, (major) => copiesOf(ofForm, outcomes, major));
      return { family, form, sql: sql.replace(/\s+/g, " ").trim(), when, by: cellsByRange(facts) };
    }),
  );
}

function cellsByRange(facts: ReadonlyMap<number, Facts>): LockRow["by"] {
  const words = new Map(
    [...facts].map(([major, each]) => [major, JSON.stringify(cellsOf(new Map([[major, each]])))]),
  );
  return Object.entries(byRange(words)).map(([range, cells]) => {
    const [first = 0, last = first] = range.split("-").map(Number);
    return [first, last, JSON.parse(cells) as Cells] as const;
  });
}
