import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import { pieces, skipBlank } from "./lexer.ts";
import { loadParser, tokensAndComments } from "./parse.ts";

beforeAll(loadParser);

const shown = (text: string) =>
  [...pieces(text)]
    .filter(({ kind }) => kind !== "space")
    .map(({ kind, start, end, closed }) => `${kind}${closed ? "" : " (open)"} ${text.slice(start, end)}`);

test.each<[string, string[]]>([
  ["-- a\rb", ["line comment -- a", "word b"]],
  ["-- a\r\nb", ["line comment -- a", "word b"]],
  ["-- a\u2028b\nc", ["line comment -- a\u2028b", "word c"]],
  ["--\u00a0x", ["line comment --\u00a0x"]],
  ["a\u00a0b", ["word a\u00a0b"]],
  ["\uFEFFSELECT", ["word \uFEFFSELECT"]],
  ["/* /* */ */x", ["block comment /* /* */ */", "word x"]],
  ["/*/ */x", ["block comment /*/ */", "word x"]],
  ["/* /* */ x", ["block comment (open) /* /* */ x"]],
  ["'a''b'c", ["string 'a''b'", "word c"]],
  ["'a\\'b", ["string 'a\\'", "word b"]],
  ["E'a\\'b'c", ["escape string E'a\\'b'", "word c"]],
  ["e'a\\\\'c", ["escape string e'a\\\\'", "word c"]],
  ["E'a' -- x\n 'b\\'c'd", ["escape string E'a' -- x\n 'b\\'c'", "word d"]],
  ["E'a' 'b\\'c", ["escape string E'a'", "string 'b\\'", "word c"]],
  ["xE'a\\'b", ["word xE", "string 'a\\'", "word b"]],
  ["U&'\\'x", ["word U", "other &", "string '\\'", "word x"]],
  ["B'01'x", ["word B", "string '01'", "word x"]],
  ['"a"";b"c', ['quoted name "a"";b"', "word c"]],
  ["$$;$$x", ["dollar string $$;$$", "word x"]],
  ["$é$ $$ $é$x", ["dollar string $é$ $$ $é$", "word x"]],
  ["a$b$c;", ["word a$b$c", "semicolon ;"]],
  ["$1$$a$$b", ["other $1", "dollar string $$a$$", "word b"]],
  ["1$$a$$b", ["word 1", "dollar string $$a$$", "word b"]],
  ["$a;", ["other $", "word a", "semicolon ;"]],
  ["$a$x", ["dollar string (open) $a$x"]],
  ["'x", ["string (open) 'x"]],
  ["E'x\\'", ["escape string (open) E'x\\'"]],
  ["+--x", ["other +", "line comment --x"]],
])("%j", (text, expected) => {
  expect(shown(text)).toEqual(expected);
});

const FRAGMENTS = [
  ..."abeEuUxX019_$$$$''''\"\"--//**;;;()[]\\+-.,:&\n\n\r\t \u00a0\u2028é🚀",
  "--",
  "/*",
  "*/",
  "E'",
  "U&'",
  'U&"',
  "$a$",
  "$é$",
  "\\'",
  "''",
  " SELECT ",
];

test("agrees with PostgreSQL's scanner on where comments and semicolons are", () => {
  const text = fc.array(fc.constantFrom(...FRAGMENTS), { maxLength: 14 }).map((parts) => parts.join(""));
  let compared = 0;
  fc.assert(
    fc.property(text, (sql) => {
      const known = tokensAndComments(sql);
      if (known.length === 0) return;
      compared++;
      const theirs = known
        .filter(({ kind, text }) => kind.endsWith("_COMMENT") || text === ";")
        .map(({ start, end }) => `${start}-${end}`);
      const ours = [...pieces(sql)]
        .filter(({ kind }) => kind.endsWith("comment") || kind === "semicolon")
        .map(({ start, end }) => `${start}-${end}`);
      expect(ours.filter((it) => !theirs.includes(it)).filter((it) => !isInside(it, known))).toEqual([]);
      expect(theirs.filter((it) => !ours.includes(it))).toEqual([]);
    }),
    { numRuns: 3000, seed: 11 },
  );
  expect(compared).toBeGreaterThan(500);
});

/** A string that goes on behind a comment is one token to PostgreSQL, the comment with it. */
function isInside(range: string, known: ReturnType<typeof tokensAndComments>): boolean {
  const start = Number(range.split("-")[0]);
  return known.some((token) => token.kind === "SCONST" && token.start < start && start < token.end);
}

test("leaves no gap, whatever the text", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 60 }), (text) => {
      expect([...pieces(text)].map(({ start, end }) => text.slice(start, end)).join("")).toBe(text);
    }),
    { seed: 11 },
  );
});

test("blank is PostgreSQL's white space and its comments, nothing else", () => {
  expect(skipBlank(" \t\n\v\f\r-- x\r/* y */z", 0)).toBe(18);
  expect(skipBlank("\u00a0", 0)).toBe(0);
  expect(skipBlank("\u2028", 0)).toBe(0);
});

test.each(["/*", "$a$", "$a", "'", "''", "E'\\'", "E'a'\n", "--", "-- \n", '"', "(", "+", "$$", "a$", "1"])(
  "200,000 of %j take linear time and no stack",
  (part) => {
    const text = part.repeat(200_000);
    let end = 0;
    for (const piece of pieces(text)) end = piece.end;
    expect(end).toBe(text.length);
  },
);
