import { columnKinds } from "./column-kinds.ts";
import { columnProperties } from "./column-properties.ts";
import { columnTypeDependents } from "./column-type-dependents.ts";
import { columnTypes } from "./column-types.ts";
import { columns } from "./columns.ts";
import { constraints } from "./constraints.ts";
import { constraintsElsewhere } from "./constraints-elsewhere.ts";
import { foreignKeys } from "./foreign-keys.ts";
import { indexes } from "./indexes.ts";
import { moreIndexes } from "./more-indexes.ts";
import { objects } from "./objects.ts";
import { partitions } from "./partitions.ts";
import { rows } from "./rows.ts";
import { tableOptions } from "./table-options.ts";
import { tables } from "./tables.ts";
import { types } from "./types.ts";
import { views } from "./views.ts";
import type { Witness } from "./witness.ts";

/** All witnesses by family, as the reference groups them. */
export const FAMILIES: Readonly<Record<string, readonly Witness[]>> = {
  Tables: [...tables, ...tableOptions],
  Columns: [...columns, ...columnKinds, ...columnProperties],
  "Column types": [...columnTypes, ...columnTypeDependents],
  Constraints: [...constraints, ...constraintsElsewhere],
  "Foreign keys": foreignKeys,
  "Partitions and inheritance": partitions,
  Indexes: [...indexes, ...moreIndexes],
  "Views, triggers, rules and policies": views,
  "Types and domains": types,
  "Other objects": objects,
  Rows: rows,
};

export const WITNESSES: readonly Witness[] = Object.values(FAMILIES).flat();
