/** Snapshots from version 8 on: one list of everything. */
import type { SchemaChange } from "../further.ts";
import { COLUMNS, type Json, listOf, type SnapshotForm } from "./snapshot-form.ts";

const ENTITIES: { readonly [P in SchemaChange["part"]]?: readonly string[] } = {
  table: ["tables"],
  index: ["indexes"],
  constraint: ["fks", "uniques", "checks", "pks"],
};

export const LIST: SnapshotForm = {
  find: ({ ddl }, change) =>
    (listOf(ddl) as Json[])
      .filter((part) => isEntity(part, change))
      .map((part) => ({ collection: String(part.entityType), owner: "", key: change.name, part })),
  remove(snapshot, change) {
    snapshot.ddl = (listOf(snapshot.ddl) as Json[]).filter(
      (part) => !isEntity(part, change) && !(change.part === "table" && isIn(part, change, change.name)),
    );
  },
  put(snapshot, { part }) {
    snapshot.ddl = [...listOf(snapshot.ddl), part];
  },
  hasNamelessKey: () => false,
  typeFields: ["type", "typeSchema", "dimensions"],
  check: (change, value) => ({
    collection: "checks",
    owner: "",
    key: change.name,
    part: { value, ...entity(change, "checks") },
  }),
  indexOf: (change, { columns, nameExplicit }) => ({
    collection: "indexes",
    owner: "",
    key: change.name,
    part: {
      nameExplicit,
      columns: listOf(columns).map((value) => ({
        value,
        isExpression: false,
        asc: true,
        nullsFirst: false,
        opclass: null,
      })),
      isUnique: true,
      where: null,
      with: "",
      method: "btree",
      concurrently: false,
      ...entity(change, "indexes"),
    },
  }),
};

function entity({ schema, table, name }: SchemaChange, entityType: string) {
  return { name, entityType, schema: schema ?? "public", table };
}

function isEntity(part: Json, change: SchemaChange): boolean {
  const kinds = ENTITIES[change.part] ?? COLUMNS;
  if (!kinds.includes(String(part.entityType)) || part.name !== change.name) return false;
  return change.part === "table" ? isOf(part, change) : isIn(part, change, change.table);
}

/** Without a table, an index that is named by itself. */
function isIn(part: Json, change: SchemaChange, table: string): boolean {
  return isOf(part, change) && (table === "" || part.table === table);
}

function isOf(part: Json, { schema }: SchemaChange): boolean {
  return part.schema === (schema ?? "public");
}
