import { below } from "./below.ts";
import { columnKinds } from "./column-kinds.ts";
import { columnProperties } from "./column-properties.ts";
import { columnTypeDependents } from "./column-type-dependents.ts";
import { columnTypes } from "./column-types.ts";
import { columns } from "./columns.ts";
import { combinations } from "./combinations.ts";
import { constraints } from "./constraints.ts";
import { constraintsElsewhere } from "./constraints-elsewhere.ts";
import { foreign } from "./foreign.ts";
import { foreignKeys } from "./foreign-keys.ts";
import { indexes } from "./indexes.ts";
import { maintenance } from "./maintenance.ts";
import { moreIndexes } from "./more-indexes.ts";
import { moreRows } from "./more-rows.ts";
import { objects } from "./objects.ts";
import { operators } from "./operators.ts";
import { partitions } from "./partitions.ts";
import { privileges } from "./privileges.ts";
import { publications } from "./publications.ts";
import { routines } from "./routines.ts";
import { rows } from "./rows.ts";
import { schemas } from "./schemas.ts";
import { sequences } from "./sequences.ts";
import { serverObjects } from "./server-objects.ts";
import { sessions } from "./sessions.ts";
import { statistics } from "./statistics.ts";
import { tableOptions } from "./table-options.ts";
import { tables } from "./tables.ts";
import { textSearch } from "./text-search.ts";
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
  "Partitions and inheritance": [...partitions, ...below],
  Indexes: [...indexes, ...moreIndexes],
  "Views, triggers, rules and policies": [...views, ...objects],
  Sequences: sequences,
  "Types and domains": types,
  "Functions and procedures": routines,
  "Schemas and extensions": schemas,
  "Roles and privileges": privileges,
  "Publications, subscriptions and statistics": [...publications, ...statistics],
  "Foreign data": foreign,
  "Operators, casts, collations, languages": operators,
  "Text search": textSearch,
  "Databases, tablespaces, event triggers": serverObjects,
  Rows: [...rows, ...moreRows],
  Maintenance: maintenance,
  "Sessions and transactions": sessions,
  "Several subcommands": combinations,
};

export const WITNESSES: readonly Witness[] = Object.values(FAMILIES).flat();
