import {
  type Analyzed,
  type BreakEffect,
  defineRule,
  hazardsOf,
  type Level,
  listed,
  nameOf,
} from "lockgate/rule";

export default defineRule({
  level: "error",
  summary: "While a release rolls out, code of the previous one still runs: it fails on what this changes.",
  judge(analyzed) {
    const breaks = hazardsOf(analyzed, "break").filter((effect) => !isTold(effect, analyzed));
    const kinds = [...new Set(breaks.map(({ what }) => what))];
    return kinds.flatMap((what) => {
      const alike = breaks.filter((effect) => effect.what === what);
      const [because] = alike;
      if (because === undefined) return [];
      const { level, consequence } = outcomeOf(what);
      const message = `${what}: ${consequence(listed(alike.map(nameIn), 8))}`;
      return { message, because, covering: alike, level };
    });
  },
  remedy({ level }) {
    if (level === "note") return;
    return {
      summary:
        "add the new beside the old, release code that uses both, and remove the old in a later migration",
      sql: "",
    };
  },
});

interface Outcome {
  readonly level: Level;
  readonly consequence: (names: string) => string;
}

const SURE: Outcome = { level: "error", consequence: (names) => `running code that uses ${names} fails` };

/** What breaks code of a certain kind only, or code that writes what is refused from now on. */
const MILDER: readonly (readonly [RegExp, Outcome])[] = [
  [
    / added$/,
    { level: "note", consequence: (names) => `running code that writes what ${names} refuses fails` },
  ],
  [
    /^(unique|exclude|primary key).* dropped$/,
    {
      level: "note",
      consequence: (names) => `INSERT ... ON CONFLICT of running code that relies on ${names} fails`,
    },
  ],
  [
    /^type changed$/,
    {
      level: "warning",
      consequence: (names) => `running code that reads or writes ${names} as the old type may fail`,
    },
  ],
  [
    /^column newly required$/,
    { level: "error", consequence: (names) => `running code that inserts no ${names} fails` },
  ],
];

function outcomeOf(what: string): Outcome {
  return MILDER.find(([pattern]) => pattern.test(what))?.[1] ?? SURE;
}

/** A required column that no row has a value for stops the migration first: fails-on-existing-rows tells it. */
function isTold({ what, relation }: BreakEffect, analyzed: Analyzed): boolean {
  if (what !== "column newly required") return false;
  return hazardsOf(analyzed, "fail").some((fail) => fail.sqlstate === "23502" && fail.relation === relation);
}

function nameIn({ relation, name }: BreakEffect): string {
  if (relation === null || relation === name) return nameOf(name);
  return relation.endsWith(`.${name}`) ? nameOf(relation) : `${nameOf(relation)}.${name}`;
}
