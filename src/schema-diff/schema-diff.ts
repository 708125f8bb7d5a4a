/** The JSON of `schemaDiff`: what a change makes of the schema. */
import * as v from "valibot";
import { OBJECTS } from "../drift/catalog/fact.ts";
import { described, type Published, text } from "../published.ts";

/** Constraints, by what they ask for. */
export const CONSTRAINTS = [
  "primary key",
  "unique constraint",
  "foreign key",
  "check constraint",
  "exclusion constraint",
] as const;

/** What an entry is about, in PostgreSQL's words. */
export const SCHEMA_OBJECTS = [...OBJECTS, ...CONSTRAINTS] as const;

const Entry = v.strictObject({
  kind: v.picklist(["added", "removed", "changed"]),
  object: described(v.picklist(SCHEMA_OBJECTS), "PostgreSQL's word for it."),
  name: described(
    text,
    "table, table.column, schema.table.column; unquoted, `public` left out. Of what was renamed, the new name.",
  ),
  before: described(
    v.nullable(text),
    "Its definition, or what of it differs; null where it was added. A table has a line for each column, key and index.",
  ),
  after: described(v.nullable(text), "The same after the change; null where it was removed."),
  target: v.exactOptional(
    described(text, "Where several folders of migrations are rehearsed: the name of its target."),
  ),
});

/** The schema before the change against the schema after it; [] where nothing changes. */
export const SchemaDiffSchema = v.array(Entry);

export type SchemaEntry = Published<typeof Entry>;
export type SchemaDiff = readonly SchemaEntry[];
export type SchemaObject = SchemaEntry["object"];
