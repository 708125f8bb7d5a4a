/** What the schemas of published JSON are made of. Types alone are imported at start: valibot is loaded where JSON is read. */
import * as v from "valibot";

export const text = v.string();
export const count = v.pipe(v.number(), v.integer(), v.minValue(0));
/** 1-based. */
export const line = v.pipe(v.number(), v.integer(), v.minValue(1));

/** A schema with the description that stands in `schema/*.schema.json`. */
export const described = <T extends v.GenericSchema>(schema: T, description: string) =>
  v.pipe(schema, v.description(description));

/** What a schema describes, not to be changed. */
export type Published<S extends v.GenericSchema> = DeepReadonly<v.InferOutput<S>>;

type DeepReadonly<T> = T extends object ? { readonly [K in keyof T]: DeepReadonly<T[K]> } : T;
