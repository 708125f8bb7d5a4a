import { isIn } from "./version-range.ts";
import measured from "./volatility.json" with { type: "json" };

/** pg_proc.provolatile in the manual's words. */
export type Volatility = "immutable" | "stable" | "volatile";

// From the worst to the best.
const VOLATILITIES = ["volatile", "stable", "immutable"] as const;

type Lists = Readonly<Record<string, readonly string[]>>;
type Known = Readonly<Partial<Record<Volatility | "overloads", Lists>>>;

const BY_EXTENSION: Readonly<Record<string, Known>> = measured.functions as never;

type Functions = ReadonlyMap<string, Volatility>;

const read = new Map<string, Functions>();

/** Functions of pg_catalog or of one extension on one version: by name, and by "name(types)" where overloads differ. */
function functionsOf(extension: string, major: number): Functions {
  const key = `${major} ${extension}`;
  const known = read.get(key);
  if (known) return known;
  const lists = BY_EXTENSION[extension] ?? {};
  const functions = new Map<string, Volatility>();
  for (const volatility of VOLATILITIES)
    for (const name of words(lists[volatility], major)) functions.set(name, volatility);
  for (const overload of words(lists.overloads, major)) {
    const space = overload.lastIndexOf(" ");
    const signature = overload.slice(0, space);
    const volatility = overload.slice(space + 1) as Volatility;
    functions.set(signature, volatility);
    const name = signature.slice(0, signature.indexOf("("));
    functions.set(name, worse(functions.get(name), volatility));
  }
  read.set(key, functions);
  return functions;
}

const extensionFunctions = new Map<string, ReadonlySet<string>>();

/** Names of the functions that an extension has on some version; none for one that was not measured. */
export function functionsOfExtension(extension: string): ReadonlySet<string> {
  const known = extensionFunctions.get(extension);
  if (known) return known;
  const own = extension === "pg_catalog" ? {} : (BY_EXTENSION[extension] ?? {});
  const items = Object.values(own).flatMap((lists) => Object.values(lists).flat());
  const names = new Set(items.flatMap((line) => line.split("; ")).map((item) => item.replace(/\(.*$/, "")));
  extensionFunctions.set(extension, names);
  return names;
}

/** The measured extension that has a function of that name, the first by its own name; null: none has. */
export function extensionOfFunction(name: string): string | null {
  return Object.keys(BY_EXTENSION).find((extension) => functionsOfExtension(extension).has(name)) ?? null;
}

function words(lists: Lists | undefined, major: number): string[] {
  return Object.entries(lists ?? {}).flatMap(([range, lines]) =>
    isIn(range, major) ? lines.flatMap((line) => line.split("; ")) : [],
  );
}

function worse(a: Volatility | undefined, b: Volatility): Volatility {
  return VOLATILITIES.find((volatility) => volatility === a || volatility === b) ?? b;
}

/**
 * How volatile a function of pg_catalog or of the named extensions is. `args`: its argument types in the words of
 * format_type ("timestamp with time zone"); without them, or for a list that no overload has, the worst overload
 * counts. Null: no such function is known, it is the user's or of an extension that was not measured.
 */
export function functionVolatility(
  name: string,
  major: number,
  {
    args,
    extensions = [],
  }: { readonly args?: readonly string[]; readonly extensions?: readonly string[] } = {},
): Volatility | null {
  for (const origin of ["pg_catalog", ...extensions]) {
    const functions = functionsOf(origin, major);
    const exact = args && functions.get(`${name}(${args.join(", ")})`);
    const volatility = exact ?? functions.get(name);
    if (volatility) return volatility;
  }
  return null;
}

/** Whether an operator of this name can be other than immutable, for some types. No built-in operator is volatile. */
export function operatorVolatility(name: string, major: number): Volatility {
  const lists: Readonly<Partial<Record<Volatility, Lists>>> = measured.operators as never;
  return VOLATILITIES.find((volatility) => words(lists[volatility], major).includes(name)) ?? "immutable";
}
