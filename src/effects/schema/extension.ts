/** What extensions bring, as far as a DROP EXTENSION takes columns and indexes of tables along. */

import { functionsOfExtension } from "../../postgres/volatility.ts";
import { cascadeToColumn } from "./cascade.ts";
import { cascadeToUses } from "./cascade-routine.ts";
import { tables } from "./find-relation.ts";
import { indexesOf } from "./lookup.ts";
import type { SchemaModel } from "./model.ts";
import { qualifiedName } from "./relation.ts";
import type { Removal } from "./removal.ts";

interface Brings {
  readonly types: readonly string[];
  /** Beginnings of operator class names. */
  readonly classes: readonly string[];
}

/** From the control scripts of the contrib modules and of pgvector and PostGIS. */
const BRINGS: Readonly<Record<string, Brings>> = {
  citext: { types: ["citext"], classes: [] },
  hstore: { types: ["hstore"], classes: ["gin_hstore", "gist_hstore"] },
  ltree: { types: ["ltree", "lquery", "ltxtquery"], classes: ["gist_ltree"] },
  cube: { types: ["cube"], classes: [] },
  isn: { types: ["ean13", "isbn", "isbn13", "ismn", "ismn13", "issn", "issn13", "upc"], classes: [] },
  seg: { types: ["seg"], classes: [] },
  lo: { types: ["lo"], classes: [] },
  earthdistance: { types: ["earth"], classes: [] },
  intarray: { types: ["query_int"], classes: ["gist__int", "gin__int"] },
  pg_trgm: { types: [], classes: ["gin_trgm", "gist_trgm"] },
  vector: { types: ["vector", "halfvec", "sparsevec"], classes: ["vector_", "halfvec_", "sparsevec_"] },
  postgis: { types: ["geometry", "geography", "box2d", "box3d"], classes: [] },
};

/** The extension that brings a type of that name, or null. */
export function extensionOfType(type: string): string | null {
  return Object.keys(BRINGS).find((name) => BRINGS[name]?.types.includes(type)) ?? null;
}

/** The extension that brings an operator class of that name, or null. */
export function extensionOfClass(operatorClass: string): string | null {
  const isItsOwn = (prefix: string) => operatorClass.startsWith(prefix);
  return Object.keys(BRINGS).find((name) => BRINGS[name]?.classes.some(isItsOwn)) ?? null;
}

const NOTHING: Brings = { types: [], classes: [] };

/** Whether all that tables can use of the extension is known. */
export function isKnownExtension(name: string): boolean {
  return name in BRINGS || functionsOfExtension(name).size > 0;
}

export function cascadeToExtension(model: SchemaModel, removal: Removal, name: string): void {
  const brings = BRINGS[name] ?? NOTHING;
  const functions = functionsOfExtension(name);
  for (const table of tables(model)) {
    cascadeToUses(model, removal, table, (used) => functions.has(used));
    for (const column of table.columns) {
      if (column.type?.id !== null || !brings.types.includes(column.type.name)) continue;
      removal.blockers.push({ object: `column ${column.name} of table`, name: qualifiedName(table) });
      cascadeToColumn(model, removal, table, column.number);
    }
    for (const index of indexesOf(model, table.id)) {
      const uses = index.keys.some(
        (key) => "column" in key && brings.classes.some((prefix) => key.operatorClass?.startsWith(prefix)),
      );
      if (!uses) continue;
      removal.blockers.push({ object: "index", name: qualifiedName(index) });
      removal.relations.add(index.id);
    }
  }
}
