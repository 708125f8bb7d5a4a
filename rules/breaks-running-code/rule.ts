import {
  type Analyzed,
  type BreakEffect,
  type Broken,
  defineRule,
  hazardsOf,
  type Level,
  listed,
  nameOf,
  waitsFor,
} from "lockgate/rule";

export default defineRule({
  level: "error",
  summary: "While a release rolls out, code of the previous one still runs: it fails on what this changes.",
  judge(analyzed) {
    const breaks = hazardsOf(analyzed, "break").filter((effect) => !stopsFirst(effect, analyzed));
    const outcomes = breaks.map(({ what }) => OUTCOMES[what]);
    const gravest = LEVELS.map((level) => outcomes.findIndex((outcome) => outcome.level === level)).find(
      (at) => at !== -1,
    );
    const [because, outcome] = gravest === undefined ? [] : [breaks[gravest], outcomes[gravest]];
    if (because === undefined || outcome === undefined) return;
    const alike = breaks.filter(({ what }) => what === because.what);
    const message = `${because.what}: ${outcome.consequence(listed(alike.map(nameIn), 8))}`;
    const judgment = { message, because, covering: breaks, level: outcome.level };
    // Another type mostly means a rewrite, a constraint a scan: where a rule tells of those, this is told below it.
    const folded = because.relation !== null && outcome.told === "below";
    return folded ? { ...judgment, cause: waitsFor(because.relation) } : judgment;
  },
  remedy({ level, because }) {
    if (level === "note") return;
    const isRequired = because.kind === "break" && because.what === "column newly required";
    return {
      summary: isRequired
        ? "release code that writes it first, and make it required in a later migration"
        : "add the new beside the old, release code that uses both, and remove the old in a later migration",
      sql: "",
    };
  },
});

const LEVELS: readonly Level[] = ["error", "warning", "note"];

interface Outcome {
  readonly level: Level;
  readonly consequence: (names: string) => string;
  /** Below the finding on the work that the same statement does on the table. */
  readonly told?: "below";
}

const SURE: Outcome = { level: "error", consequence: (names) => `running code that uses ${names} fails` };

/** Code that violates it, and no other. */
const STRICTER: Outcome = {
  level: "note",
  consequence: (names) => `running code fails where it violates ${names}`,
  told: "below",
};

const KEY: Outcome = {
  level: "note",
  consequence: (names) => `running code that relies on ${names} (INSERT ... ON CONFLICT) fails`,
};

const OUTCOMES: Readonly<Record<Broken, Outcome>> = {
  "table dropped": SURE,
  "table renamed": SURE,
  "table moved to another schema": SURE,
  "foreign table dropped": SURE,
  "foreign table renamed": SURE,
  "foreign table moved to another schema": SURE,
  "view dropped": SURE,
  "view renamed": SURE,
  "view moved to another schema": SURE,
  "materialized view dropped": SURE,
  "materialized view renamed": SURE,
  "materialized view moved to another schema": SURE,
  "sequence dropped": SURE,
  "sequence renamed": SURE,
  "sequence moved to another schema": SURE,
  "type dropped": SURE,
  "type renamed": SURE,
  "type moved to another schema": SURE,
  "domain dropped": SURE,
  "domain renamed": SURE,
  "function dropped": SURE,
  "function renamed": SURE,
  "function moved to another schema": SURE,
  "procedure renamed": SURE,
  "procedure moved to another schema": SURE,
  "routine renamed": SURE,
  "routine moved to another schema": SURE,
  "aggregate renamed": SURE,
  "aggregate moved to another schema": SURE,
  "schema renamed": SURE,
  "role renamed": SURE,
  "database renamed": SURE,
  "attribute dropped": SURE,
  "attribute renamed": SURE,
  "attribute type changed": SURE,
  "column dropped": SURE,
  "column renamed": SURE,
  "column newly required": {
    level: "error",
    consequence: (names) => `running code that inserts rows without ${names} fails`,
  },
  "NULL no longer accepted": {
    level: "warning",
    consequence: (names) => `running code that writes NULL to ${names} fails`,
  },
  "column always generated": {
    level: "warning",
    consequence: (names) => `running code that writes ${names} fails`,
  },
  "type changed": {
    level: "warning",
    consequence: (names) => `running code that reads or writes ${names} as the old type may fail`,
    told: "below",
  },
  "enum value dropped": SURE,
  "enum value renamed": SURE,
  "primary key dropped": KEY,
  "unique constraint dropped": KEY,
  "exclusion constraint dropped": KEY,
  "unique index dropped": KEY,
  "primary key added": STRICTER,
  "unique constraint added": STRICTER,
  "exclusion constraint added": STRICTER,
  "unique index added": STRICTER,
  "check constraint added": STRICTER,
  "foreign key added": STRICTER,
  "domain constraint added": STRICTER,
  "trigger added": STRICTER,
  "partition attached": {
    level: "note",
    consequence: (names) => `running code that writes rows outside of its bounds to ${names} fails`,
  },
  "partition detached": SURE,
};

/** A required column that rows have no value for stops the migration: fails-on-existing-rows tells it. */
function stopsFirst({ what, relation }: BreakEffect, analyzed: Analyzed): boolean {
  if (what !== "column newly required") return false;
  return hazardsOf(analyzed, "fail").some((fail) => fail.sqlstate === "23502" && fail.relation === relation);
}

/** Kinds whose name says all, whatever relation they belong to. */
function nameIn({ relation, name }: BreakEffect): string {
  if (relation === null || relation === name) return nameOf(name);
  return relation.endsWith(`.${name}`) ? nameOf(relation) : `${nameOf(relation)}.${name}`;
}
