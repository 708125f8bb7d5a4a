import { quoted, quotedRelation } from "../../sql/quote.ts";
import type { Pair } from "../catalog/compare-facts.ts";
import { type Fact, nameOf, relationOf } from "../catalog/fact.ts";
import { readPair } from "../catalog/fact-text.ts";
import type { FoundDifference } from "../drift-report.ts";
import type { NotRun, SchemaChanges } from "./schema-changes.ts";

/** What a tool's user does about a difference. */
export interface Advice {
  /** The command that writes a migration of what the schema file wants: "npx prisma migrate dev". */
  readonly generate: string;
  /** The same with a name for the migration. */
  named(name: string): string;
  /** How a schema file keeps the name that an object has. */
  keepName(name: string): string;
  /** How an object comes into the schema file that only the migrations have. */
  readonly bringBack: string;
  /** What else is known of such an object, or null. */
  byHand(fact: Fact): Description | null;
}

export type Description = Pick<FoundDifference, "message" | "next">;

/** What the schema file wants otherwise than the migrations make it, in plain words. */
export function describeChanges({ pairs, notRun }: SchemaChanges, advice: Advice): FoundDifference[] {
  const { renamed, others } = splitRenames(pairs);
  return [
    ...renamed.map((one) => describeRename(one, advice)),
    ...others.map((one) => describe(one, advice)),
    ...notRun.map((one) => describeNotRun(one, advice)),
  ].sort(byPlace);
}

interface Rename {
  readonly from: Fact;
  readonly to: Fact;
}

/** Two objects of one table of which nothing but the name differs are one that is named otherwise. */
function splitRenames(pairs: readonly Pair[]): { renamed: Rename[]; others: Pair[] } {
  const renamed: Rename[] = [];
  const others = [...pairs];
  for (const pair of pairs) {
    const { expected: from } = pair;
    if (from === null || pair.actual !== null) continue;
    const partner = others.find(
      ({ expected, actual }) => expected === null && actual !== null && isAlike(from, actual),
    );
    const to = partner?.actual;
    if (partner === undefined || to === null || to === undefined) continue;
    others.splice(others.indexOf(partner), 1);
    others.splice(others.indexOf(pair), 1);
    renamed.push({ from, to });
  }
  return { renamed, others };
}

function isAlike(one: Fact, other: Fact): boolean {
  return (
    (one.object === "index" || one.object === "constraint") &&
    one.object === other.object &&
    relationOf(one) === relationOf(other) &&
    nameless(one) === nameless(other)
  );
}

function nameless({ name, attributes }: Fact): string {
  const { definition = "", ...rest } = attributes;
  return JSON.stringify([definition.replace(` INDEX ${quoted(name)} ON `, " INDEX ON "), rest]);
}

function describeRename({ from, to }: Rename, advice: Advice): FoundDifference {
  const renamed = quoted(to.name);
  const relation = quotedRelation(relationOf(from) ?? "");
  return {
    kind: "changed",
    object: from.object,
    name: nameOf(from),
    relation: relationOf(from),
    expected: from.name,
    actual: to.name,
    message: `${from.object} ${nameOf(from)}: the schema file names it ${to.name}; nothing else differs`,
    next: `keep the name with \`${advice.keepName(from.name)}\` in the schema file, or rename it in a migration, which takes no time: \`${advice.named(to.name)}\``,
    sql:
      from.object === "index"
        ? `ALTER INDEX ${quotedRelation(nameOf(from))} RENAME TO ${renamed};`
        : `ALTER TABLE ${relation} RENAME CONSTRAINT ${quoted(from.name)} TO ${renamed};`,
  };
}

function describe(pair: Pair, advice: Advice): FoundDifference {
  const { expected, actual } = pair;
  const found = readPair(pair);
  const description =
    expected && actual
      ? describeChanged(expected, found, advice)
      : expected
        ? describeMissing(expected, advice)
        : describeUnexpected(actual as Fact, advice);
  return { ...found, ...description, sql: null };
}

function describeChanged(
  fact: Fact,
  { object, name, expected, actual }: ReturnType<typeof readPair>,
  advice: Advice,
): Description {
  const fits = [expected, actual].every((text) => (text?.length ?? 0) <= LONGEST);
  return {
    message: `${object} ${name}: ${fits ? `the migrations make it ${expected}, the schema file says ${actual}` : "the schema file defines it otherwise than the migrations"}`,
    next: advice.byHand(fact)?.next ?? `run \`${advice.named(fact.name)}\`, or fix the schema file`,
  };
}

/** Characters of a definition that a line has room for; it stands whole in `expected` and `actual`. */
const LONGEST = 120;

function describeUnexpected(fact: Fact, advice: Advice): Description {
  return {
    message: `${fact.object} ${nameOf(fact)}: the schema file has it, no migration makes it`,
    next: `run \`${advice.named(fact.name)}\``,
  };
}

/** Only the migrations have it. */
function describeMissing(fact: Fact, advice: Advice): Description {
  const { message, next } = advice.byHand(fact) ?? {
    message: "the schema file lacks it",
    next: `${advice.bringBack}, or drop it in a migration: \`${advice.named(fact.name)}\``,
  };
  const then = `the next ${advice.generate.replace("npx ", "")} drops it`;
  return { message: `${fact.object} ${nameOf(fact)}: the migrations make it, ${message}: ${then}`, next };
}

function describeNotRun({ command, sql, reason }: NotRun, advice: Advice): FoundDifference {
  return {
    kind: "changed",
    object: "statement",
    name: command,
    relation: null,
    expected: null,
    actual: sql,
    message: `the schema file asks for ${command}, which fails on what the migrations make: ${reason}`,
    next: `run \`${advice.named("schema")}\`, and fix what it writes`,
    sql: null,
  };
}

function byPlace(a: FoundDifference, b: FoundDifference): number {
  const [left, right] = [a, b].map(({ relation, object, name }) => `${relation ?? "~"} ${object} ${name}`);
  return left === right ? 0 : (left ?? "") < (right ?? "") ? -1 : 1;
}
