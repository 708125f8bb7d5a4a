import { beforeAll, expect, test } from "vitest";
import { readDoBlock } from "./do-block.ts";
import { as, kindOf } from "./nodes.ts";
import { loadParser, parseScript } from "./parse.ts";

beforeAll(loadParser);

function read(sql: string) {
  const block = as(parseScript(sql).statements[0]?.node, "DoStmt");
  if (!block) throw new Error("no DO block");
  const { statements, whole } = readDoBlock(block);
  return { whole, kinds: statements.map((it) => `${kindOf(it.node)}${it.conditional ? " maybe" : ""}`) };
}

test("statements in their order, and whether each is sure to run", () => {
  const sql = `DO $$ DECLARE r record; BEGIN
    UPDATE t SET a = 1;
    IF NOT EXISTS (SELECT FROM pg_class WHERE relname = 'u') THEN CREATE TABLE u (a int); END IF;
    FOR r IN SELECT id FROM t LOOP DELETE FROM u WHERE a = r.id; END LOOP;
  END $$`;
  expect(read(sql)).toEqual({ whole: true, kinds: ["UpdateStmt", "CreateStmt maybe", "DeleteStmt maybe"] });
});

test("a block that catches errors may do nothing", () => {
  const sql = "DO $$ BEGIN CREATE TYPE e AS ENUM ('a'); EXCEPTION WHEN duplicate_object THEN NULL; END $$";
  expect(read(sql)).toEqual({ whole: true, kinds: ["CreateEnumStmt maybe"] });
});

test("what is not written out is said", () => {
  expect(read("DO $$ BEGIN EXECUTE 'DROP TABLE t'; END $$")).toEqual({ whole: true, kinds: ["DropStmt"] });
  expect(read("DO $$ BEGIN EXECUTE format('DROP TABLE %I', 't'); END $$")).toEqual({
    whole: false,
    kinds: [],
  });
  expect(read("DO $$ BEGIN PERFORM f(); UPDATE t SET a = 1; END $$")).toEqual({
    whole: false,
    kinds: ["UpdateStmt"],
  });
  expect(read("DO LANGUAGE plperl $$ spi_exec_query('x') $$")).toEqual({ whole: false, kinds: [] });
  expect(read("DO $$ BEGIN this is no PL/pgSQL END $$")).toEqual({ whole: false, kinds: [] });
});

test("a body that holds the quote which is put around it", () => {
  expect(read("DO $x$ BEGIN UPDATE t SET a = '$body$'; END $x$")).toEqual({
    whole: true,
    kinds: ["UpdateStmt"],
  });
});
