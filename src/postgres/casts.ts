import measured from "./casts.json" with { type: "json" };
import { at } from "./version-range.ts";

/** A row of pg_cast. `binary`: the values are stored alike, so nothing is converted. */
export interface Cast {
  readonly method: "binary" | "function" | "text";
  readonly context: "implicit" | "assignment" | "explicit";
  /** Of the cast's function. */
  readonly volatility: "immutable" | "stable" | "volatile";
}

const CASTS: Readonly<Record<string, Readonly<Record<string, string>>>> = measured.casts;

/**
 * The cast between two different built-in types, by their names in pg_type ("int4", "varchar", "bpchar"); null when
 * pg_cast has none. Casts of arrays, domains, enums and the conversion through text are not in pg_cast.
 */
export function builtInCast(source: string, target: string, major: number): Cast | null {
  const words = at(CASTS[`${source} ${target}`] ?? {}, major)?.split(" ");
  if (!words) return null;
  const [method, context, volatility = "immutable"] = words;
  return { method, context, volatility } as Cast;
}
