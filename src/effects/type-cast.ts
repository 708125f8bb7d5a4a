/**
 * What PostgreSQL does to the values of a column whose type changes: nothing, where the cast only gives them another
 * label (ATColumnChangeRequiresRewrite), else every row is rewritten.
 */
import { builtInCast } from "../postgres/casts.ts";
import { domainOf } from "./schema/domain.ts";
import type { SchemaModel } from "./schema/model.ts";
import type { ColumnType } from "./schema/type.ts";
import { sameBaseType } from "./schema/type-names.ts";

export interface CastContext {
  readonly model: SchemaModel;
  readonly major: number;
  /** The session's TimeZone; null: not known. */
  readonly timeZone: string | null;
}

/** An expression over the old value, as far as it has been followed. */
export interface CastResult {
  /** Null when its type is not known. */
  readonly type: ColumnType | null;
  /** The values are stored alike. */
  readonly free: boolean;
  /** It is not known whether they are, and taken that they are not. */
  readonly assumed: boolean;
  /** Whether the casts so far may be made without being asked for; null: not known. */
  readonly automatic: boolean | null;
}

const STRINGS: ReadonlySet<string> = new Set(["text", "varchar", "bpchar", "name", "citext"]);

export function isString(type: ColumnType): boolean {
  return !type.array && STRINGS.has(type.name);
}

/** The type under domains, with the modifiers of the innermost. */
export function baseType(model: SchemaModel, type: ColumnType): ColumnType {
  return domainOf(model, type)?.base ?? type;
}

/** Casts on: to the type, then to its length. */
export function castTo(scene: CastContext, from: CastResult, to: ColumnType): CastResult {
  if (!from.type) return { type: to, free: false, assumed: true, automatic: null };
  const source = baseType(scene.model, from.type);
  const target = baseType(scene.model, to);
  const step = convert(scene, source, target);
  const modifiers = sameBaseType(source, target) ? source.modifiers : [];
  const length = target.array ? sameModifiers(modifiers, target.modifiers) : keepsLength(target, modifiers);
  const constrained = domainOf(scene.model, to)?.constrained === true && from.type.id !== to.id;
  const free = step.free && length && !constrained;
  return {
    type: to,
    free: from.free && free,
    assumed: from.assumed || (!free && step.assumed && length && !constrained),
    automatic:
      from.automatic === false || step.automatic === false ? false : step.automatic && from.automatic,
  };
}

interface Step {
  readonly free: boolean;
  readonly assumed: boolean;
  readonly automatic: boolean | null;
}

const FREE: Step = { free: true, assumed: false, automatic: true };

function convert(scene: CastContext, source: ColumnType, target: ColumnType): Step {
  if (sameBaseType(source, target)) return FREE;
  if (source.array !== target.array) return throughText(source, target);
  if (source.array) {
    const element = convert(scene, { ...source, array: false }, { ...target, array: false });
    // ArrayCoerceExpr: even where the elements are stored alike the array is rebuilt.
    return { ...element, free: false };
  }
  if (source.name === "citext" || target.name === "citext") return withCitext(source, target);
  if (source.id !== null || target.id !== null) return throughText(source, target);
  if (source.schema !== "pg_catalog" || target.schema !== "pg_catalog") {
    return { free: false, assumed: true, automatic: null };
  }
  const cast = builtInCast(source.name, target.name, scene.major);
  if (!cast) return throughText(source, target);
  const automatic = cast.context !== "explicit";
  if (cast.method === "binary") return { free: true, assumed: false, automatic };
  if (isTimestampPair(source.name, target.name)) return { ...timestamps(scene), automatic };
  return { free: false, assumed: false, automatic };
}

/** No cast is known: by output and input function, unasked only when the result is a string. */
function throughText(source: ColumnType, target: ColumnType): Step {
  const known = [source, target].every((type) => type.id !== null || type.schema === "pg_catalog");
  return { free: false, assumed: !known, automatic: isString(target) ? true : known ? false : null };
}

/** The casts that the citext extension makes. */
function withCitext(source: ColumnType, target: ColumnType): Step {
  const other = source.name === "citext" ? target.name : source.name;
  if (other === "text" || other === "varchar") return FREE;
  if (other === "bpchar")
    return source.name === "citext" ? FREE : { free: false, assumed: false, automatic: true };
  return throughText(source, target);
}

function isTimestampPair(a: string, b: string): boolean {
  return (a === "timestamp" && b === "timestamptz") || (a === "timestamptz" && b === "timestamp");
}

/** Zones that are UTC under another name (TimestampTimestampTzRequiresRewrite asks whether the zone has no offset). */
const NO_OFFSET = /^(etc\/)?(utc|gmt|uct|zulu|universal|greenwich|gmt[+-]?0|utc0|0)$/i;

function timestamps({ model, timeZone }: CastContext): Omit<Step, "automatic"> {
  const zone = model.timeZone ?? timeZone;
  if (zone === null) return { free: false, assumed: true };
  return { free: NO_OFFSET.test(zone), assumed: false };
}

function sameModifiers(a: readonly number[], b: readonly number[]): boolean {
  return b.length === 0 || (a.length === b.length && a.every((value, at) => value === b[at]));
}

/** No value can be too long for the new modifiers, so that the planner leaves the length coercion out (varchar_support …). */
export function keepsLength(type: ColumnType, old: readonly number[]): boolean {
  const [size, scale = 0] = type.modifiers;
  const [oldSize, oldScale = 0] = old;
  if (size === undefined) return true;
  switch (type.name) {
    case "varchar":
    case "varbit":
      return oldSize !== undefined && size >= oldSize;
    case "numeric":
      return oldSize !== undefined && scale === oldScale && size >= oldSize;
    case "timestamp":
    case "timestamptz":
    case "time":
    case "timetz":
      return size >= 6 || (oldSize !== undefined && size >= oldSize);
    case "interval":
      return intervalKeeps(type.modifiers, old);
    case "bpchar":
    case "bit":
      return sameModifiers(old, type.modifiers);
    default:
      return sameModifiers(old, type.modifiers);
  }
}

/** Bits of an interval's field mask (utils/timestamp.h), from the least field on. */
const FIELDS = [12, 11, 10, 3, 1, 2];

function leastField(modifiers: readonly number[]): number {
  const [mask] = modifiers;
  if (mask === undefined) return 0;
  return FIELDS.findIndex((bit) => (mask & (1 << bit)) !== 0);
}

/** interval_support: no field of the values is cut off, and no digit of their seconds. */
function intervalKeeps(wanted: readonly number[], old: readonly number[]): boolean {
  const [, precision = 6] = wanted;
  const [, oldPrecision = 6] = old;
  const oldLeast = leastField(old);
  return leastField(wanted) <= oldLeast && (oldLeast > 0 || precision >= 6 || precision >= oldPrecision);
}
