import { MAJORS, type Major } from "../../postgres-servers/servers.ts";
import type { FormFacts } from "../../src/postgres/form-facts.ts";
import type { Outcome, OutcomeByVersion } from "../../src/postgres/witnesses/outcome.ts";
import { type Witness, witnessId } from "../../src/postgres/witnesses/witness.ts";
import { byRange } from "./by-version.ts";
import { factsOf } from "./forms.ts";
import { measureServer } from "./measure-server.ts";
import { printByRange } from "./print-json.ts";

export interface Measured {
  /** "14.23", one a major version. */
  readonly versions: readonly string[];
  readonly outcomes: ReadonlyMap<string, OutcomeByVersion>;
  readonly forms: ReadonlyMap<string, Readonly<Record<string, FormFacts>>>;
}

const SERVERS_AT_ONCE = 2;

/** Measures all witnesses on all five servers. */
export async function measureAll(
  witnesses: readonly Witness[],
  say: (line: string) => void,
): Promise<Measured> {
  const ids = witnesses.map(witnessId);
  const twice = ids.filter((id, index) => ids.indexOf(id) !== index);
  if (twice.length > 0)
    throw new Error(`several witnesses have the same statement and "when":\n${twice.join("\n")}`);
  const measured = new Map<Major, { version: string; outcomes: Map<string, Outcome> }>();
  const waiting = [...MAJORS];
  await Promise.all(
    Array.from({ length: SERVERS_AT_ONCE }, async () => {
      for (let major = waiting.shift(); major; major = waiting.shift()) {
        const start = Date.now();
        const result = await measureServer(major, witnesses);
        measured.set(major, result);
        say(
          `${result.version}: ${result.outcomes.size} witnesses, ${((Date.now() - start) / 1000).toFixed(1)} s`,
        );
      }
    }),
  );
  const onEach = <T>(value: (outcomes: Map<string, Outcome>) => T) =>
    new Map(MAJORS.map((major) => [major, value(measured.get(major)?.outcomes ?? new Map())]));
  const outcomes = new Map(ids.map((id) => [id, byRange(onEach((all) => all.get(id) ?? {}))]));
  const unmade = ids.filter((id) => Object.values(outcomes.get(id) ?? {}).every(({ given }) => given));
  if (unmade.length > 0) throw new Error(`no version can make the schema of:\n${unmade.join("\n")}`);
  const names = [...new Set(witnesses.flatMap(({ form }) => form ?? []))];
  const conflicts: string[] = [];
  const forms = new Map(
    names.map((form) => {
      const own = witnesses.filter((witness) => witness.form === form).map(witnessId);
      const facts = onEach((all) =>
        factsOf(form, new Map(own.map((id) => [id, all.get(id) ?? {}])), conflicts),
      );
      return [form, byRange(facts)];
    }),
  );
  if (conflicts.length > 0) throw new Error(`forms to split:\n${[...new Set(conflicts)].join("\n")}`);
  return { versions: MAJORS.map((major) => measured.get(major)?.version ?? ""), outcomes, forms };
}

/** Text of src/postgres/lock-catalogue.json: the facts by form. */
export function catalogueText({ versions, forms }: Measured): string {
  return `{\n  "measuredOn": ${JSON.stringify(versions)},\n  "forms": ${printByRange(forms)}\n}\n`;
}

/** Text of src/postgres/witnesses/outcomes.json: what each witness' statement did. */
export function outcomesText({ versions, outcomes }: Measured): string {
  return `{\n  "measuredOn": ${JSON.stringify(versions)},\n  "outcomes": ${printByRange(outcomes)}\n}\n`;
}
