import { columnTypeDependents } from "./column-type-dependents.ts";
import { columnTypes } from "./column-types.ts";
import { columns } from "./columns.ts";
import { constraints } from "./constraints.ts";
import { indexes } from "./indexes.ts";
import { objects } from "./objects.ts";
import { rows } from "./rows.ts";
import { tables } from "./tables.ts";
import type { Witness } from "./witness.ts";

/** All witnesses by family, as the reference groups them. */
export const FAMILIES: Readonly<Record<string, readonly Witness[]>> = {
  Tables: tables,
  Columns: columns,
  "Column types": [...columnTypes, ...columnTypeDependents],
  Constraints: constraints,
  Indexes: indexes,
  "Other objects": objects,
  Rows: rows,
};

export const WITNESSES: readonly Witness[] = Object.values(FAMILIES).flat();
