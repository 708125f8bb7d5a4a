/** Names of further migrations: behind the changed one, and ahead of the next. */

/** A name in its parts: "0007" + "_orders" + ".up.sql". */
interface NameParts {
  /** The letter before the digits of Flyway's and refinery's names, else empty. */
  readonly prefix: string;
  readonly version: string;
  readonly rest: string;
  /** The ending of a file; empty for a folder. */
  readonly end: string;
}

/** Names for so many migrations behind one of this name, the one to prefer first. */
export function furtherNames(name: string, count: number, isFile: boolean): string[][] {
  const parts = partsOf(name, isFile);
  const { rest, end } = parts;
  const [, stem = rest, last] = /^(.*\D)_([2-9])$/s.exec(rest) ?? [];
  const first = last === undefined ? 2 : Number(last) + 1;
  const versions = versionsAfter(parts.version, count);
  const numbered = versions?.map((version, at) => `${parts.prefix}${version}${stem}_${first + at}${end}`);
  // "step" sorts behind "sql", so behind the name that it continues even where punctuation does not count.
  const head = `${parts.prefix}${parts.version}${stem}`;
  const [steps, plain] = ["_step", ""].map((word) =>
    Array.from({ length: count }, (_, at) => `${head}${word}_${first + at}${end}`),
  );
  return [numbered, steps, plain].filter((names) => names !== undefined);
}

function partsOf(name: string, isFile: boolean): NameParts {
  const end = isFile ? (/(?:\.(?:up|do))?\.[^.]*$/.exec(name)?.[0] ?? "") : "";
  const [, prefix = "", version = "", rest = ""] =
    /^([UV]?)(\d{4}-\d\d-\d\d-\d{6}|\d+)?(.*)$/s.exec(name.slice(0, name.length - end.length)) ?? [];
  return version === "" ? { prefix: "", version, rest: prefix + rest, end } : { prefix, version, rest, end };
}

function versionsAfter(version: string, count: number): string[] | undefined {
  if (version === "") return undefined;
  const versions: string[] = [];
  for (let last = version; versions.length < count; versions.push(last)) last = versionAfter(last);
  return versions;
}

/** A second later where it is a time of that precision, the next number elsewhere, as wide as it was. */
export function versionAfter(version: string): string {
  const digits = version.replaceAll("-", "");
  const next = laterTime(digits) ?? String(BigInt(digits) + 1n).padStart(digits.length, "0");
  return version === digits ? next : next.replace(/^(\d{4})(\d\d)(\d\d)/, "$1-$2-$3-");
}

/** The next unit of a time that is written in digits, from days to milliseconds. */
function laterTime(digits: string): string | null {
  const parts = /^((?:19|20)\d\d)(\d\d)(\d\d)(?:(\d\d)(\d\d)(\d\d)?(\d{3})?)?$/.exec(digits)?.slice(1);
  if (parts === undefined) return null;
  const [year, month, day, hour, minute, second, milli] = parts.map((part) =>
    part === undefined ? 0 : Number(part),
  );
  const time = Date.UTC(year ?? 0, (month ?? 1) - 1, day, hour, minute, second, milli);
  if (stampOf(time).slice(0, digits.length) !== digits) return null;
  return stampOf(time + (UNITS[digits.length] ?? 0)).slice(0, digits.length);
}

/** In milliseconds, by how many digits a time has. */
const UNITS: Readonly<Record<number, number>> = { 8: 86_400_000, 12: 60_000, 14: 1000, 17: 1 };

function stampOf(time: number): string {
  return new Date(time).toISOString().replaceAll(/\D/g, "");
}
