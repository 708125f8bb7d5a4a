/** The columns of its table that a trigger's function in PL/pgSQL names: NEW.total, OLD.total. */
import { parsePlpgsql } from "./parse.ts";

export interface TriggerField {
  readonly row: "new" | "old";
  readonly name: string;
  /** NEW.name is given a value. */
  readonly assigned: boolean;
}

interface Datum {
  readonly PLpgSQL_rec?: { readonly refname?: string };
  readonly PLpgSQL_recfield?: { readonly fieldname?: string; readonly recparentno?: number };
}

/** None of a body that cannot be read. */
export function triggerFields(body: string): readonly TriggerField[] {
  const tree = parsePlpgsql(body, "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS");
  const [read] =
    (tree as { plpgsql_funcs?: { PLpgSQL_function?: { datums?: Datum[] } }[] } | null)?.plpgsql_funcs ?? [];
  const datums = read?.PLpgSQL_function?.datums ?? [];
  const assigned = new Set<number>();
  collectAssigned(read, assigned);
  return datums.flatMap(({ PLpgSQL_recfield: field }, number): TriggerField[] => {
    const row = datums[field?.recparentno ?? 0]?.PLpgSQL_rec?.refname;
    const name = field?.fieldname;
    if (name === undefined || (row !== "new" && row !== "old")) return [];
    return [{ row, name, assigned: row === "new" && assigned.has(number) }];
  });
}

/** The numbers of the variables that `:=`, INTO and the like write to. */
function collectAssigned(value: unknown, found: Set<number>): void {
  if (typeof value !== "object" || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    if (key === "varno" && typeof inner === "number") found.add(inner);
    else collectAssigned(inner, found);
  }
}
