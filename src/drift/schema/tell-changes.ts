import { as, nameParts } from "../../sql/nodes.ts";
import { parseScript } from "../../sql/parse.ts";
import { quoted } from "../../sql/quote.ts";
import { type Fact, nameOf, relationOf } from "../catalog/fact.ts";
import type { Pair } from "../catalog/pairs.ts";
import { readDiffering, readFact } from "../catalog/words.ts";
import type { FoundDifference } from "../drift-report.ts";
import type { AskedChanges, NotRun } from "./asked-changes.ts";

/** What the schema file wants otherwise than the migrations make it, in plain words. The parser must be loaded. */
export function tellChanges({ pairs, notRun }: AskedChanges): FoundDifference[] {
  const { renamed, others } = splitRenames(pairs);
  return [...renamed.map(tellRename), ...others.map(tell), ...notRun.map(tellNotRun)].sort(byPlace);
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

function tellRename({ from, to }: Rename): FoundDifference {
  const create = from.object === "index" ? `ALTER INDEX ${nameOf(from)}` : `ALTER TABLE ${relationOf(from)}`;
  const what = from.object === "index" ? "" : ` CONSTRAINT ${quoted(from.name)}`;
  return {
    kind: "changed",
    object: from.object,
    name: nameOf(from),
    relation: relationOf(from),
    expected: from.name,
    actual: to.name,
    message: `${from.object} ${nameOf(from)}: the schema file names it ${to.name}; nothing else differs`,
    next: `keep the name with map: "${from.name}" in the schema file, or rename it in a migration (${create} RENAME${what} TO ${quoted(to.name)}; it takes no time): ${migrateDev(to)}`,
    sql: null,
  };
}

function tell(pair: Pair): FoundDifference {
  const { expected, actual, attributes } = pair;
  const fact = expected ?? actual;
  if (fact === null) throw new TypeError("a pair of nothing");
  const both = expected !== null && actual !== null;
  return {
    kind: both ? "changed" : actual === null ? "missing" : "unexpected",
    object: fact.object,
    name: nameOf(fact),
    relation: relationOf(fact),
    expected: expected && (both ? readDiffering(expected, attributes) : readFact(expected)),
    actual: actual && (both ? readDiffering(actual, attributes) : readFact(actual)),
    ...(both ? sayBoth(expected, actual, attributes) : actual === null ? sayGone(fact) : sayForgotten(fact)),
    sql: null,
  };
}

type Said = Pick<FoundDifference, "message" | "next">;

function sayBoth(expected: Fact, actual: Fact, attributes: readonly string[]): Said {
  const [here, there] = [readDiffering(expected, attributes), readDiffering(actual, attributes)];
  return {
    message: `${expected.object} ${nameOf(expected)}: the migrations make it ${here}, the schema file says ${there}`,
    next: `${migrateDev(expected)}, or mend the schema file`,
  };
}

function sayForgotten(fact: Fact): Said {
  return {
    message: `${fact.object} ${nameOf(fact)}: the schema file has it, no migration makes it`,
    next: migrateDev(fact),
  };
}

/** Only the migrations have it: Prisma would drop it, also where its schema cannot say what it is. */
function sayGone(fact: Fact): Said {
  const { message, next } = onlyInSql(fact) ?? {
    message: "the schema file lacks it",
    next: `bring it back into the schema file (npx prisma db pull shows how it is written there), or drop it in a migration: ${migrateDev(fact)}`,
  };
  return {
    message: `${fact.object} ${nameOf(fact)}: the migrations make it, ${message}: the next prisma migrate dev drops it`,
    next,
  };
}

/** An index that Prisma writes only where a schema file says so in full, or never. */
function onlyInSql({ object, attributes }: Fact): Said | null {
  const { definition = "" } = attributes;
  const [statement] = object === "index" ? parseScript(definition).statements : [];
  const index = as(statement?.node, "IndexStmt");
  if (index === undefined) return null;
  if ((index.indexIncludingParams ?? []).length > 0) return UNWRITABLE;
  const { accessMethod = "btree", idxname = "", whereClause, indexParams = [], unique } = index;
  const fields = indexParams.map((node) => {
    const { name = "", opclass } = as(node, "IndexElem") ?? {};
    const operators = nameParts(opclass).at(-1);
    return operators === undefined ? name : `${name}(ops: raw("${operators}"))`;
  });
  const isPlain = !whereClause && accessMethod === "btree" && !fields.some((field) => field.endsWith(")"));
  if (isPlain) return null;
  const where = definition.slice(definition.lastIndexOf(" WHERE ") + " WHERE ".length);
  const parts = [
    `[${fields.join(", ")}]`,
    ...(accessMethod === "btree" ? [] : [`type: ${TYPES[accessMethod] ?? accessMethod}`]),
    ...(whereClause ? [`where: raw(${JSON.stringify(where)})`] : []),
    `map: "${idxname}"`,
  ];
  return {
    message: "written by hand, and the schema file lacks it",
    next: `put it into the schema file: @@${unique ? "unique" : "index"}(${parts.join(", ")})`,
  };
}

const UNWRITABLE: Said = {
  message: "an index with INCLUDE, which a schema file cannot hold",
  next: "write migrations with npx prisma migrate dev --create-only, and take its DROP INDEX out before they are applied",
};

/** What Prisma's schema calls the access methods. */
const TYPES: Readonly<Record<string, string>> = {
  hash: "Hash",
  gist: "Gist",
  gin: "Gin",
  spgist: "SpGist",
  brin: "Brin",
};

function tellNotRun({ command, sql, reason }: NotRun): FoundDifference {
  return {
    kind: "changed",
    object: "statement",
    name: command,
    relation: null,
    expected: null,
    actual: sql,
    message: `the schema file asks for ${command}, which fails on what the migrations make: ${reason}`,
    next: "npx prisma migrate dev --create-only --name schema, and mend what it writes",
    sql: null,
  };
}

function migrateDev({ name }: Fact): string {
  return `npx prisma migrate dev --create-only --name ${name.toLowerCase().replace(/[^a-z0-9]+/g, "_")}`;
}

function byPlace(a: FoundDifference, b: FoundDifference): number {
  const [left, right] = [a, b].map(({ relation, object, name }) => `${relation ?? "~"} ${object} ${name}`);
  return left === right ? 0 : (left ?? "") < (right ?? "") ? -1 : 1;
}
