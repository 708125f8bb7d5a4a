/** Tables of several shapes, and what is done to them. */
import { type Amounts, plus, sorting } from "./features.ts";

export interface Shape {
  readonly name: string;
  readonly rows: number;
  /** Characters of padding in the row, and of text out of line. */
  readonly padding: number;
  readonly outOfLine: number;
  /** EXTENDED: each rewrite tries to compress what did not get smaller the last time. */
  readonly storage?: "EXTERNAL" | "EXTENDED";
}

/** What the server says of a table. */
export interface Measure {
  readonly heapGB: number;
  readonly toastGB: number;
  readonly storage: "EXTERNAL" | "EXTENDED";
}

export interface Work {
  readonly name: string;
  /** Statements that make what the table has before. */
  readonly before: readonly string[];
  readonly sql: string;
  readonly alone?: true;
  amounts(millions: number, size: Measure): Amounts;
}

/** Rows that a foreign key refers to. */
export const REFERENCED = 100_000;

export function tableSql({ rows, padding, outOfLine, storage = "EXTERNAL" }: Shape): string[] {
  return [
    "DROP TABLE IF EXISTS t",
    `CREATE TABLE t (id bigint NOT NULL, k int, u uuid, t text COLLATE "C", l text COLLATE speed_libc,
       i text COLLATE "en-x-icu", r int, tags jsonb, pad text, far text)`,
    `ALTER TABLE t ALTER pad SET STORAGE PLAIN, ALTER far SET STORAGE ${storage}`,
    `INSERT INTO t SELECT n, hashint4(n), md5(n::text)::uuid, md5(n::text), md5(n::text), md5(n::text),
       (n::bigint * 7919 % ${REFERENCED})::int + 1, jsonb_build_object('a', n % 1000, 'b', md5((n % 5000)::text)),
       ${padding === 0 ? "NULL" : `repeat('x', ${padding})`},
       ${outOfLine === 0 ? "NULL" : `(SELECT string_agg(md5(n::text || m), '') FROM generate_series(1, ${Math.ceil(outOfLine / 32)}) m)`}
     FROM generate_series(1, ${rows}) n`,
    "VACUUM (ANALYZE, FREEZE) t",
  ];
}

const read = (n: number, { heapGB }: Measure): Amounts => ({ row: n, heapGB });
const rewrite = (n: number, size: Measure): Amounts =>
  plus(read(n, size), { rewrittenRow: n, rewrittenGB: size.heapGB, [TOAST[size.storage]]: size.toastGB });

const TOAST = { EXTERNAL: "rewrittenToastGB", EXTENDED: "triedToastGB" } as const;

/** By what it is built on: the term of its keys. */
export const KEYS = {
  "(id)": (n: number): Amounts => ({ sortedKey: n }),
  "(k)": (n: number): Amounts => ({ fixedKey: sorting(n) }),
  "(u)": (n: number): Amounts => ({ fixedKey: sorting(n) }),
  "(t)": (n: number): Amounts => ({ textC: sorting(n) }),
  "(l)": (n: number): Amounts => ({ textLibc: sorting(n) }),
  "(i)": (n: number): Amounts => ({ textIcu: sorting(n) }),
  "(lower(t))": (n: number): Amounts => ({ textC: sorting(n), expression: n }),
  "USING hash (k)": (n: number): Amounts => ({ hash: n }),
  "USING gin (tags)": (n: number): Amounts => ({ gin: n }),
} as const;

type Key = keyof typeof KEYS;

const build = (key: Key) => (n: number, size: Measure) => plus(read(n, size), KEYS[key](n));
const indexes = (keys: readonly Key[]) => keys.map((key) => `CREATE INDEX ON t ${key}`);

function rewriting(sql: string, keys: readonly Key[], more: (n: number) => Amounts = () => ({})): Work {
  return {
    name: `${sql} with ${keys.length} indexes`,
    before: indexes(keys),
    sql,
    amounts: (n, size) => plus(rewrite(n, size), more(n), ...keys.map((key) => build(key)(n, size))),
  };
}

function updating(keys: readonly Key[]): Work {
  const sorted = keys.filter((key) => key === "(id)").length;
  return {
    name: `UPDATE with ${keys.join(", ") || "no indexes"}`,
    before: indexes(keys),
    sql: "UPDATE t SET r = r + 0",
    amounts: (n, size) =>
      plus(read(n, size), {
        updatedGB: size.heapGB,
        updatedSorted: n * sorted,
        updatedRandom: n * (keys.length - sorted),
      }),
  };
}

const SIMPLE: readonly Work[] = [
  { name: "CHECK", before: [], sql: "ALTER TABLE t ADD CHECK (id > 0)", amounts: read },
  {
    name: "foreign key",
    before: [],
    sql: "ALTER TABLE t ADD FOREIGN KEY (r) REFERENCES referenced",
    amounts: (n, size) => plus(read(n, size), { foreignKey: n }),
  },
  ...(Object.keys(KEYS) as Key[]).map((key): Work => {
    return { name: `CREATE INDEX ${key}`, before: [], sql: `CREATE INDEX ON t ${key}`, amounts: build(key) };
  }),
  rewriting("ALTER TABLE t ALTER k TYPE bigint", []),
  rewriting("ALTER TABLE t ALTER k TYPE bigint", ["(id)", "(k)", "(t)"]),
  rewriting("ALTER TABLE t ADD g uuid DEFAULT gen_random_uuid()", [], (n) => ({ randomUuid: n })),
  rewriting("ALTER TABLE t ADD g bigint GENERATED ALWAYS AS IDENTITY", [], (n) => ({ sequence: n })),
  updating([]),
  updating(["(id)"]),
  updating(["(id)", "(k)", "(t)"]),
];

/** As CONCURRENTLY takes beside the plain build. */
export const CONCURRENT: readonly Work[] = (["(k)", "(t)"] as const).map((key) => ({
  name: `CREATE INDEX CONCURRENTLY ${key}`,
  before: [],
  sql: `CREATE INDEX CONCURRENTLY i ON t ${key}`,
  alone: true,
  amounts: build(key),
}));

export const WORKS: readonly Work[] = [...SIMPLE, ...CONCURRENT];

/** By which the constants are found. */
export const SHAPES: readonly Shape[] = [
  { name: "narrow", rows: 100_000, padding: 0, outOfLine: 0 },
  { name: "narrow", rows: 500_000, padding: 0, outOfLine: 0 },
  { name: "wide", rows: 150_000, padding: 500, outOfLine: 0 },
  { name: "out of line", rows: 15_000, padding: 0, outOfLine: 6_000 },
  { name: "out of line, extended", rows: 15_000, padding: 0, outOfLine: 5_000, storage: "EXTENDED" },
];

/** By which they are tried. */
export const FRESH: readonly Shape[] = [
  { name: "narrow", rows: 300_000, padding: 40, outOfLine: 0 },
  { name: "wide", rows: 80_000, padding: 1_000, outOfLine: 0 },
  { name: "out of line", rows: 25_000, padding: 100, outOfLine: 3_000 },
  { name: "out of line, extended", rows: 25_000, padding: 100, outOfLine: 4_000, storage: "EXTENDED" },
];
