/** Snapshots up to version 7: tables by their names, what belongs to them in maps of theirs. */
import type { SchemaChange } from "../further.ts";
import { COLUMNS, type Found, type Json, listOf, type SnapshotForm } from "./snapshot-form.ts";

const MAPS: { readonly [P in SchemaChange["part"]]?: readonly string[] } = {
  index: ["indexes"],
  constraint: ["foreignKeys", "uniqueConstraints", "checkConstraints", "compositePrimaryKeys"],
};

export const TABLES: SnapshotForm = {
  find(snapshot, change) {
    if (change.part === "table") return inMap(snapshot, "tables", keyOf(change, change.name), "");
    return ownersOf(snapshot, change).flatMap(([owner, table]) =>
      mapsOf(change).flatMap((map) => inMap(table, map, change.name, owner)),
    );
  },
  remove(snapshot, change) {
    if (change.part === "table") delete objectIn(snapshot, "tables")[keyOf(change, change.name)];
    else
      for (const [, table] of ownersOf(snapshot, change))
        for (const map of mapsOf(change)) delete objectIn(table, map)[change.name];
  },
  put(snapshot, { collection, owner, key, part }) {
    const holder = owner === "" ? snapshot : objectIn(objectIn(snapshot, "tables"), owner);
    objectIn(holder, collection)[key] = part;
  },
  hasNamelessKey: (snapshot, change) =>
    change.name === `${change.table}_pkey` &&
    ownersOf(snapshot, change).some(([, table]) =>
      Object.values(objectIn(table, "columns")).some((column) => Object(column).primaryKey === true),
    ),
  typeFields: ["type", "typeSchema"],
  check: (change, value) => ({
    collection: "checkConstraints",
    ...placeOf(change),
    part: { name: change.name, value },
  }),
  indexOf: (change, { columns }) => ({
    collection: "indexes",
    ...placeOf(change),
    part: {
      name: change.name,
      columns: listOf(columns).map((expression) => ({
        expression,
        isExpression: false,
        asc: true,
        nulls: "last",
      })),
      isUnique: true,
      concurrently: false,
      method: "btree",
      with: {},
    },
  }),
};

function keyOf({ schema }: SchemaChange, table: string): string {
  return `${schema ?? "public"}.${table}`;
}

function placeOf(change: SchemaChange) {
  return { owner: keyOf(change, change.table), key: change.name };
}

function mapsOf({ part }: SchemaChange): readonly string[] {
  return MAPS[part] ?? COLUMNS;
}

/** The table of a part; of an index that is dropped by its name, the one that has it. */
function ownersOf(snapshot: Json, change: SchemaChange): [string, Json][] {
  const tables = objectIn(snapshot, "tables");
  const own = keyOf(change, change.table);
  return (Object.entries(tables) as [string, Json][]).filter(([key, table]) =>
    change.table === "" ? change.name in objectIn(table, "indexes") : key === own,
  );
}

function inMap(holder: Json, collection: string, key: string, owner: string): Found[] {
  const part = objectIn(holder, collection)[key];
  return typeof part === "object" && part !== null ? [{ collection, owner, key, part: part as Json }] : [];
}

function objectIn(owner: Json, key: string): Json {
  return Object(owner[key]) as Json;
}
