import { expect, test } from "vitest";
import { endsInside, roughStatements, skeleton } from "./skeleton.ts";

test("what is quoted or commented is blank, lines and columns stay", () => {
  const sql = "SELECT 'a;''b', \"c;d\", $x$;\n$y$;$x$ -- ;\n, E'\\';' /* ;\n */ ;";
  const bare = skeleton(sql);
  expect(bare.replace(/ +/g, " ")).toBe("SELECT , , \n \n, \n ;");
  expect([...bare].map((_, at) => (bare[at] === " " ? " " : sql[at])).join("")).toBe(bare);
  expect(bare.length).toBe(sql.length);
});

test("$1 and a$b are no dollar quotes", () => {
  expect(roughStatements("SELECT $1; SELECT a$b; SELECT $2;")).toEqual([
    "SELECT $1",
    "SELECT a$b",
    "SELECT $2",
  ]);
});

test.each([
  ["SELECT 'a", true],
  ["SELECT 'a'", false],
  ["SELECT 'it''s'", false],
  ["CREATE FUNCTION f() AS $$ SELECT 1;", true],
  ["CREATE FUNCTION f() AS $$ SELECT 1; $$", false],
  ["/* open", true],
  ["-- it's a comment", false],
  ["SELECT '", true],
  ["SELECT E'\\'", true],
  ["SELECT $$", true],
])("%j ends inside: %s", (sql, inside) => {
  expect(endsInside(sql)).toBe(inside);
});

test.each(["'", "E'", "$$", "/*", '"', "--"])("megabytes after %s exhaust nothing", (open) => {
  const sql = `${open}${"x;y ".repeat(2_000_000)}`;
  expect(skeleton(sql).trim()).toBe("");
});

test.each(["$a$ 'b /* \"c ", "/*/", "$a$b$"])("many of %s take no more time than one", (opening) => {
  const sql = opening.repeat(300_000);
  expect(skeleton(sql)).toHaveLength(sql.length);
});
