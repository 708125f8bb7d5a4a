/** Values of any type: of its own kind where it is made of others. */
import { listOf, SCALARS, type Values } from "./scalar-values.ts";
import type { TypeId, TypeShape } from "./table-shape.ts";

/** How an input function that nobody here knows may like a value. */
const GUESSES = listOf(["1", "2", "3", "4"]);

/** Deeper than this a type that holds itself is not followed. */
const DEEPEST = 8;

export class TypeValues {
  readonly #types: ReadonlyMap<TypeId, TypeShape>;
  /** What a domain lets through, by its oid. */
  readonly #admitted: ReadonlyMap<TypeId, Values>;

  constructor(types: ReadonlyMap<TypeId, TypeShape>, admitted: ReadonlyMap<TypeId, Values> = new Map()) {
    this.#types = types;
    this.#admitted = admitted;
  }

  /** The type below all domains, with its modifier. */
  plain(
    type: TypeId,
    modifier: number,
  ): { readonly shape: TypeShape | undefined; readonly modifier: number } {
    const shape = this.#types.get(type);
    if (shape?.kind !== "d" || shape.base === null) return { shape, modifier };
    return this.plain(shape.base, shape.modifier);
  }

  of(type: TypeId, modifier: number, depth = 0): Values {
    const admitted = this.#admitted.get(type);
    if (admitted && admitted.count > 0) return admitted;
    const shape = this.#types.get(type);
    if (!shape || depth > DEEPEST) return GUESSES;
    const inner = (of: TypeId, its: number) => this.of(of, its, depth + 1);
    if (shape.kind === "d" && shape.base !== null) return inner(shape.base, shape.modifier);
    if (shape.kind === "e") return listOf(shape.labels);
    if (shape.kind === "c") return composites(shape.attributes.map((one) => inner(one.type, one.modifier)));
    if (shape.kind === "r" && shape.subtype !== null) return ranges(inner(shape.subtype, -1));
    if (shape.kind === "m" && shape.subtype !== null) return wrapped(inner(shape.subtype, -1));
    // Of int2vector and the like the element is no matter of writing.
    if (SCALARS[shape.name]) return SCALARS[shape.name]?.(modifier) ?? GUESSES;
    if (shape.element !== null) return arrays(inner(shape.element, modifier));
    return GUESSES;
  }
}

function arrays(element: Values): Values {
  return {
    count: element.count,
    at: (place) =>
      arrayOf(element.count > place + 1 ? [element.at(place), element.at(place + 1)] : [element.at(place)]),
  };
}

export function arrayOf(elements: readonly string[]): string {
  return `{${elements.map((element) => `"${element.replace(/["\\]/g, "\\$&")}"`).join(",")}}`;
}

function composites(attributes: readonly Values[]): Values {
  const count = Math.max(1, ...attributes.map((one) => one.count));
  const part = (one: Values, place: number) =>
    one.count === 0 ? "" : `"${one.at(place % one.count).replace(/["\\]/g, "$&$&")}"`;
  return { count, at: (place) => `(${attributes.map((one) => part(one, place)).join(",")})` };
}

/** Each apart from the next. */
function ranges(bound: Values): Values {
  if (bound.count < 2) return listOf(["empty"]);
  const quoted = (place: number) => `"${bound.at(place).replace(/["\\]/g, "\\$&")}"`;
  return {
    count: Math.floor(bound.count / 2),
    at: (place) => `[${quoted(place * 2)},${quoted(place * 2 + 1)})`,
  };
}

function wrapped(range: Values): Values {
  return { count: range.count, at: (place) => `{${range.at(place)}}` };
}
