import {
  type Analyzed,
  type BreakEffect,
  defineRule,
  givesColumn,
  givesName,
  hazardsOf,
  type Level,
  listed,
  nameOf,
  setsDefault,
  waitsFor,
} from "lockgate/rule";

export default defineRule({
  level: "error",
  summary: "While a release rolls out, code of the previous one still runs: it fails on what this changes.",
  judge(analyzed) {
    const breaks = hazardsOf(analyzed, "break").filter((effect) => !isTold(effect, analyzed));
    const outcomes = breaks.map(({ what }) => outcomeOf(what));
    const gravest = LEVELS.map((level) => outcomes.findIndex((outcome) => outcome.level === level)).find(
      (at) => at !== -1,
    );
    const [because, outcome] = gravest === undefined ? [] : [breaks[gravest], outcomes[gravest]];
    if (because === undefined || outcome === undefined) return;
    const alike = breaks.filter(({ what }) => what === because.what);
    const message = `${because.what}: ${outcome.consequence(listed(alike.map(nameIn), 8))}`;
    const judgment = { message, because, covering: breaks, level: outcome.level };
    // Another type mostly means a rewrite, a constraint a scan: where a rule tells of those, this is told below it.
    const folded = because.relation !== null && / (added|changed)$/.test(because.what);
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
}

const SURE: Outcome = { level: "error", consequence: (names) => `running code that uses ${names} fails` };

/** What breaks code of a certain kind only, or code that writes what is refused from now on. */
const MILDER: readonly (readonly [RegExp, Outcome])[] = [
  [/ added$/, { level: "note", consequence: (names) => `running code fails where it violates ${names}` }],
  [
    /^(unique|exclude|primary key).* dropped$/,
    {
      level: "note",
      consequence: (names) => `running code that relies on ${names} (INSERT ... ON CONFLICT) fails`,
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
    { level: "error", consequence: (names) => `running code that inserts rows without ${names} fails` },
  ],
];

function outcomeOf(what: string): Outcome {
  return MILDER.find(([pattern]) => pattern.test(what))?.[1] ?? SURE;
}

/** Whether running code never notices, or another rule tells it. */
function isTold(effect: BreakEffect, analyzed: Analyzed): boolean {
  const { change, after } = analyzed;
  const earlier = change.slice(0, change.indexOf(analyzed));
  // What an earlier statement of the change has named so, no running code knows; what is there again at the commit,
  // none misses.
  if (gives(effect, earlier) || gives(effect, after)) return true;
  if (effect.what !== "column newly required" || effect.relation === null) return false;
  const { relation, name } = effect;
  // A required column that rows have no value for stops the migration first: fails-on-existing-rows tells it.
  const stops = hazardsOf(analyzed, "fail").some(
    (fail) => fail.sqlstate === "23502" && fail.relation === relation,
  );
  return stops || after.some((later) => setsDefault(later, relation, name));
}

function gives({ what, relation, name }: BreakEffect, statements: readonly Analyzed[]): boolean {
  if (/ (added|changed|required)$/.test(what)) return false;
  return statements.some((other) =>
    what.startsWith("column ") && relation !== null
      ? givesColumn(other, relation, name)
      : givesName(other, name),
  );
}

function nameIn({ what, relation, name }: BreakEffect): string {
  if (relation === null || relation === name || /^(table|view|type (?!changed)|function)/.test(what))
    return nameOf(name);
  return relation.endsWith(`.${name}`) ? nameOf(relation) : `${nameOf(relation)}.${name}`;
}
