/** Values worth trying where a check decides: made of the constants that stand in it. */
import type { Constant } from "./expression.ts";
import { matchingTexts } from "./matching-text.ts";
import type { Values } from "./scalar-values.ts";
import type { TypeShape } from "./table-shape.ts";
import { arrayOf } from "./type-values.ts";

/** Of the type's own values. */
const PLAIN = 60;

const MATCHES = 12;
const MOST_PAIRS = 100;
const LONGEST = 2_000;
const DAY = 86_400_000;

const TEXTS = [
  "a",
  "A",
  "ab",
  "AB",
  "abc",
  "ABC",
  "Ab1-",
  "a_1",
  "a.b",
  "/a",
  "1@example.com",
  "2@example.com",
];
const MORE_TEXTS = [
  "https://example.com/1",
  "#aabbcc",
  "2024-01-01",
  "00000000-0000-4000-8000-000000000001",
  "{}",
  "",
];

const NUMBERS = ["0", "-1", "10", "100", "1000", "0.5"];

type Widen = (constants: readonly Constant[], modifier: number) => readonly string[];

const TYPES: Readonly<Record<string, Widen>> = {
  int2: (constants) => numbers(constants, 32_767).filter(isWhole),
  int4: (constants) => numbers(constants, 2 ** 31 - 1).filter(isWhole),
  int8: (constants) => numbers(constants, Number.MAX_SAFE_INTEGER).filter(isWhole),
  oid: (constants) => numbers(constants, 2 ** 31 - 1).filter((one) => isWhole(one) && !one.startsWith("-")),
  numeric: (constants, modifier) => {
    if (modifier < 0) return numbers(constants, Number.POSITIVE_INFINITY);
    const scale = (modifier - 4) & 0x7ff;
    return numbers(constants, 10 ** ((((modifier - 4) >> 16) & 0xffff) - scale) - 1);
  },
  float4: (constants) => numbers(constants, 1e30),
  float8: (constants) => numbers(constants, 1e30),
  money: (constants) => numbers(constants, 1e15),
  text: (constants) => texts(constants, LONGEST),
  citext: (constants) => texts(constants, LONGEST),
  name: (constants) => texts(constants, 63),
  varchar: (constants, modifier) => texts(constants, modifier > 4 ? modifier - 4 : LONGEST),
  bpchar: (constants, modifier) => texts(constants, modifier > 4 ? modifier - 4 : 1),
  date: (constants) => moments(constants).map((one) => one.slice(0, 10)),
  timestamp: moments,
  timestamptz: (constants) => moments(constants).map((one) => `${one}+00`),
  time: (constants) => like(constants, /^\d\d:\d\d/),
  timetz: (constants) => like(constants, /^\d\d:\d\d/),
  interval: (constants) => [...like(constants, /^(?:\d|P\d)/), "0", "1 day", "1 month"],
  uuid: (constants) => like(constants, /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i),
  json: documents,
  jsonb: documents,
  bytea: (constants) => ["\\x", ...lengths(constants).map((length) => `\\x${"01".repeat(length)}`)],
  inet: () => ["192.168.0.1", "192.168.0.0/24", "::1"],
  cidr: () => ["192.168.0.0/24", "10.0.0.0/8"],
  bit: () => [],
};

/** Of one type: those made of the constants first, each once. */
export function wideValues(
  shape: TypeShape | undefined,
  modifier: number,
  plain: Values,
  constants: readonly Constant[],
): string[] {
  const own = Array.from({ length: Math.min(plain.count, PLAIN) }, (_, place) => plain.at(place));
  const widen = TYPES[shape?.name ?? ""];
  const values = widen?.(constants, modifier) ?? [];
  if (shape?.element != null) return unique([...own, ...arrays(constants, own)]);
  if (shape?.kind === "r") return unique([...own, "empty"]);
  if (shape?.kind === "m") return unique([...own, "{}"]);
  // A number of the type's own is as good as any other; of texts hardly one is.
  const isText = constants.some(({ kind }) => kind === "text");
  return unique(isText ? [...values, ...own] : [...own, ...values]);
}

function unique(values: readonly string[]): string[] {
  return [...new Set(values)];
}

function isWhole(number: string): boolean {
  return /^-?\d+$/.test(number);
}

function numbers(constants: readonly Constant[], most: number): string[] {
  const given = constants.flatMap(({ text }) => (/^-?\d+(?:\.\d+)?$/.test(text) ? Number(text) : []));
  const near = given.flatMap((one) => [one, one + 1, one - 1, -one, one + 0.5]);
  // What an expression makes of two of them: n / 1000 >= 5.
  const pairs = given.flatMap((one) => given.flatMap((other) => [one * other, one + other, one - other]));
  return [...near, ...pairs.slice(0, MOST_PAIRS)]
    .map(String)
    .concat(NUMBERS)
    .filter((one) => Math.abs(Number(one)) <= most);
}

function lengths(constants: readonly Constant[]): number[] {
  const given = constants.flatMap(({ kind, text }) =>
    kind === "number" && isWhole(text) ? Number(text) : [],
  );
  const near = given.flatMap((one) => [one, one + 1, one - 1]);
  return [...new Set(near)].filter((one) => one >= 0 && one <= LONGEST);
}

function texts(constants: readonly Constant[], longest: number): string[] {
  const given = constants.flatMap(({ kind, text }) => (kind === "text" ? text : []));
  const sized = lengths(constants).flatMap((length) =>
    ["a", "1", "b", "c", "2"].map((letter) => letter.repeat(length)),
  );
  const matching = given.flatMap((pattern) => matchingTexts(pattern, MATCHES));
  // LIKE: anything in place of %.
  const alike = given.flatMap((text) =>
    /[%_]/.test(text) ? ["", "a", "b1"].map((any) => text.replaceAll("%", any).replaceAll("_", "x")) : [],
  );
  return [...given, ...matching, ...alike, ...sized, ...TEXTS, ...MORE_TEXTS].filter(
    (text) => [...text].length <= longest,
  );
}

function moments(constants: readonly Constant[]): string[] {
  return constants.flatMap(({ text }) => {
    const [, day, time = "00:00:00"] = /^(\d{4}-\d\d-\d\d)(?:[ T](\d\d:\d\d:\d\d))?/.exec(text) ?? [];
    const at = Date.parse(`${day}T${time}Z`);
    if (day === undefined || Number.isNaN(at)) return [];
    return [0, 1, 2, 3, 7, -1].map((days) =>
      new Date(at + days * DAY).toISOString().slice(0, 19).replace("T", " "),
    );
  });
}

function like(constants: readonly Constant[], pattern: RegExp): string[] {
  return constants.flatMap(({ text }) => (pattern.test(text) ? text : []));
}

function documents(constants: readonly Constant[]): string[] {
  const keys = constants.flatMap(({ kind, text }) => (kind === "text" ? text : []));
  const objects = ["1", 1, true, [], {}, "a"].map((value) =>
    JSON.stringify(Object.fromEntries(keys.map((key) => [key, value]))),
  );
  return [
    "{}",
    "[]",
    '["a"]',
    "[1]",
    "[{}]",
    '"a"',
    "1",
    "true",
    "null",
    ...objects,
    ...keys.map((key) => JSON.stringify([key])),
  ];
}

function arrays(constants: readonly Constant[], own: readonly string[]): string[] {
  const elements = constants.flatMap(({ kind, text }) =>
    kind === "text" && !text.startsWith("{") ? text : [],
  );
  const [, , first = "{1}"] = own;
  const element = /^\{"((?:[^"\\]|\\.)*)"/.exec(first)?.[1]?.replace(/\\(.)/g, "$1") ?? "1";
  const sized = lengths(constants).map((length) =>
    arrayOf(Array<string>(Math.min(length, 100)).fill(element)),
  );
  return [...elements.map((one) => arrayOf([one])), arrayOf(elements), ...sized, "{}"];
}
