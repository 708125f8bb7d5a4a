import type { Consequences } from "../../src/postgres/witnesses/consequences.ts";
import { type Witness, witnessId } from "../../src/postgres/witnesses/witness.ts";
import { itemsByRange } from "./on-all-servers.ts";
import { printWords } from "./print-json.ts";

/** Of tables and what is one in the eyes of ALTER TABLE, of their indexes, and as COMMENT says it. */
const OWNER = /^(table|relation|view|materialized view|foreign table|index) /;

/** The forms of which every witness that runs at all asks for the owner of a relation, by the range of versions. */
export function ownershipText(
  versions: readonly string[],
  witnesses: readonly Witness[],
  measured: ReadonlyMap<string, ReadonlyMap<number, Consequences | null>>,
): string {
  const majors = new Map<number, Set<string>>();
  for (const witness of witnesses) {
    for (const [major, consequences] of measured.get(witnessId(witness)) ?? []) {
      const forms = majors.get(major) ?? new Set<string>();
      majors.set(major, forms);
      if (witness.form && consequences?.owner?.some((words) => OWNER.test(words))) forms.add(witness.form);
    }
  }
  for (const witness of witnesses) {
    for (const [major, consequences] of measured.get(witnessId(witness)) ?? []) {
      const isFree = consequences !== null && !consequences.owner?.some((words) => OWNER.test(words));
      if (isFree && witness.form) majors.get(major)?.delete(witness.form);
    }
  }
  const forms = printWords(itemsByRange(majors), "  ");
  return `{\n  "measuredOn": ${JSON.stringify(versions)},\n  "forms": ${forms}\n}\n`;
}
