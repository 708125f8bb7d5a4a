import {
  type Analyzed,
  type BreakEffect,
  type ByBreak,
  byBreak,
  defineRule,
  failing,
  hazardsOf,
  isPrepared,
  type Judgment,
  type Level,
  leftByBreak,
  listed,
  nameOf,
  runningCodePlan,
  stepsIn,
  waitsFor,
} from "lockgate/rule";

export default defineRule({
  level: "error",
  summary: "While a release rolls out, code of the previous one still runs, and fails on this change.",
  left: "code",
  judges: ["break"],
  judge(analyzed) {
    const breaks = hazardsOf(analyzed, "break").filter((effect) => !stopsFirst(effect, analyzed));
    const matters = new Map<string, BreakEffect[]>();
    for (const effect of breaks) {
      if (effect.object === "query") continue;
      const outcome = byBreak(OUTCOMES, effect);
      if (outcome === null) continue;
      const matter = outcome.told === "apart" ? effect.what : "names";
      matters.set(matter, [...(matters.get(matter) ?? []), effect]);
    }
    return [
      ...[...matters.values()].flatMap((effects) => judgmentOf(effects) ?? []),
      ...breaks.filter(({ object }) => object === "query").map(queryJudgment),
    ];
  },
  remedy({ level, because }, analyzed) {
    if (level === "note" || because.kind !== "break") return;
    const own = because.change === "answered otherwise" ? PREPARE_AGAIN : byBreak(OUTCOMES, because)?.remedy;
    const summary =
      own ??
      "add the new beside the old, release code that uses both, and remove the old in a later migration";
    const steps = runningCodePlan(because, analyzed);
    return steps === null
      ? { summary, sql: "", left: leftByBreak(because, analyzed) }
      : { summary, ...stepsIn(analyzed, steps), plan: "release" };
  },
});

/** One for the gravest, which speaks for the others. */
function judgmentOf(breaks: readonly BreakEffect[]): Judgment | undefined {
  const outcomes = breaks.map(outcomeOf);
  const gravest = LEVELS.map((level) => outcomes.findIndex((outcome) => outcome?.level === level)).find(
    (at) => at !== -1,
  );
  const [because, outcome] = gravest === undefined ? [] : [breaks[gravest], outcomes[gravest]];
  if (because === undefined || !outcome) return undefined;
  const alike = breaks.filter(({ what }) => what === because.what);
  const message = `${because.what}: ${outcome.consequence(listed(alike.map(nameIn), 8))}`;
  // Whether a number of its own choice is below those in use, only the rows say.
  const isOpen = because.change === "set back" && because.evidence === "assumed";
  const level = isOpen ? "warning" : outcome.level;
  const judgment = { message, because, covering: breaks, level } as const;
  if (outcome.told === "apart") return { ...judgment, cause: `${because.relation} ${because.what}` };
  // Another type mostly means a rewrite, a constraint a scan: where a rule tells of those, this is told below it.
  const isBelow = because.relation !== null && outcome.told === "below";
  return isBelow ? { ...judgment, cause: waitsFor(because.relation) } : judgment;
}

/**
 * What the running release is known to do without does not break it for sure: text search proves no absence. What may
 * fail by the values of running code is certain where one of its queries was seen to.
 */
function outcomeOf(effect: BreakEffect): Outcome | null {
  const outcome = byBreak(OUTCOMES, effect);
  if (outcome === null) return null;
  // Most drivers hand on whatever value they read.
  if (effect.change === "written" && effect.usedBy?.declared !== true) return null;
  if ((effect.usedBy?.failing ?? 0) > 0) return { ...outcome, level: "error" };
  return outcome.level === "error" && isPrepared(effect) ? { ...outcome, level: "warning" } : outcome;
}

/** Of live queries that no name taken away explains. */
function queryJudgment(because: BreakEffect): Judgment {
  const { change, name, usedBy } = because;
  const fails = usedBy === undefined ? "a query fails" : failing(usedBy);
  const cause = `query ${change} ${name}`;
  if (change === "answered otherwise") {
    const isHot = (usedBy?.callsPerSecond ?? 0) >= HOT_CALLS;
    const message = `${fails} once in each session that holds it prepared: ${name}`;
    return { because, message, cause, level: isHot ? "warning" : "note" };
  }
  return change === "failing"
    ? { because, message: `${fails}: ${name}`, cause, level: "error" }
    : {
        because,
        message: `${fails} where a value is none of the new type: ${name}`,
        cause,
        level: "warning",
      };
}

const PREPARE_AGAIN =
  "name the columns in the query instead of *, or let sessions begin anew right after the migration";

/** Calls a second from which on sessions that have to prepare again are noticed. */
const HOT_CALLS = 10;

const LEVELS: readonly Level[] = ["error", "warning", "note"];

interface Outcome {
  readonly level: Level;
  readonly consequence: (names: string) => string;
  /** Below the finding on the work that the same statement does on the table; or for itself, whatever else is told. */
  readonly told?: "below" | "apart";
  /** Where it is not to expand and contract. */
  readonly remedy?: string;
}

const SURE: Outcome = { level: "error", consequence: (names) => `running code that uses ${names} fails` };

/** Code that violates it, and no other. */
const STRICTER: Outcome = {
  level: "note",
  consequence: (names) => `running code fails where it violates ${names}`,
  told: "below",
};

const KEY = {
  dropped: {
    level: "note",
    consequence: (names: string) => `running code that relies on ${names} (INSERT ... ON CONFLICT) fails`,
  },
  added: STRICTER,
} as const;

const HIDES: Outcome = {
  level: "error",
  consequence: (names) => `running code sees no rows of ${names} or cannot change them`,
  told: "apart",
  remedy: "create the policies in the same migration, before or behind it",
};

/** A name that running code uses is gone. */
const GONE = { dropped: SURE, renamed: SURE, moved: SURE };

/** Null: another rule tells it. */
const OUTCOMES: ByBreak<Outcome | null> = {
  table: { ...GONE, unpublished: null },
  "foreign table": GONE,
  view: GONE,
  "materialized view": GONE,
  sequence: {
    ...GONE,
    "set back": {
      level: "error",
      consequence: (names) =>
        `${names} gives numbers again that rows may have: INSERT of running code fails on them`,
      told: "apart",
      remedy: "set it to a value above the greatest that is in use: setval(..., (SELECT max(id) FROM ...))",
    },
  },
  type: GONE,
  domain: GONE,
  function: GONE,
  procedure: GONE,
  routine: GONE,
  aggregate: GONE,
  schema: GONE,
  role: GONE,
  database: GONE,
  attribute: { ...GONE, retyped: SURE },
  column: {
    ...GONE,
    retyped: {
      level: "warning",
      consequence: (names) => `running code that reads or writes ${names} as the old type may fail`,
      told: "below",
    },
    required: {
      level: "error",
      consequence: (names) => `running code that inserts rows without ${names} fails`,
      remedy: "release code that writes it first, and make it required in a later migration",
    },
    "not null": {
      level: "warning",
      consequence: (names) => `running code that writes NULL to ${names} fails`,
    },
    generated: {
      level: "warning",
      consequence: (names) => `running code that writes ${names} fails`,
    },
    "used by a trigger": {
      level: "error",
      consequence: (names) => `a trigger uses ${names}, so that writing to the table fails`,
      told: "apart",
      remedy: "replace the trigger's function first, so that it does without the column",
    },
    "used by a function": {
      level: "error",
      consequence: (names) => `a function uses ${names}, so that calling it fails`,
      told: "apart",
      remedy: "replace the function first, so that it does without the column",
    },
  },
  "enum value": {
    ...GONE,
    written: {
      level: "error",
      consequence: (names) =>
        `running code that knows the enum's values fails on rows with ${names}, which it does not know`,
      told: "apart",
      remedy: "release code that knows the value first, and write it in a later migration",
    },
  },
  "primary key": KEY,
  "unique constraint": KEY,
  "exclusion constraint": KEY,
  "unique index": KEY,
  "check constraint": { added: STRICTER },
  "foreign key": { added: STRICTER },
  "domain constraint": { added: STRICTER },
  trigger: { added: STRICTER },
  privilege: {
    revoked: {
      level: "error",
      consequence: (names) => `running code fails on ${names}: permission denied`,
      told: "apart",
      remedy: "release code that does without it first, or grant what it needs in the same migration",
    },
  },
  rows: { hidden: HIDES, "hidden from the owner": HIDES, "hidden from other roles": null },
  "replica identity": {
    lost: {
      level: "error",
      consequence: (names) => `UPDATE and DELETE on ${names} fail, which a publication publishes`,
      told: "apart",
      remedy: "set another replica identity first: REPLICA IDENTITY USING INDEX or FULL",
    },
    lacking: null,
    "given up": null,
  },
  enforcement: { disabled: null },
  partition: {
    attached: {
      level: "note",
      consequence: (names) => `running code that writes rows outside of its bounds to ${names} fails`,
    },
    detached: SURE,
  },
  query: { failing: null, "read otherwise": null, "answered otherwise": null },
};

/** A required column that rows have no value for stops the migration: fails-on-existing-rows tells it. */
function stopsFirst({ change, relation }: BreakEffect, analyzed: Analyzed): boolean {
  if (change !== "required") return false;
  return hazardsOf(analyzed, "fail").some((fail) => fail.sqlstate === "23502" && fail.relation === relation);
}

/** Of a privilege or hidden rows, the name is that of the role. */
function nameIn({ change, relation, name }: BreakEffect): string {
  if (relation !== null && (change === "revoked" || change === "hidden")) {
    return `${nameOf(relation)} as ${name}`;
  }
  if (relation === null || relation === name) return nameOf(name);
  return relation.endsWith(`.${name}`) ? nameOf(relation) : `${nameOf(relation)}.${name}`;
}
