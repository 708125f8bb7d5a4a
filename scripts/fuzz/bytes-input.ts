/** Hostile inputs by seed: SQL of real fixtures and of pieces that lexers differ on, mutated. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const FIXTURES = join(import.meta.dirname, "../../fixtures");

/** Random numbers in [0, 1) that a seed fixes (mulberry32). */
export function randomOf(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

export const FRAGMENTS: readonly string[] = [
  ...["--", "/*", "*/", "'", "''", "E'", "\\'", "U&'", "B'", '"', '""', "$$", "$a$", "$é$", "$1", "a$b$c"],
  ...[
    ";",
    ";\n",
    "(",
    ")",
    "[",
    "]",
    ",",
    ".",
    "::",
    ":=",
    ":x",
    ":'x'",
    "\\",
    "\\\\",
    "\\;",
    "\\g\n",
    "\\.\n",
  ],
  ...[
    "\n",
    "\r",
    "\r\n",
    "\t",
    "\v",
    "\f",
    " ",
    "\u00a0",
    "\u0085",
    "\u2028",
    "\uFEFF",
    "\0",
    "é",
    "🚀",
    "\ud800",
  ],
  ...[
    "\\echo hi\n",
    "\\i x.sql\n",
    "\\set ON_ERROR_STOP on\n",
    "\\if :x\n",
    "\\restrict a\n",
    "\\copy t from stdin\n",
  ],
  ...[
    "COPY users FROM stdin;\n",
    "1\tx\n",
    "\n\\.\n",
    "SET standard_conforming_strings = off;\n",
    "\\encoding GBK\n",
  ],
  ...[
    "-- migrate:up\n",
    "-- migrate:down\n",
    "-- +goose Up\n",
    "-- +goose Down\n",
    "-- +goose StatementBegin\n",
  ],
  ...[
    "-- +goose StatementEnd\n",
    "-- +goose NO TRANSACTION\n",
    "--> statement-breakpoint",
    "${",
    "$".concat("{x}"),
    "}",
  ],
  ...[
    "-- lockgate: ignore drops-table because x\n",
    "/* lockgate: ignore * because y */",
    "BEGIN;",
    "COMMIT;",
    "BEGIN",
  ],
  ...["CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; END;", "DO $$ BEGIN DROP TABLE users; END $$;"],
  ...[
    "DROP TABLE users;",
    "ALTER TABLE users ADD COLUMN c int DEFAULT 1 NOT NULL;",
    "SELECT 1;",
    "CASE",
    "END",
  ],
  ...[
    "CREATE INDEX CONCURRENTLY i ON users (email);",
    "DELETE FROM users;",
    "UPDATE users SET email = 'x';",
    "NOT ",
  ],
];

/** What may nest: opened and closed 10,000 times around something. */
const NESTS: readonly (readonly [string, string, string])[] = [
  ["/*", "*/", ""],
  ["(", ")", "1"],
  ["(SELECT ", ")", "1"],
  ["f(", ")", "1"],
  ["ARRAY[", "]", "1"],
  ["CASE WHEN true THEN ", " END", "1"],
  ["NOT ", "", "true"],
  ["", "+1", "1"],
  ["", "::int", "1"],
  ["", "||'a'", "'a'"],
  ["", " UNION SELECT 1", "1"],
  ["", "+/**/", "1"],
  ["+", "", "1"],
  ["$a", "$", ""],
  ["BEGIN ", " END", ";"],
];

/** What may stand there 50,000 times. */
const MANY = [
  "SELECT 1; -- x\n",
  "UPDATE users SET email = email;\n",
  "ALTER TABLE users ADD a int;\n",
  ";",
  "-- x\n",
];

const BYTES = ["\r", "\uFEFF", "\0", "\u2028", "\u00a0"].map((text) => Buffer.from(text));

let scripts: readonly string[] | undefined;

function fixtureSql(): readonly string[] {
  scripts ??= readdirSync(FIXTURES, { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".sql"))
    .sort()
    .map((path) => readFileSync(join(FIXTURES, path), "utf8"));
  return scripts;
}

/** The file of a seed. */
export function inputOf(seed: number): Buffer {
  const random = randomOf(seed);
  const below = (limit: number): number => Math.floor(random() * limit);
  const pick = <T>(items: readonly T[]): T => items[below(items.length)] as T;
  const fragments = (): string => Array.from({ length: 1 + below(12) }, () => pick(FRAGMENTS)).join("");
  const slice = (): string => {
    const text = pick(fixtureSql());
    const start = random() < 0.5 ? 0 : below(text.length);
    return text.slice(start, start + 20 + below(random() < 0.02 ? 5000 : 300));
  };
  const rare = below(20_000);
  if (rare === 0) return Buffer.from(pick(MANY).repeat(50_000));
  if (rare < 40) {
    const [open, close, middle] = pick(NESTS);
    const times = 10 ** (2 + below(3));
    return Buffer.from(
      `${slice()};\nSELECT ${open.repeat(times)}${middle}${close.repeat(times)};\nDROP TABLE users;`,
    );
  }
  let bytes: Buffer = Buffer.from(random() < 0.4 ? fragments() : slice());
  for (let left = below(5); left > 0; left--)
    bytes = mutated(bytes, { below, other: () => (random() < 0.5 ? fragments() : slice()) });
  return bytes;
}

function mutated(
  bytes: Buffer,
  { below, other }: { below: (limit: number) => number; other: () => string },
): Buffer {
  const at = below(bytes.length + 1);
  const to = Math.min(bytes.length, at + below(40));
  const around = (inner: Buffer): Buffer => Buffer.concat([bytes.subarray(0, at), inner, bytes.subarray(at)]);
  switch (below(7)) {
    case 0: {
      const flipped = Buffer.from(bytes);
      if (flipped.length > 0)
        flipped[at % flipped.length] = (flipped[at % flipped.length] ?? 0) ^ (1 << below(8));
      return flipped;
    }
    case 1:
      return Buffer.concat([bytes.subarray(0, at), bytes.subarray(to)]);
    case 2:
      return around(bytes.subarray(at, to));
    case 3:
      return around(Buffer.from(other()));
    case 4:
      return around(BYTES[below(BYTES.length)] as Buffer);
    case 5:
      return below(10) === 0 ? around(Buffer.from([0x80 + below(128)])) : around(Buffer.from(other()));
    default:
      return Buffer.concat([bytes.subarray(to), bytes.subarray(0, at)]);
  }
}
