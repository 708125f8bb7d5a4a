/** The oracle: what is derived is what five real servers did, on every witness of the catalogue. */
import { beforeAll, describe, expect, test } from "vitest";
import { strongest } from "../postgres/lock-mode.ts";
import { MAJORS } from "../postgres/majors.ts";
import { isIn } from "../postgres/version-range.ts";
import { FAMILIES } from "../postgres/witnesses/all.ts";
import type { Outcome, OutcomeByVersion } from "../postgres/witnesses/outcome.ts";
import measured from "../postgres/witnesses/outcomes.json" with { type: "json" };
import { type Witness, witnessId } from "../postgres/witnesses/witness.ts";
import { loadParser, parseScript } from "../sql/parse.ts";
import { type DeriveResult, derive } from "./derive.ts";
import type { Effect } from "./effect.ts";
import { createModel, markModel } from "./schema/model.ts";
import { applyStatement } from "./statements/statements.ts";

beforeAll(loadParser);

const OUTCOMES = measured.outcomes as Readonly<Record<string, OutcomeByVersion>>;

/** Witnesses whose outcome no schema tells, with the reason. */
const NOT_DERIVED: Readonly<Record<string, string>> = {
  "ALTER TABLE parent DETACH PARTITION target FINALIZE -- none is pending":
    "whether a DETACH CONCURRENTLY was broken off is in no schema",
  "ALTER TABLE target ADD UNIQUE USING INDEX target_a_idx -- it is invalid":
    "that an index is invalid stands in pg_index only",
  "COPY target (id) FROM PROGRAM 'echo 7' -- partitioned":
    "which partitions the rows go into stands in the data: all are told",
  "CALL work()": "that a table of a few rows is read without its index is the planner's choice",
  "DO $$ BEGIN UPDATE target SET a = 1 WHERE id = 7; END $$":
    "that a table of a few rows is read without its index is the planner's choice",
};

/** What these do to tables is derived; what else they do, nothing shows. */
const BEYOND = / PROGRAM |^LOAD |^ALTER SYSTEM /;

/** Witnesses that only a rehearsal sees: the derivation has to say so, whatever else it says. */
const UNANALYZED: Readonly<Record<string, string>> = {
  "REASSIGN OWNED BY app TO lockgate -- it owns nothing": "who owns what",
  "REASSIGN OWNED BY app TO lockgate -- it owns a table": "who owns what",
  "DROP OWNED BY app -- it owns nothing": "who owns what",
  "DROP OWNED BY app -- it owns a table": "who owns what",
  "SECURITY LABEL ON TABLE target IS 'words'": "no server measured has a label provider",
  "IMPORT FOREIGN SCHEMA there FROM SERVER files INTO other": "what the foreign server holds",
  "EXECUTE absent": "what the session has prepared",
  "FETCH ALL FROM absent": "what the session has declared",
};

/** Witnesses that fail by what is in no schema: nothing tells it before they run. */
const UNFORESEEN: Readonly<Record<string, string>> = {
  "ALTER SEQUENCE target_id_seq OWNER TO app -- it is owned by a column": "who owns the table",
  "ALTER DATABASE postgres RENAME TO renamed -- it is in use": "that the session is in it",
  "CREATE EXTENSION absent_extension": "which extensions the server has",
  "CREATE LANGUAGE absent": "which extensions the server has",
  "GRANT SELECT ON target TO absent": "which roles there are",
  "INSERT INTO target (id, a) VALUES (1, 1) -- the key exists": "the rows",
  "LOAD 'absent_library'": "which libraries the server has",
  "RELEASE SAVEPOINT absent": "the savepoints of the transaction",
  "SET absent = 1": "which settings the server has",
};

function outcomeOf(witness: Witness, major: number): Outcome | undefined {
  const ranges = Object.entries(OUTCOMES[witnessId(witness)] ?? {});
  return ranges.find(([range]) => isIn(range, major))?.[1];
}

/** Reads the witness once and derives it for a version; nothing that is derived changes the model. */
function deriver({ given, sql, session }: Witness): (major: number, outcome: Outcome) => DeriveResult {
  const model = createModel({ complete: true });
  for (const { node } of parseScript(given).statements) applyStatement(model, node, { transaction: null });
  markModel(model);
  const [statement] = parseScript(sql).statements;
  if (!statement) throw new Error(`no statement: ${sql}`);
  for (const { node } of parseScript(session ?? "").statements)
    applyStatement(model, node, { transaction: null });
  return (major, outcome) => {
    const transaction = outcome.refusedInTransaction ? null : "transaction";
    return derive(statement.node, model, { major, timeZone: "UTC", transaction });
  };
}

const bare = (relation: string) => relation.replace(/^public\./, "");
/** Temporary relations are seen in some outcomes only, under the name of the session's schema. */
const isTemporary = (relation: string) => relation.startsWith("pg_temp");

/** What an outcome and a derivation say alike: locks on tables and views, rewrites, builds, scans. */
interface Facts {
  readonly locks: Readonly<Record<string, string>>;
  readonly rewrites: readonly string[];
  readonly scans: readonly string[];
  readonly builds: readonly string[];
}

function factsOf(effects: readonly Effect[]): Facts {
  const of = <K extends Effect["kind"]>(kind: K) =>
    effects.filter((effect): effect is Extract<Effect, { kind: K }> => effect.kind === kind);
  const tables = of("lock").filter(
    ({ role, relation }) => role !== "index" && role !== "sequence" && !isTemporary(relation),
  );
  const names = [...new Set(tables.map(({ relation }) => bare(relation)))].sort();
  return {
    locks: Object.fromEntries(
      names.map((name) => [
        name,
        strongest(tables.flatMap((it) => (bare(it.relation) === name ? it.mode : []))).join(" + "),
      ]),
    ),
    rewrites: of("rewrite")
      .map(({ relation }) => bare(relation))
      .sort(),
    scans: [...new Set(of("scan").map(({ relation }) => bare(relation)))].sort(),
    builds: of("build")
      .filter(({ relation }) => !isTemporary(relation))
      .map(({ relation, index }) => `${bare(relation)}: ${bare(index)}`)
      .sort(),
  };
}

function factsOfOutcome(outcome: Outcome): Facts {
  return {
    locks: Object.fromEntries(
      Object.entries(outcome.locks ?? {})
        .filter(([relation]) => !isTemporary(relation))
        .sort(([a], [b]) => (a < b ? -1 : 1)),
    ),
    // A copy to another tablespace takes as long as a rewrite and is told as one.
    rewrites: [...(outcome.rewrites ?? []), ...(outcome.copies ?? [])].sort(),
    scans: Object.keys(outcome.scans ?? {}).sort(),
    builds: [...(outcome.builds ?? [])].sort(),
  };
}

function failuresOf(derived: DeriveResult): string[] {
  return derived.effects.flatMap((it) => (it.kind === "fail" ? `${it.when}: ${it.reason}` : []));
}

describe.each(Object.entries(FAMILIES))("%s", (_family, witnesses) => {
  test.each(witnesses.map((witness) => [witnessId(witness), witness] as const))("%s", (id, witness) => {
    if (NOT_DERIVED[id] !== undefined) return;
    const deriveOn = deriver(witness);
    for (const major of MAJORS) {
      const outcome = outcomeOf(witness, major);
      if (!outcome) throw new Error(`not measured on ${major}: npm run measure`);
      if (outcome.given !== undefined) continue;
      const derived = deriveOn(major, outcome);
      if (UNANALYZED[id] !== undefined) {
        expect(derived.unanalyzed, `on ${major}`).not.toBeNull();
        continue;
      }
      const gaps = derived.gaps.filter(({ shownBy }) => !(BEYOND.test(id) && shownBy === "nothing"));
      expect(gaps, `on ${major}`).toEqual([]);
      if (UNFORESEEN[id] !== undefined) {
        expect(failuresOf(derived), `on ${major}`).toEqual([]);
        continue;
      }
      if (outcome.error !== undefined) {
        expect(failuresOf(derived), `fails with ${outcome.error} on ${major}`).not.toEqual([]);
        continue;
      }
      expect(factsOf(derived.effects), `on ${major}`).toEqual(factsOfOutcome(outcome));
      expect(
        failuresOf(derived).filter((it) => it.startsWith("always")),
        `on ${major}`,
      ).toEqual([]);
    }
  });
});
