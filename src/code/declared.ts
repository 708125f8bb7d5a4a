import type {
  DeclaredColumn,
  DeclaredEnum,
  DeclaredModel,
  DeclaredSchema,
  Place,
} from "./declared-schema.ts";
import { splitName, type Taken } from "./taken.ts";

/** What the schema in the code says of a thing that is taken away. */
export interface Declaration {
  /** Null: it does not say, or not surely. */
  readonly declared: boolean | null;
  readonly model?: DeclaredModel;
  readonly column?: DeclaredColumn;
  /** Where it is declared. */
  readonly place?: Place;
}

const UNKNOWN: Declaration = { declared: null };

export function declaration(taken: Taken, schema: DeclaredSchema | null): Declaration {
  if (schema === null) return UNKNOWN;
  if (taken.kind === "type") return ofEnums(enumNamed(taken.of, schema), schema);
  if (taken.kind === "checked enum") {
    const known = schema.from === "Prisma" ? enumNamed(taken.of, schema) : undefined;
    return known === undefined ? UNKNOWN : ofEnums(known, schema);
  }
  if (taken.kind === "enum value") {
    const all = [...schema.enums.values()].flatMap(({ values }) => values);
    const [only, ...others] = all.filter(({ value }) => value === taken.name);
    // The effect does not say of which type the value is.
    return ofEnums(others.length === 0 ? only : undefined, { whole: schema.whole && only === undefined });
  }
  if (taken.of === null || taken.kind === "routine") return UNKNOWN;
  const { models, isSure } = modelsOf(taken.of, schema);
  if (!isSure) return UNKNOWN;
  const [model] = models;
  if (model === undefined) return { declared: schema.whole ? false : null };
  if (taken.kind === "relation") return ofModel(model);
  const own = models.flatMap((one) => one.columns.map((column) => ({ model: one, column })));
  const named = own.filter(({ column }) => column.column === taken.name);
  const used = named.find((one) => !one.column.ignored && !one.model.ignored) ?? named[0];
  if (used === undefined) return { declared: models.every(({ whole }) => whole) ? false : null, model };
  const isUsed = !used.column.ignored && !used.model.ignored;
  return { ...used, declared: isUsed, ...(isUsed ? { place: used.column.place } : {}) };
}

/** A table that stands in the schema and that no query of the client names is not used. */
function ofModel(model: DeclaredModel): Declaration {
  return model.ignored ? { declared: false, model } : { declared: true, model, place: model.place };
}

function ofEnums(
  one: { readonly place: Place } | undefined,
  { whole }: Pick<DeclaredSchema, "whole">,
): Declaration {
  if (one !== undefined) return { declared: true, place: one.place };
  return { declared: whole ? false : null };
}

function enumNamed(of: string | null, { enums }: DeclaredSchema): DeclaredEnum | undefined {
  const { schema, name } = splitName(of ?? "");
  return [...enums.values()].find(
    (one) => one.type === name && (one.schema === null || one.schema === schema),
  );
}

/** A model without a schema is one of the connection's: public, as far as migrations show. */
function modelsOf(of: string, { models }: DeclaredSchema) {
  const { schema, name } = splitName(of);
  const named = models.filter(({ table }) => table === name);
  const sure = named.filter((model) => (model.schema ?? "public") === schema);
  return { models: sure, isSure: sure.length > 0 || named.every((model) => model.schema !== null) };
}
