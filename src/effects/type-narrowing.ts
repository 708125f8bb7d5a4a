/** Which values a type change cannot take, and which it takes only in part. */
import type { SchemaModel } from "./schema/model.ts";
import type { ColumnType } from "./schema/type.ts";
import { baseType, isString } from "./type-cast.ts";

export interface Narrowing {
  /** SQLSTATE of the error on a value that does not fit; null: every value does. */
  readonly fails: string | null;
  /** Values are silently changed: cut, rounded. */
  readonly loses: boolean;
}

const NONE: Narrowing = { fails: null, loses: false };

/** Decimal digits before the point that a type of whole numbers needs. */
const INTEGERS: Readonly<Record<string, number>> = { int2: 5, int4: 10, int8: 19 };
const FLOATS: ReadonlySet<string> = new Set(["float4", "float8"]);
const CLOCKS: Readonly<Record<string, string>> = {
  timestamp: "timestamp date time",
  timestamptz: "timestamp date time zone",
  date: "date",
  time: "time",
  timetz: "time zone",
};

/** SQLSTATE of a text that does not read as the type: dates have their own. */
function misread(type: ColumnType): string {
  return type.name in CLOCKS || type.name === "interval" ? "22007" : "22P02";
}

/** `asked`: the cast is written out, so that a string is cut without a word. */
export function narrowing(model: SchemaModel, from: ColumnType, to: ColumnType, asked: boolean): Narrowing {
  const source = baseType(model, from);
  const target = baseType(model, to);
  if (source.array !== target.array) {
    return isString(target) ? NONE : isString(source) ? { fails: misread(target), loses: false } : NONE;
  }
  if (isString(source) && isString(target)) return strings(source, target, asked);
  if (isString(source)) return { fails: misread(target), loses: false };
  const label = enums(model, source, target);
  if (label) return label;
  if (source.name === "numeric" || source.name in INTEGERS || FLOATS.has(source.name))
    return numbers(source, target);
  if (source.name in CLOCKS) return clocks(source, target);
  if (isString(target) && (target.modifiers.length > 0 || target.name === "name")) {
    return asked ? { fails: null, loses: true } : { fails: "22001", loses: false };
  }
  if (source.name === "bit" && target.name === "bit" && source.modifiers[0] !== target.modifiers[0]) {
    return asked ? { fails: null, loses: true } : { fails: "22026", loses: false };
  }
  if (target.name === "varbit" && target.modifiers.length > 0 && !bitsFit(source, target)) {
    return asked ? { fails: null, loses: true } : { fails: "22001", loses: false };
  }
  if (source.name === "inet" && target.name === "cidr") return { fails: "22P02", loses: false };
  return NONE;
}

function strings(source: ColumnType, target: ColumnType, asked: boolean): Narrowing {
  const [size] = target.modifiers;
  const [oldSize] = source.modifiers;
  if (size === undefined || (oldSize !== undefined && size >= oldSize)) return NONE;
  return asked ? { fails: null, loses: true } : { fails: "22001", loses: false };
}

function bitsFit(source: ColumnType, target: ColumnType): boolean {
  const [size] = source.modifiers;
  return size !== undefined && size <= (target.modifiers[0] ?? 0);
}

/** From one enum to another by way of text: labels that the new one lacks have nowhere to go. */
function enums(model: SchemaModel, source: ColumnType, target: ColumnType): Narrowing | null {
  const [before, after] = [source, target].map(({ id }) => (id === null ? undefined : model.types.get(id)));
  if (before?.kind !== "enum" || after?.kind !== "enum") return null;
  return missingLabels(model, source, target).length > 0 ? { fails: "22P02", loses: false } : NONE;
}

/** Labels of the old enum that the new one does not have; none when either is no enum. */
export function missingLabels(model: SchemaModel, from: ColumnType, to: ColumnType): string[] {
  const [before, after] = [from, to].map(({ id }) => (id === null ? undefined : model.types.get(id)));
  if (before?.kind !== "enum" || after?.kind !== "enum") return [];
  const kept = new Set(after.labels.map(({ label }) => label));
  return before.labels.flatMap(({ label }) => (kept.has(label) ? [] : label));
}

/** Digits before the point and behind it; Infinity where nothing bounds them. */
function digits(type: ColumnType): { readonly before: number; readonly behind: number } | null {
  const whole = INTEGERS[type.name];
  if (whole !== undefined) return { before: whole, behind: 0 };
  if (FLOATS.has(type.name)) return { before: Number.POSITIVE_INFINITY, behind: Number.POSITIVE_INFINITY };
  if (type.name !== "numeric") return null;
  const [precision, scale = 0] = type.modifiers;
  if (precision === undefined) return { before: Number.POSITIVE_INFINITY, behind: Number.POSITIVE_INFINITY };
  return { before: precision - scale, behind: scale };
}

function numbers(source: ColumnType, target: ColumnType): Narrowing {
  if (FLOATS.has(target.name)) {
    const exact = source.name === "int2" || (source.name === "int4" && target.name === "float8");
    return {
      fails: source.name === "float8" && target.name === "float4" ? "22003" : null,
      loses: !exact && source.name !== "float4",
    };
  }
  const [old, wanted] = [digits(source), digits(target)];
  if (!old || !wanted) return target.name === "bool" ? { fails: null, loses: true } : NONE;
  return { fails: wanted.before < old.before ? "22003" : null, loses: wanted.behind < old.behind };
}

function clocks(source: ColumnType, target: ColumnType): Narrowing {
  const kept = CLOCKS[target.name]?.split(" ");
  if (!kept) return NONE;
  const zoneAside = (CLOCKS[source.name] ?? "")
    .split(" ")
    .filter((part) => part !== "zone" && part !== "timestamp");
  const [precision = 6] = target.modifiers;
  const [oldPrecision = 6] = source.modifiers;
  const cut = target.name !== "date" && source.name !== "date" && precision < oldPrecision;
  return { fails: null, loses: cut || zoneAside.some((part) => !kept.includes(part)) };
}
