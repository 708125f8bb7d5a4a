import type { LiveDefinition, LiveDefinitions, Name } from "../production/objects.ts";
import type { Snapshot } from "../production/snapshot.ts";
import type { Token } from "../sql/parse.ts";
import { quoted } from "../sql/quote.ts";
import { cleanDefinition, group } from "./definition.ts";
import { cleanRoutine } from "./routine.ts";

type LiveObject = NonNullable<Snapshot["objects"]>[number];

export interface CleanedObjects {
  readonly objects: readonly LiveObject[];
  /** Those that are left out. */
  readonly unclean: number;
}

/** Objects as SQL without literals, in an order in which they can be made. Needs `loadParser`. */
export function liveObjectsOf({ list, needs }: LiveDefinitions): CleanedObjects {
  const objects: LiveObject[] = [];
  let unclean = 0;
  for (const definition of inOrder(list, needs)) {
    const sql = cleaned(definition);
    if (sql === null) unclean++;
    else objects.push({ ...named(definition), sql });
  }
  return { objects, unclean };
}

function named(definition: LiveDefinition): Omit<LiveObject, "sql"> {
  const { kind, name } = definition;
  switch (definition.kind) {
    case "schema":
    case "extension":
      return { kind, name: definition.name };
    case "trigger":
    case "policy":
      return { kind, name: definition.name.name, relation: dotted(definition.relation) };
    case "index":
      return { kind, name: dotted(definition.name), relation: dotted(definition.relation) };
    case "function":
      return { kind, name: `${dotted(definition.name)}(${definition.types})` };
    default:
      return { kind, name: dotted(name as Name) };
  }
}

function cleaned(definition: LiveDefinition): string | null {
  switch (definition.kind) {
    case "schema":
      return `CREATE SCHEMA IF NOT EXISTS ${quoted(definition.name)}`;
    case "extension": {
      const { name, schema } = definition;
      const where = schema === "public" || schema === "pg_catalog" ? "" : ` WITH SCHEMA ${quoted(schema)}`;
      return `CREATE EXTENSION IF NOT EXISTS ${quoted(name)}${where} CASCADE`;
    }
    case "function":
      return cleanRoutine(definition);
    case "view":
    case "materialized view": {
      const { kind, name, columns, sql } = definition;
      const listed = columns.length === 0 ? "" : ` (${columns.map(quoted).join(", ")})`;
      const query = (sql ?? "").replace(/;\s*$/, "");
      const end = kind === "view" ? "" : " WITH NO DATA";
      return cleanDefinition(`CREATE ${kind.toUpperCase()} ${sqlName(name)}${listed} AS ${query}${end}`);
    }
    case "index":
      return cleanDefinition(definition.sql ?? "", storage);
    case "trigger":
      return cleanDefinition(definition.sql ?? "", triggerArguments);
    case "policy":
      return policy(definition);
  }
}

/** Roles are left out: the shadow has none of them. */
function policy(definition: Extract<LiveDefinition, { kind: "policy" }>): string | null {
  const { name, relation, permissive, command, sql, check } = definition;
  return cleanDefinition(
    [
      `CREATE POLICY ${quoted(name.name)} ON ${sqlName(relation)}`,
      ...(permissive ? [] : ["AS RESTRICTIVE"]),
      ...(command === "ALL" ? [] : [`FOR ${command}`]),
      ...(sql === null ? [] : [`USING (${sql})`]),
      ...(check === null ? [] : [`WITH CHECK (${check})`]),
    ].join(" "),
  );
}

/** WITH (fillfactor='70'), and ONLY, which PostgreSQL writes for the index of a partitioned table. */
function storage(words: readonly Token[]): number[] {
  const only = words.findIndex(
    ({ text }, index) => /^only$/i.test(text) && /^on$/i.test(words[index - 1]?.text ?? ""),
  );
  return [
    ...group(words, (word, next) => /^with$/i.test(word.text) && next.text === "("),
    ...(only === -1 ? [] : [only]),
  ];
}

/** What a trigger hands to its function. */
function triggerArguments(words: readonly Token[]): number[] {
  const from = words.findLastIndex(({ text }) => /^execute$/i.test(text));
  const open = words.findIndex(({ text }, index) => index > from && text === "(");
  return words.flatMap((_, index) => (index > open && index < words.length - 1 ? [index] : []));
}

function sqlName({ schema, name }: Name): string {
  return `${quoted(schema)}.${quoted(name)}`;
}

function dotted({ schema, name }: Name): string {
  return `${schema}.${name}`;
}

/** Views and functions behind what they are made of; the rest as it came. */
function inOrder(list: readonly LiveDefinition[], needs: LiveDefinitions["needs"]): LiveDefinition[] {
  const byOid = new Map(list.map((one) => [one.oid, one]));
  const needed = new Map<string, string[]>();
  for (const [object, other] of needs)
    if (object !== other) needed.set(object, [...(needed.get(object) ?? []), other]);
  const done = new Set<LiveDefinition>();
  const place = (one: LiveDefinition, above: ReadonlySet<LiveDefinition>): void => {
    if (done.has(one) || above.has(one)) return;
    const names = (needed.get(one.oid) ?? []).flatMap((oid) => byOid.get(oid) ?? []);
    for (const other of names.sort((a, b) => list.indexOf(a) - list.indexOf(b)))
      place(other, new Set([...above, one]));
    done.add(one);
  };
  for (const one of list) place(one, new Set());
  return [...done];
}
