import { beforeAll, expect, test } from "vitest";
import { loadParser } from "../sql/parse.ts";
import { cleanQuery } from "./query.ts";

beforeAll(loadParser);

test.each([
  // Constants of every spelling.
  ["select 1", "select $1"],
  [
    "SELECT * FROM t WHERE a = 'x' AND b = $1 AND c = E'\\n' AND d = $$secret$$",
    "SELECT * FROM t WHERE a = $1 AND b = $2 AND c = $3 AND d = $4",
  ],
  [
    "select U&'\\0061' , B'101', X'ff', 1.5, -1, - 2, +3, -(4), true, FALSE, null, 1e5, 0xff, 1_000",
    "select $1 , $2, $3, $4, $5, $6, +$7, -($8), $9, $10, null, $11, $12, $13",
  ],
  ["select a from t where x='a'and y='b'", "select a from t where x=$1 and y=$2"],
  ["select 'a'\n'b'", "select $1"],
  // Comments.
  ["/* user=joe@example.com */ select a -- hunter2\n from t /* x */", "select a from t"],
  // What is not a value stays.
  [
    "select a::varchar(20), b::numeric(10,2), c::bit(3) from t order by 1, 2 desc",
    "select a::varchar(20), b::numeric(10,2), c::bit(3) from t order by 1, 2 desc",
  ],
  [
    "select a, count(*) from t group by 1 having count(*) > 3",
    "select a, count(*) from t group by 1 having count(*) > $1",
  ],
  ["select extract(year from at) from t", "select extract(year from at) from t"],
  // Numbers follow the order in which they stand.
  [
    "select * from t where a = $2 and b = $1 and c = $2",
    "select * from t where a = $1 and b = $2 and c = $1",
  ],
  // What pg_stat_statements makes of typed literals.
  [
    "select now() - interval $1 day, date $2, timestamp with time zone $3, bool $4 from t where a = $5",
    "select now() - CAST($1 AS interval day), CAST($2 AS date), CAST($3 AS timestamp with time zone), CAST($4 AS bool) from t where a = $5",
  ],
  [
    "select interval '1 day', interval(3) '2', interval '3' day to second(2), numeric(3,1) '1.5'",
    "select CAST($1 AS interval), CAST($2 AS interval ( 3 )), CAST($3 AS interval day to second ( 2 )), CAST($4 AS numeric ( 3 , 1 ))",
  ],
  [
    "select extract($1 from at), EXTRACT('epoch' FROM at) from t",
    "select pg_catalog.extract($1 , at), pg_catalog.extract($2 , at) from t",
  ],
  // Repetitions of the select list.
  [
    "select date_trunc($1, at), count(*) from t group by date_trunc('day', at) order by date_trunc('day', at)",
    "select date_trunc($1, at), count(*) from t group by date_trunc($1, at) order by date_trunc($1, at)",
  ],
  [
    "select date_trunc($1, at), date_trunc($2, at) from t group by date_trunc('day', at), date_trunc('month', at)",
    "select date_trunc($1, at), date_trunc($2, at) from t group by date_trunc($1, at), date_trunc($2, at)",
  ],
  [
    "select date_trunc('day', a), date_trunc('month', a) from t group by date_trunc('month', a), date_trunc('day', a)",
    "select date_trunc($1, a), date_trunc($2, a) from t group by date_trunc($2, a), date_trunc($1, a)",
  ],
  [
    "select distinct on (a->>'k') a->>$1 from t order by a->>'k'",
    "select distinct on (a->>$1) a->>$1 from t order by a->>$1",
  ],
  [
    "select extract($1 from at) from t group by extract(year from at)",
    "select pg_catalog.extract($1 , at) from t group by pg_catalog.extract($1 , at)",
  ],
  // Lists.
  ["select * from t where a in ($1 /*, ... */)", "select * from t where a in ($1 )"],
  ["select * from t where a in (1, 2, 3, 4) and b = 5", "select * from t where a in ($1, $2) and b = $3"],
  [
    "insert into t (a, b) values ($1,$2), ($3,$4), ($5,$6) on conflict (a) do update set b = 'x'",
    "insert into t (a, b) values ($1,$2) on conflict (a) do update set b = $3",
  ],
  ["insert into t values (-1, 'a'), (2, default)", "insert into t values ($1, $2), ($3, default)"],
  // Prepared statements and cursors.
  [
    "PREPARE p (int, text) AS SELECT * FROM t WHERE a = $1 AND b = 'x'",
    "SELECT * FROM t WHERE a = $1 AND b = $2",
  ],
  ["DECLARE c BINARY CURSOR WITH HOLD FOR SELECT a FROM t WHERE b = 'x'", "SELECT a FROM t WHERE b = $1"],
  ['select "a b" , x\'ff\'::int from "T"', 'select "a b" , $1::int from "T"'],
  [
    "merge into t using s on t.a = s.a when matched then update set b = 'x' when not matched then insert values (1)",
    "merge into t using s on t.a = s.a when matched then update set b = $1 when not matched then insert values ($2)",
  ],
  [
    "with w as (delete from t where a = 'x' returning *) select * from w limit 10",
    "with w as (delete from t where a = $1 returning *) select * from w limit $2",
  ],
  ["select * from t fetch first 5 rows only", "select * from t fetch first $1 rows only"],
  ["select 'ü', \"ä\", 'x' from t;", 'select $1, "ä", $2 from t'],
])("%s", (source, sql) => {
  expect(cleanQuery(source)).toMatchObject({ kind: "query", sql });
  // What is clean stays as it is.
  expect(cleanQuery(sql)).toMatchObject({ kind: "query", sql });
});

test.each([
  "CREATE ROLE joe PASSWORD 'hunter2'",
  "ALTER ROLE joe PASSWORD 'hunter2'",
  "DO $$ BEGIN PERFORM 'hunter2'; END $$",
  "COPY (SELECT 'hunter2') TO STDOUT",
  "COMMENT ON TABLE t IS 'hunter2'",
  "SET app.key = 'hunter2'",
  "SELECT 'hunter2' INTO t",
  "CREATE TABLE t AS SELECT 'hunter2'",
  "CALL p('hunter2')",
  "EXPLAIN SELECT 'hunter2'",
  "EXECUTE p('hunter2')",
  "CREATE ROLE joe PASSWORD $1 'hunter2'",
  "SELEC 'hunter2'",
])("no query: %s", (source) => {
  expect(cleanQuery(source)).toEqual({ kind: "other" });
});

test.each([
  "",
  "SELECT 1; SELECT 'hunter2'",
  "SELECT 'hunter2",
  "SELECT * FROM t WHERE a = ?",
  "SELECT a FROM JSON_TABLE('{}', '$' COLUMNS (a int PATH '$.hunter2'))",
])("not to be cleaned: %s", (source) => {
  expect(cleanQuery(source)).toEqual({ kind: "unclean" });
});

test("a text that is too long is none of a snapshot", () => {
  expect(cleanQuery(`SELECT ${"a, ".repeat(6000)}a`)).toEqual({ kind: "unclean" });
});
