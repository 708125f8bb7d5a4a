import { beforeAll, describe, expect, test } from "vitest";
import { loadParser, parseScript } from "./parse.ts";

beforeAll(loadParser);

const commands = (sql: string) =>
  parseScript(sql, "psql").statements.map(({ command, line }) => `${line} ${command}`);
const unread = (sql: string) =>
  parseScript(sql, "psql").unread.map(({ line, reason }) => `${line} ${reason}`);

describe("commands of psql that change nothing that runs", () => {
  test.each([
    "\\set ON_ERROR_STOP on",
    "\\set ON_ERROR_STOP",
    "\\unset ON_ERROR_STOP",
    "\\set AUTOCOMMIT on",
    "\\set verbosity terse",
    "\\timing",
    "\\timing on\r",
    "\\pset pager off",
    "\\echo 'it is done; DROP TABLE t;\\n'",
    "\\echo it's",
    "\\qecho :x",
    "\\dt+ public.*",
    "\\encoding UTF8",
    "\\restrict abc",
    "  \\x",
    "SELECT 1; \\echo done",
    "\\q",
  ])("%j", (line) => {
    expect(unread(`${line}\n`)).toEqual([]);
  });
});

describe("commands of psql that hide something are named, with their line", () => {
  test.each([
    ["\\i other.sql", "\\i is a command of psql, not SQL: what the file has is not read"],
    ["\\ir other.sql", "\\ir is"],
    ["SELECT 'DROP TABLE t' \\gexec", "\\gexec is"],
    ["\\copy t from 'rows.csv'", "\\copy is"],
    ["\\connect other", "\\connect is"],
    ["\\if :x", "\\if is"],
    ["\\! rm -rf .", "\\! is"],
    ["\\o out.txt", "\\o is"],
    ["\\set x `date`", "\\set runs a program of the shell"],
    ["\\echo `date`", "\\echo runs a program of the shell"],
    ["\\set AUTOCOMMIT off", "\\set AUTOCOMMIT: nothing is committed but by COMMIT"],
    ["\\unset AUTOCOMMIT", "\\unset AUTOCOMMIT"],
    ["\\set ON_ERROR_ROLLBACK on", "\\set ON_ERROR_ROLLBACK"],
    ["\\set SINGLELINE on", "\\set SINGLELINE"],
    ["\\encoding GBK", "\\encoding GBK: what follows is read in another encoding"],
    ["\\g | sh", "\\g is"],
    ["\\r", "\\r is"],
    ["\\echo;", "\\echo; is"],
    ["\\q\nSELECT 1;", "\\q is"],
    ["\\echo\u00a0x", "\\echo\u00a0x is"],
  ])("%j", (line, said) => {
    expect(unread(`SELECT 1;\n${line}\n`)).toEqual([expect.stringContaining(`2 ${said}`)]);
  });
});

describe("SQL around commands is read as psql reads it", () => {
  test.each<[string, string[]]>([
    ["\\echo hi \\\\ DROP TABLE t;", ["1 DROP TABLE"]],
    ["\\echo hi\\\\DROP TABLE t;", ["1 DROP TABLE"]],
    ["\\echo '\\\\ DROP TABLE t;'", []],
    ["/*\n\\echo */ DROP TABLE t; /*\n*/", ["2 DROP TABLE"]],
    ["SELECT '\n\\echo '; DROP TABLE t; --'", ["1 SELECT", "2 DROP TABLE"]],
    ["SELECT $$\n\\i x\n$$; DROP TABLE t;", ["1 SELECT", "3 DROP TABLE"]],
    ["ALTER TABLE t\n\\echo half\nADD c int;", ["1 ALTER TABLE"]],
    ["SELECT 1\\; DROP TABLE t;", ["1 SELECT", "1 DROP TABLE"]],
    ["DROP TABLE t \\g\nSELECT 1;", ["1 DROP TABLE", "2 SELECT"]],
    ["SELECT 1 AS a \\gset\nSELECT 2;", ["1 SELECT", "2 SELECT"]],
    ["\\echo a\rDROP TABLE t;\r", []],
    ["-- a\rDROP TABLE t;\r", ["1 DROP TABLE"]],
    ["\uFEFFDROP TABLE t;", ["1 DROP TABLE"]],
    ["SELECT 1\n;\u00a0\\echo x", ["1 SELECT"]],
  ])("%j", (sql, expected) => {
    expect(commands(sql)).toEqual(expected);
  });
});

describe("rows behind COPY … FROM stdin", () => {
  const rows = "1;DROP TABLE a;\n'\n\\\\.\n\\.\n";
  test.each<[string, string[]]>([
    [`COPY t FROM stdin;\n${rows}DROP TABLE b;`, ["1 COPY", "6 DROP TABLE"]],
    [`copy t(a, "b;c") from STDIN with (format csv);\n${rows}DROP TABLE b;`, ["1 COPY", "6 DROP TABLE"]],
    [`COPY t FROM stdin; -- rows\r\n${rows}DROP TABLE b;`, ["1 COPY", "6 DROP TABLE"]],
    [`COPY t FROM stdin \\g\n${rows}DROP TABLE b;`, ["1 COPY", "6 DROP TABLE"]],
    [`SELECT 1\\; COPY t FROM stdin;\n${rows}DROP TABLE b;`, ["1 SELECT", "1 COPY", "6 DROP TABLE"]],
    ["COPY t FROM stdin;\n1\n2", ["1 COPY"]],
    ["COPY t FROM '/f';\nDROP TABLE b;\n\\.\n", ["1 COPY", "2 DROP TABLE"]],
    ["-- COPY t FROM stdin;\nDROP TABLE b;\n", ["2 DROP TABLE"]],
    ["SELECT 'COPY t FROM stdin;\n'; DROP TABLE b;\n", ["1 SELECT", "2 DROP TABLE"]],
    ["COPY t TO stdout;\nDROP TABLE b;\n", ["1 COPY", "2 DROP TABLE"]],
  ])("%j", (sql, expected) => {
    expect(commands(sql)).toEqual(expected);
  });

  test("SQL behind it on its own line is named", () => {
    expect(unread("COPY t FROM stdin; DROP TABLE b;\n1\n\\.\n")).toEqual([
      expect.stringMatching(/^1 stands behind COPY/),
    ]);
  });
});

describe("variables of psql", () => {
  test.each([
    ["\\set t users\nDROP TABLE :t;", 2],
    ['DROP TABLE :"t";', 1],
    ["SELECT :'t';", 1],
    ["SELECT :{?t};", 1],
    ["SELECT :USER;", 1],
    ["SELECT 1 AS n \\gset\nSELECT a[1:n] FROM t;", 2],
  ])("%j: their values are not known", (sql, line) => {
    expect(unread(sql)).toEqual(
      expect.arrayContaining([expect.stringMatching(new RegExp(`^${line} .* variable of psql`))]),
    );
  });

  test.each(["SELECT a[1:n] FROM t;", "SELECT 1::int;", "SELECT ':t', \":t\", $$:t$$ -- :t", "\\set x 1"])(
    "%j",
    (sql) => {
      expect(unread(sql)).toEqual([]);
    },
  );
});

describe("for a runner that is not psql, all this is a syntax error", () => {
  test.each([
    ["\\restrict abc\nCREATE TABLE t ();", 1],
    ["SELECT 1;\n\\echo x\nSELECT 2;", 2],
    ["COPY t FROM stdin;\n1;2\n\\.\n", 2],
    ["\uFEFFSELECT 1;", 1],
    ["SELECT 1;\n\uFEFFSELECT 2;", 2],
  ])("%j", (sql, line) => {
    const { statements, unread } = parseScript(sql);
    expect(unread).toEqual([]);
    expect(
      statements.filter(({ refused }) => refused !== undefined).map((it) => [it.line, it.refused]),
    ).toEqual([[line, expect.stringContaining("syntax error")]]);
  });

  test("Flyway strips the mark and takes the rows, and knows no command", () => {
    const script = parseScript("\uFEFFCOPY t FROM STDIN;\n1;2\n \\. \nSELECT 1;\n\\echo x", "flyway");
    expect(script.statements.map(({ line, command }) => `${line} ${command}`)).toEqual([
      "1 COPY",
      "4 SELECT",
      "5 ?",
    ]);
  });
});
