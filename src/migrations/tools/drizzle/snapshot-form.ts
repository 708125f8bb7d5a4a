/** How the parts of a schema stand in Drizzle's snapshots, in the two forms that those have had. */
import type { SchemaChange } from "../further.ts";

export type Json = Record<string, unknown>;

/** A part, and which collection it is in: "columns", "fks". */
export interface Found {
  readonly collection: string;
  /** The key of its table, where snapshots have one. */
  readonly owner: string;
  readonly key: string;
  readonly part: Json;
}

/** Names of parts are those of the catalog; what Drizzle does not know is not found. */
export interface SnapshotForm {
  find(snapshot: Json, change: SchemaChange): readonly Found[];
  /** With all that belongs to it. */
  remove(snapshot: Json, change: SchemaChange): void;
  put(snapshot: Json, found: Found): void;
  /** The table has a primary key that is not found by its name. */
  hasNamelessKey(snapshot: Json, change: SchemaChange): boolean;
  /** Fields of a column. */
  readonly typeFields: readonly string[];
  check(change: SchemaChange, condition: string): Found;
  /** The unique index that a unique constraint is made of. */
  indexOf(change: SchemaChange, unique: Json): Found;
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

export const COLUMNS: readonly string[] = ["columns"];
