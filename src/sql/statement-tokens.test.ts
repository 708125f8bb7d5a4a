import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { loadParser, parseScript, tokens } from "./parse.ts";
import { endOfName, textOf, tokensOf } from "./statement-tokens.ts";

beforeAll(() => loadParser());

const FIXTURES = join(import.meta.dirname, "../../fixtures");

const SCRIPTS = [
  `ALTER TABLE U&"d\\0061t" . "a""b" ADD COLUMN é text DEFAULT E'it\\'s' || $a$, ( $a$ -- , (`,
  `CREATE INDEX /* INDEX ( */ ON x.y ((lower(a) COLLATE "C"), u&"b" DESC) WHERE n = 1.5e3 AND b = B'01'`,
  `UPDATE t SET a = N'x', b[1] = $1, "c" = 'a'\n'b' WHERE c <@ d::int[]`,
];

function scripts(): string[] {
  const files = readdirSync(FIXTURES, { recursive: true, encoding: "utf8" });
  const found = files.filter((path) => path.endsWith(".sql"));
  return [...SCRIPTS, ...found.map((path) => readFileSync(join(FIXTURES, path), "utf8"))];
}

test("every token of PostgreSQL's scanner begins and ends where tokens do", () => {
  let compared = 0;
  for (const statement of scripts().flatMap((script) => parseScript(script).statements)) {
    const own = tokensOf(statement).tokens;
    const [starts, ends] = [new Set(own.map(({ start }) => start)), new Set(own.map(({ end }) => end))];
    const missed = tokens(statement.text).filter(({ start, end }) => !starts.has(start) || !ends.has(end));
    expect({ missed, text: statement.text }).toEqual({ missed: [], text: statement.text });
    // Names, words and signs that clauses are told by are one token each.
    const texts = new Set(own.map(({ start, text }) => `${start} ${text}`));
    const whole = tokens(statement.text).filter(({ text }) =>
      /^(?:[^\d']|(?:u&)?"[^']*|[a-z_][^']*)$/i.test(text),
    );
    expect(whole.filter(({ start, text }) => !texts.has(`${start} ${text}`))).toEqual([]);
    compared += whole.length;
  }
  expect(compared).toBeGreaterThan(1000);
});

test("a name with its schema is found whole, however it is quoted", () => {
  const [statement] = parseScript(`ALTER TABLE U&"d\\0061t" . "a""b" ADD COLUMN a int`).statements;
  if (statement === undefined) throw new Error("not parsed");
  const read = tokensOf(statement);
  const last = endOfName(read, 2);
  expect(textOf(read, read.tokens.slice(2, last + 1))).toBe(`U&"d\\0061t" . "a""b"`);
});
