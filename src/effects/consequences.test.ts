/** The oracle of what statements do beside locks and work: what is derived is what five servers did. */
import { beforeAll, expect, test } from "vitest";
import { MAJORS } from "../postgres/majors.ts";
import { isIn } from "../postgres/version-range.ts";
import { WITNESSES } from "../postgres/witnesses/all.ts";
import measured from "../postgres/witnesses/consequences.json" with { type: "json" };
import type { Consequences } from "../postgres/witnesses/consequences.ts";
import outcomes from "../postgres/witnesses/outcomes.json" with { type: "json" };
import { plannerStatistics } from "../postgres/witnesses/planner-statistics.ts";
import { type Witness, witnessId } from "../postgres/witnesses/witness.ts";
import { loadParser, parseScript } from "../sql/parse.ts";
import { derive } from "./derive.ts";
import { createModel, markModel } from "./schema/model.ts";
import { applyStatement } from "./statements/statements.ts";

beforeAll(loadParser);

function at<T>(byRange: Readonly<Record<string, T>> | undefined, major: number): T | undefined {
  return Object.entries(byRange ?? {}).find(([range]) => isIn(range, major))?.[1];
}

const CONSEQUENCES = measured.consequences as Readonly<
  Record<string, Readonly<Record<string, Consequences>>>
>;
const OUTCOMES = outcomes.outcomes as Readonly<
  Record<string, Readonly<Record<string, { error?: string; given?: string }>>>
>;

/** Reads the witness once, for all versions. */
function derivedStatistics({ given, sql }: Witness): (major: number) => string[] {
  const model = createModel({ complete: true });
  for (const { node } of parseScript(given).statements) applyStatement(model, node, { transaction: null });
  markModel(model);
  const { statements } = parseScript(sql);
  return (major) => {
    const context = { major, timeZone: "UTC", transaction: null };
    const effects = statements.flatMap(({ node }) => derive(node, model, context).effects);
    return effects.flatMap((effect) => {
      if (effect.kind !== "destroy" || effect.what !== "statistics") return [];
      const table = effect.relation?.split(".").at(-1);
      // Of an index, the server names the key.
      return effect.name.endsWith("_idx") ? `${effect.name}.1` : `${table}.${effect.name}`;
    });
  };
}

/** Which columns a statistics object has is in no model; where it loses its data, one of its columns does, too. */
const OBJECTS: ReadonlySet<string> = new Set(["stats", "target_stats", "target_expression", "target_other"]);

test("the statistics that go are those that went on five servers", () => {
  const wrong: string[] = [];
  for (const witness of [...WITNESSES, ...plannerStatistics]) {
    const id = witnessId(witness);
    const statisticsOn = derivedStatistics(witness);
    for (const major of MAJORS) {
      if (at(OUTCOMES[id], major)?.error) continue;
      const lost = at(CONSEQUENCES[id], major)?.statistics ?? [];
      const wanted = lost.filter((name) => !OBJECTS.has(name));
      const derived = statisticsOn(major).sort();
      const isAlone = wanted.length === 0 && lost.length > 0;
      if (isAlone || derived.join() !== wanted.join())
        wrong.push(`${id} on ${major}: ${derived}, not ${lost}`);
    }
  }
  expect(wrong).toEqual([]);
});

/** Of tables, not of what is no relation. */
const OF_TABLE = /^(table|relation|materialized view|foreign table) /;

test("who must be the owner is asked for where five servers asked, and nowhere else", () => {
  const wrong: string[] = [];
  for (const witness of WITNESSES) {
    const id = witnessId(witness);
    const ownedOn = derivedOwned(witness);
    for (const major of MAJORS) {
      const outcome = at(OUTCOMES[id], major);
      if (outcome === undefined || outcome.error || outcome.given) continue;
      const asked = at(CONSEQUENCES[id], major)?.owner ?? [];
      const owned = ownedOn(major);
      const isAsked = asked.some((words) => /^(?!must|permission|access)/.test(words));
      if (owned.length > 0 && !isAsked) wrong.push(`${id} on ${major}: not ${owned}`);
      if (owned.length === 0 && witness.form !== null && asked.some((words) => OF_TABLE.test(words)))
        missed.add(`${witness.form}: ${asked}`);
    }
  }
  expect(wrong).toEqual([]);
  expect([...missed].sort()).toEqual(NOT_TOLD);
});

const missed = new Set<string>();

/** Types, views and what is not asked of all of a form: nothing is said of them. */
const NOT_TOLD = [
  "ALTER TABLE NOT OF: table child",
  "ALTER TYPE ADD ATTRIBUTE: table pair",
  "ALTER TYPE ALTER ATTRIBUTE: table pair",
  "ALTER TYPE DROP ATTRIBUTE: table pair",
  "ALTER TYPE RENAME ATTRIBUTE: table pair",
  "CREATE INDEX CONCURRENTLY materialized view: materialized view dependent_matview",
  "CREATE INDEX: materialized view dependent_matview",
  "REINDEX MATERIALIZED VIEW: materialized view target",
  "REINDEX TABLE: materialized view dependent_matview",
  "REINDEX TABLE: table target",
];

function derivedOwned({ given, sql }: Witness): (major: number) => readonly string[] {
  const model = createModel({ complete: true });
  for (const { node } of parseScript(given).statements) applyStatement(model, node, { transaction: null });
  markModel(model);
  const { statements } = parseScript(sql);
  return (major) =>
    statements.flatMap(
      ({ node }) => derive(node, model, { major, timeZone: "UTC", transaction: null }).owned,
    );
}
