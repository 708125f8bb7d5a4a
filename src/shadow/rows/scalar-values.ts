/** Values of PostgreSQL's own base types and of those of well-known extensions, as their input functions read them. */

/** Different values one after another, the same in every run. */
export interface Values {
  /** How many differ from each other; Infinity where nobody needs the last. */
  readonly count: number;
  /** The value at a place, from 0 to below `count`. */
  at(place: number): string;
}

export function listOf(values: readonly string[]): Values {
  return { count: values.length, at: (place) => values[place] ?? "" };
}

function endless(at: (place: number) => string): Values {
  return { count: Number.POSITIVE_INFINITY, at };
}

const DAY = 86_400_000;
const FIRST_DAY = Date.UTC(2024, 0, 1);

function day(place: number): string {
  // Within what every date type and most partitions of time can hold.
  return new Date(FIRST_DAY + (place % 20_000) * DAY).toISOString().slice(0, 10);
}

const two = (number: number) => String(number % 60).padStart(2, "0");
const hex = (number: number, digits: number) => number.toString(16).padStart(digits, "0");
const timeOf = (place: number) =>
  `${two(Math.floor(place / 3600) % 24)}:${two(Math.floor(place / 60))}:${two(place)}`;

/** Digits read as text, number, JSON and more: what a migration makes of the text has a chance. */
function textOf(place: number, longest: number): string {
  const digits = String(place + 1);
  return digits.length <= longest ? digits : (place + 1).toString(36).slice(-longest);
}

function texts(longest: number): Values {
  return {
    count: longest < 6 ? 36 ** longest - 1 : Number.POSITIVE_INFINITY,
    at: (place) => textOf(place, longest),
  };
}

/** What a number with this precision and scale holds, with a fraction where there is one. */
function decimals(modifier: number): Values {
  if (modifier < 0) return endless((place) => `${place + 1}.5`);
  const precision = ((modifier - 4) >> 16) & 0xffff;
  // Eleven bits, signed.
  const scale = (((modifier - 4) & 0x7ff) ^ 1024) - 1024;
  if (scale < 0) return { count: 10 ** precision - 1, at: (place) => `${place + 1}${"0".repeat(-scale)}` };
  if (precision > scale) {
    const fraction = scale > 0 ? ".5" : "";
    return { count: 10 ** (precision - scale) - 1, at: (place) => `${place + 1}${fraction}` };
  }
  const digits = Math.min(precision, 15);
  const zeros = "0".repeat(scale - precision);
  return {
    count: 10 ** digits - 1,
    at: (place) => `0.${zeros}${String(place + 1).padStart(precision, "0")}`,
  };
}

function bits(length: number): Values {
  const digits = Math.min(length, 30);
  return {
    count: 2 ** digits,
    // From 1 on: zero comes last.
    at: (place) => ((place + 1) % 2 ** digits).toString(2).padStart(length, "0"),
  };
}

function vector(modifier: number): Values {
  const length = modifier > 0 ? modifier : 3;
  return endless((place) => `[${[place + 1, ...Array<number>(length - 1).fill(0)].join(",")}]`);
}

const whole = endless((place) => String(place + 1));
const fractions = endless((place) => `${place + 1}.5`);
const json = endless((place) => `{"n": ${place + 1}}`);
const address = endless((place) => `10.${(place >> 16) & 255}.${(place >> 8) & 255}.${(place & 255) + 1}`);

/** By the name in pg_type; the modifier is that of the column. */
export const SCALARS: Readonly<Record<string, (modifier: number) => Values>> = {
  bool: () => listOf(["true", "false"]),
  int2: () => ({ count: 32_767, at: whole.at }),
  int4: () => whole,
  int8: () => whole,
  numeric: decimals,
  float4: () => fractions,
  float8: () => fractions,
  money: () => fractions,
  oid: () => whole,
  xid: () => whole,
  xid8: () => whole,
  cid: () => whole,
  tid: () => endless((place) => `(0,${place + 1})`),
  pg_lsn: () => endless((place) => `0/${hex(place + 1, 1).toUpperCase()}`),
  txid_snapshot: () => endless((place) => `1:${place + 2}:`),
  pg_snapshot: () => endless((place) => `1:${place + 2}:`),
  text: () => texts(Number.POSITIVE_INFINITY),
  varchar: (modifier) => texts(modifier > 4 ? modifier - 4 : Number.POSITIVE_INFINITY),
  bpchar: (modifier) => texts(modifier > 4 ? modifier - 4 : 1),
  char: () => texts(1),
  name: () => texts(63),
  citext: () => texts(Number.POSITIVE_INFINITY),
  bytea: () => endless((place) => `\\x${hex(place + 1, 8)}`),
  uuid: () => endless((place) => `00000000-0000-4000-8000-${hex(place + 1, 12)}`),
  json: () => json,
  jsonb: () => json,
  jsonpath: () => endless((place) => `$."a${place + 1}"`),
  xml: () => endless((place) => `<a>${place + 1}</a>`),
  date: () => endless(day),
  timestamp: () => endless((place) => `${day(place)} 12:30:00`),
  timestamptz: () => endless((place) => `${day(place)} 12:30:00+00`),
  time: () => ({ count: 86_400, at: timeOf }),
  timetz: () => ({ count: 86_400, at: (place) => `${timeOf(place)}+00` }),
  // Every set of fields keeps years apart.
  interval: (modifier) =>
    endless((place) => (modifier < 0 ? `${place + 1} hours` : intervalOf(modifier, place + 1))),
  inet: () => address,
  cidr: () => address,
  macaddr: () =>
    endless(
      (place) =>
        `08:00:2b:${hex((place >> 16) & 255, 2)}:${hex((place >> 8) & 255, 2)}:${hex(place & 255, 2)}`,
    ),
  macaddr8: () =>
    endless(
      (place) =>
        `08:00:2b:00:00:${hex((place >> 16) & 255, 2)}:${hex((place >> 8) & 255, 2)}:${hex(place & 255, 2)}`,
    ),
  bit: (modifier) => bits(modifier > 0 ? modifier : 1),
  varbit: (modifier) => bits(modifier > 0 ? Math.min(modifier, 16) : 16),
  point: () => endless((place) => `(${place + 1},1)`),
  line: () => endless((place) => `{1,1,${place + 1}}`),
  lseg: () => endless((place) => `[(${place + 1},0),(${place + 1},1)]`),
  box: () => endless((place) => `(${place * 10 + 5},5),(${place * 10 + 1},1)`),
  path: () => endless((place) => `((${place + 1},0),(${place + 2},1))`),
  polygon: () => endless((place) => `((${place * 10},0),(${place * 10 + 5},0),(${place * 10 + 5},5))`),
  circle: () => endless((place) => `<(${place * 10},0),1>`),
  tsvector: () => endless((place) => `word${place + 1}`),
  tsquery: () => endless((place) => `word${place + 1}`),
  refcursor: () => endless((place) => `cursor${place + 1}`),
  int2vector: () => endless((place) => `${place + 1} 2`),
  oidvector: () => endless((place) => `${place + 1} 2`),
  regclass: () =>
    listOf(["pg_catalog.pg_class", "pg_catalog.pg_type", "pg_catalog.pg_proc", "pg_catalog.pg_index"]),
  regtype: () => listOf(["integer", "text", "boolean", "uuid"]),
  regproc: () => listOf(["pg_catalog.now", "pg_catalog.version"]),
  regprocedure: () => listOf(["pg_catalog.now()", "pg_catalog.version()"]),
  regnamespace: () => listOf(["pg_catalog", "information_schema"]),
  regconfig: () => listOf(["pg_catalog.simple", "pg_catalog.english"]),
  regdictionary: () => listOf(["pg_catalog.simple"]),
  regrole: () => listOf(["pg_monitor", "pg_signal_backend"]),
  regcollation: () => listOf(['pg_catalog."C"', 'pg_catalog."POSIX"']),
  regoper: () => listOf(["pg_catalog.!~"]),
  regoperator: () => listOf(["pg_catalog.+(integer,integer)"]),
  aclitem: () => listOf(["=r/pg_monitor", "=w/pg_monitor"]),
  ltree: () => endless((place) => `top.a${place + 1}`),
  lquery: () => endless((place) => `top.a${place + 1}`),
  ltxtquery: () => endless((place) => `a${place + 1}`),
  hstore: () => endless((place) => `"n"=>"${place + 1}"`),
  vector,
  halfvec: vector,
  sparsevec: (modifier) => endless((place) => `{1:${place + 1}}/${modifier > 0 ? modifier : 3}`),
  cube: () => endless((place) => `(${place + 1})`),
  seg: () => fractions,
  geometry: () => endless((place) => `POINT(${place + 1} 1)`),
  geography: () => endless((place) => `POINT(${(place % 90) + 1} 1)`),
};

const YEAR = 1 << 2;
const MONTH = 1 << 1;
const DAYS = 1 << 3;

/** In the largest field that the type keeps. */
function intervalOf(modifier: number, amount: number): string {
  const fields = (modifier >> 16) & 0x7fff;
  if (fields & YEAR) return `${amount} years`;
  if (fields & MONTH) return `${amount} months`;
  if (fields & DAYS) return `${amount} days`;
  return `${amount} hours`;
}
