import { FORMS, type Form, formFacts, MEASURED_ON } from "../../src/postgres/catalogue.ts";
import type { FormFacts, HowOften } from "../../src/postgres/form-facts.ts";
import type { Role } from "../../src/postgres/role.ts";
import { byRange } from "../measure/by-version.ts";

/** The major versions that were measured, oldest first. */
const MAJORS: readonly number[] = MEASURED_ON.map((version) => Number.parseInt(version, 10));

/** What one form does on one version. */
export interface Facts extends FormFacts {
  /** Written block by block to another tablespace. */
  readonly copies: Readonly<Partial<Record<Role, HowOften>>>;
}

/** What one form does, by major version. */
export type FactsByMajor = ReadonlyMap<number, Facts>;

export function factsByMajor(form: Form, copies: (major: number) => Facts["copies"]): FactsByMajor {
  return new Map(MAJORS.map((major) => [major, { ...formFacts(form, major), copies: copies(major) }]));
}

/** Whether the catalogue has the form: a witness may be written and not measured yet. */
export function isMeasured(form: string): form is Form {
  return (FORMS as readonly string[]).includes(form);
}

/** The versions on which a witness of the form ran. */
export function whereItRan(facts: FactsByMajor): FactsByMajor {
  return new Map([...facts].filter(([, { fails }]) => fails === undefined));
}

/** Words for the facts by range of versions that they hold on, oldest first: [["14-17", "SHARE"], ["18", "EXCLUSIVE"]]. */
export function wordsByRange(facts: FactsByMajor, words: (facts: Facts) => string): [string, string][] {
  const byMajor = new Map([...facts].map(([major, each]) => [major, words(each)]));
  return Object.entries(byRange(byMajor)).sort(([a], [b]) => Number.parseInt(a, 10) - Number.parseInt(b, 10));
}

/** The words alone where all versions agree, else "**14-17:** SHARE<br>**18:** EXCLUSIVE". */
export function acrossVersions(
  facts: FactsByMajor,
  words: (facts: Facts) => string,
  separator = "<br>",
): string {
  const ranges = wordsByRange(facts, words);
  if (ranges.length < 2) return ranges[0]?.[1] ?? "";
  return ranges.map(([range, text]) => `**${range}:** ${text || "none"}`).join(separator);
}
