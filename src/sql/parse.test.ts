import { beforeAll, describe, expect, test } from "vitest";
import { directivesOf } from "./directive.ts";
import { loadParser, parseScript } from "./parse.ts";

beforeAll(loadParser);

const places = (sql: string) =>
  parseScript(sql, "psql").statements.map((s) => `${s.line}:${s.column}-${s.endLine} ${s.text}`);

describe("places", () => {
  test("are those of the first token, behind comments, in multi-byte text with CRLF and a BOM", () => {
    const sql =
      "\uFEFF-- été 🚀\r\n/* a /* nested */ one */ SELECT 'ü🚀';\r\n\r\n  ALTER TABLE \"tâble\"\r\n  ADD b int ;";
    expect(places(sql)).toEqual(["2:26-2 SELECT 'ü🚀'", '4:3-5 ALTER TABLE "tâble"\r\n  ADD b int']);
  });

  test("leave out a comment behind a last statement without semicolon", () => {
    expect(places("select 1;\nselect 2 -- done\n/* end */\n")).toEqual(["1:1-1 select 1", "2:1-2 select 2"]);
  });

  test("of an empty script and of one with comments only: none", () => {
    for (const sql of ["", "-- nothing\n", "-- nothing\r", ";;", "/* x */"]) {
      expect(parseScript(sql)).toEqual({ statements: [], unread: [] });
    }
  });
});

describe("a script that the grammar refuses", () => {
  test("keeps the statements around the error, with their places", () => {
    const script = parseScript("select 1;\n-- é\nselec 2;\nselect 'a;b', $x$ ; $x$;\nselect 3");
    expect(script.statements.map((s) => [s.index, s.line, s.text])).toEqual([
      [0, 1, "select 1"],
      [1, 4, "select 'a;b', $x$ ; $x$"],
      [2, 5, "select 3"],
    ]);
    expect(script.unread).toMatchObject([{ line: 3, column: 1, reason: 'syntax error at or near "selec"' }]);
  });

  test("with an unterminated string names the line where it starts", () => {
    const { statements, unread } = parseScript("select 1;\nselect 'abc;\nselect 2;");
    expect(statements.map((s) => s.text)).toEqual(["select 1"]);
    expect(unread).toMatchObject([
      { line: 2, column: 8, reason: expect.stringContaining("unterminated quoted string") },
    ]);
  });

  test("a comment that does not end hides nothing", () => {
    const { statements, unread } = parseScript("select 1;\n/* drop table t;");
    expect(statements.map((s) => s.text)).toEqual(["select 1"]);
    expect(unread).toMatchObject([{ line: 2, reason: expect.stringContaining("unterminated /* comment") }]);
    expect(parseScript("/*").unread).toHaveLength(1);
  });

  test("does not split the body of BEGIN ATOMIC", () => {
    const body =
      "create function f() returns int begin atomic select case when true then 1 end; select 2; end";
    expect(parseScript(`oops;\n${body};\nselect 1`).statements.map((s) => s.text)).toEqual([
      body,
      "select 1",
    ]);
  });

  test("hides nothing behind a NUL", () => {
    expect(parseScript("select 1;\n\0drop table t;").unread).toMatchObject([
      { line: 2, column: 1, reason: "holds a NUL character" },
    ]);
  });
});

describe("psql", () => {
  test("what pg_dump writes is read; rows of COPY are no SQL", () => {
    const dump =
      "\\restrict abc\nCREATE TABLE t (a int);\nCOPY t (a) FROM stdin;\n1\n;drop\n\\.\nSELECT 1;\n\\unrestrict abc\n";
    const script = parseScript(dump, "psql");
    expect(script.unread).toEqual([]);
    expect(script.statements.map((s) => [s.line, s.command])).toEqual([
      [2, "CREATE TABLE"],
      [3, "COPY"],
      [7, "SELECT"],
    ]);
  });

  test("a meta-command that brings in other SQL is named", () => {
    const script = parseScript("select 1;\n\\i other.sql\nselect 2;", "psql");
    expect(script.statements).toHaveLength(2);
    expect(script.unread).toMatchObject([
      { line: 2, column: 1, reason: expect.stringContaining("\\i is a command of psql") },
    ]);
  });
});

test("command tags are PostgreSQL's", () => {
  const tags = (sql: string) => parseScript(sql).statements.map((s) => s.command);
  expect(
    tags(`alter index i rename to j; alter table t rename column a to b; drop materialized view m;
      create policy p on t; alter type t rename attribute a to b; truncate t; create procedure p() language sql as '';
      create aggregate a(int) (sfunc=f, stype=int); comment on table t is 'x'; end; alter view v alter a set default 1`),
  ).toEqual([
    "ALTER INDEX",
    "ALTER TABLE",
    "DROP MATERIALIZED VIEW",
    "CREATE POLICY",
    "ALTER TYPE",
    "TRUNCATE TABLE",
    "CREATE PROCEDURE",
    "CREATE AGGREGATE",
    "COMMENT",
    "COMMIT",
    "ALTER VIEW",
  ]);
});

test("directives stand in comments only", () => {
  const script = `-- lockgate: ignore drops-column because nobody reads it until 2027-01-31
select '-- lockgate: ignore x because y'; /* lockgate: ignore rewrites-table because small */
-- lockgate: ignore drops-table
-- lockgate: allow everything
-- lockgate: ignore a because b until soon`;
  expect(directivesOf(script)).toMatchObject([
    { line: 1, rule: "drops-column", reason: "nobody reads it", until: "2027-01-31", mistake: null },
    { line: 2, rule: "rewrites-table", reason: "small", until: null, mistake: null },
    { line: 3, rule: "drops-table", mistake: expect.stringContaining("no reason") },
    { line: 4, mistake: expect.stringContaining("not understood") },
    { line: 5, mistake: expect.stringContaining("is not a date") },
  ]);
});
