/** Queries whose texts are hard to prepare once every constant is a parameter. Each runs on the schema as it stands. */
export const TRAP_SCHEMA = `
CREATE TYPE state AS ENUM ('open', 'closed');
CREATE DOMAIN positive AS int CHECK (VALUE > 0);
CREATE TYPE pair AS (x int, y text);
CREATE TABLE visit (id bigint PRIMARY KEY, at timestamptz NOT NULL DEFAULT now(), day date, took interval, doc jsonb,
  tags text[], state state, amount numeric(10,2), ok boolean, path text, n int, shop int, slot tstzrange, p pair,
  q positive);
CREATE UNIQUE INDEX visit_path ON visit (path);
CREATE UNIQUE INDEX visit_open ON visit (shop) WHERE state = 'open';
CREATE TABLE shop (id int PRIMARY KEY, name varchar(40), opened timestamp, config json, area point);
CREATE TABLE entry (shop int NOT NULL, key text NOT NULL, value text DEFAULT '', PRIMARY KEY (shop, key));
CREATE FUNCTION bump(int, int DEFAULT 1) RETURNS int LANGUAGE sql AS 'SELECT $1 + $2';
CREATE FUNCTION label(text) RETURNS text LANGUAGE sql AS 'SELECT $1';
CREATE FUNCTION label(int) RETURNS text LANGUAGE sql AS 'SELECT $1::text';
CREATE SCHEMA "Odd"; CREATE TABLE "Odd"."Visit" ("Id" int PRIMARY KEY, "select" text, "größe" int);
`;

export const TRAPS: readonly string[] = [
  // Types written before their constants.
  "SELECT count(*) FROM visit WHERE at > now() - interval '1 day'",
  "SELECT count(*) FROM visit WHERE at > now() - interval '90' minute",
  "SELECT count(*) FROM visit WHERE at > timestamp with time zone '2026-01-01' AND day < date '2026-02-01'",
  "SELECT time '10:00', timestamp '2026-01-01', timestamptz '2026-01-01 00:00Z', bool 'on', uuid '00000000-0000-0000-0000-000000000000'",
  "SELECT id FROM visit WHERE doc @> jsonb '{\"a\": 1}' AND slot && tstzrange '[2026-01-01,2026-02-01)'",
  "SELECT interval '1' year, interval '1-2' year to month, interval(3) '1.5 s', numeric(6,2) '1.50'",
  "SELECT inet '10.0.0.1', point '(1,2)', int4 '7', float8 '1.5', bytea '\\x00'",
  "SELECT at AT TIME ZONE 'Europe/Berlin', at + interval '1h' * 3 FROM visit",
  "SELECT date '2026-01-01' - date '2025-01-01', date '2026-01-01' + 7, date '2026-01-31' + interval '1 month'",
  // EXTRACT and the keys of groups.
  "SELECT extract(epoch FROM at), extract('hour' FROM at), date_part('dow', at) FROM visit",
  "SELECT date_trunc('day', at), count(*) FROM visit GROUP BY date_trunc('day', at) ORDER BY date_trunc('day', at)",
  "SELECT date_trunc('hour', at) AS h, date_trunc('day', at) AS d, sum(n) FROM visit GROUP BY date_trunc('hour', at), date_trunc('day', at)",
  "SELECT extract(year FROM at), count(*) FROM visit GROUP BY extract(year FROM at) HAVING count(*) > 10",
  "SELECT n % 10, count(*) FROM visit GROUP BY n % 10 ORDER BY 1",
  "SELECT CASE WHEN n < 10 THEN 'few' ELSE 'many' END, count(*) FROM visit GROUP BY CASE WHEN n < 10 THEN 'few' ELSE 'many' END",
  "SELECT doc ->> 'a', avg(n) FROM visit GROUP BY doc ->> 'a' ORDER BY doc ->> 'a'",
  "SELECT DISTINCT ON (doc ->> 'k') doc ->> 'k', id FROM visit ORDER BY doc ->> 'k', at DESC",
  "SELECT DISTINCT coalesce(path, 'none') FROM visit ORDER BY coalesce(path, 'none')",
  "SELECT to_char(at, 'YYYY-MM'), count(*) FROM visit GROUP BY to_char(at, 'YYYY-MM') ORDER BY to_char(at, 'YYYY-MM') DESC LIMIT 12",
  "SELECT state, n > 3, grouping(state, n > 3), count(*) FROM visit GROUP BY GROUPING SETS ((state), (state, n > 3), ())",
  "SELECT width_bucket(n, 0, 100, 10) AS b, count(*) FROM visit GROUP BY ROLLUP (width_bucket(n, 0, 100, 10))",
  "SELECT (at AT TIME ZONE 'UTC')::date AS d, count(*) FROM visit GROUP BY (at AT TIME ZONE 'UTC')::date",
  // Parameters of which nobody knows a type.
  "SELECT jsonb_build_object('id', id, 'path', path) FROM visit",
  "SELECT json_build_object('a', 1, 'b', 'two', 'c', true) FROM visit",
  `SELECT jsonb_build_object(${Array.from({ length: 50 }, (_, n) => `'field${n}', v.n`).join(", ")}) FROM visit v`,
  "SELECT json_build_array(1, 'x', null, 2.5)",
  "SELECT concat('a', id, 'b'), concat_ws(',', 'x', path), format('%s-%s', 'v', id) FROM visit",
  "SELECT row(1, 'x'), (1, 'x') IS NULL FROM visit",
  "SELECT coalesce(json_agg(json_build_object('id', t.id)), '[]'::json) FROM (SELECT id FROM visit LIMIT 5) t",
  "SELECT COALESCE(JSONB_AGG(o), '[]') AS list FROM (SELECT JSONB_BUILD_OBJECT('id', v.id, 'shop', v.shop) AS o FROM visit v WHERE v.shop = 1 LIMIT 10) AS t",
  "SELECT num_nonnulls(1, null, 'x'), num_nulls(n, 'x') FROM visit",
  "SELECT pg_typeof(1), quote_nullable(1), quote_literal('x')",
  "SELECT string_agg(path, ', ' ORDER BY path), array_agg(1) FROM visit",
  "SELECT array_to_string(array[1, 2], ','), array['a', 'b'], array_append(tags, 'x'), cardinality('{}'::int[]) FROM visit",
  "SELECT greatest(1, 2), least('a', 'b'), nullif(1, 2), coalesce(null, 1)",
  // There was an integer.
  "SELECT generate_series(1, 10)",
  "SELECT d FROM generate_series(timestamp '2026-01-01', timestamp '2026-01-03', interval '1 day') d",
  "SELECT g, count(v.id) FROM generate_series(0, 23) g LEFT JOIN visit v ON extract(hour FROM v.at) = g GROUP BY g",
  "SELECT sum(CASE WHEN ok THEN 1 ELSE 0 END), avg(CASE WHEN n > 5 THEN 1.5 ELSE 0 END) FROM visit",
  "SELECT id FROM visit WHERE n = any(array[1, 2, 3]) AND n <> all(array[7])",
  "SELECT v.id, o.ord FROM visit v JOIN (VALUES (1, 10), (2, 20)) AS o(id, ord) ON o.id = v.n",
  "SELECT v.id FROM visit v JOIN (VALUES (1, 'a'), (2, 'b')) AS o(id, path) ON o.id = v.n AND o.path = v.path",
  "UPDATE visit SET n = o.n FROM (VALUES (1, 2)) AS o(id, n) WHERE o.id = visit.id",
  "SELECT 1 + 1, 7 / 2, -3, abs(-5), round(2.567, 2), power(2, 3), mod(7, 3), 2 ^ 3",
  "SELECT round(amount * 1.19, 2), amount / 100, round(n / 3.0, 1), floor(n / 10) * 10 FROM visit",
  "SELECT now() - make_interval(days => 7), make_date(2026, 1, 1), to_timestamp(1700000000)",
  "SELECT bump(1), bump(1, 2), label('x'), label(7)",
  "SELECT sum(x) FROM (SELECT 1 AS x UNION ALL SELECT 2) t",
  "SELECT max(x) + 1 FROM (VALUES (1), (2)) AS t(x)",
  "WITH RECURSIVE r(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM r WHERE i < 5) SELECT i FROM r",
  "WITH RECURSIVE t AS (SELECT id, 0 AS depth FROM shop UNION ALL SELECT s.id, t.depth + 1 FROM shop s JOIN t ON s.id = t.id + 1 WHERE t.depth < 3) SELECT * FROM t",
  "SELECT id, row_number() OVER (PARTITION BY shop ORDER BY at), lag(n, 1, 0) OVER w, ntile(4) OVER w FROM visit WINDOW w AS (ORDER BY at ROWS BETWEEN 3 PRECEDING AND CURRENT ROW)",
  "SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY n), percentile_disc(array[0.25, 0.75]) WITHIN GROUP (ORDER BY n) FROM visit",
  "SELECT count(*) FILTER (WHERE n > 5), sum(n) FILTER (WHERE state = 'open') FROM visit",
  "SELECT substring(path, 1, 3), substring(path FROM 2 FOR 3), left(path, 5), lpad(path, 10, '0'), position('x' IN path), overlay(path PLACING 'x' FROM 2 FOR 1), trim(both ' ' from path) FROM visit",
  "SELECT split_part(path, '/', 2), regexp_replace(path, '[a-z]', '', 'g'), path ~ '^x', path ILIKE '%x%' ESCAPE '!', path SIMILAR TO 'a%' FROM visit",
  "SELECT doc -> 'a' -> 0 ->> 'b', doc #>> '{a,b}', doc ? 'a', jsonb_set(doc, '{a}', '1'), doc - 'a', doc @? '$.a', doc || '{\"z\": 1}' FROM visit",
  "SELECT jsonb_path_query(doc, '$.a[*] ? (@ > 1)'), jsonb_extract_path_text(doc, 'a', 'b') FROM visit",
  "SELECT x.k, x.v FROM visit, jsonb_each_text(doc) AS x(k, v) WHERE x.k = 'a'",
  "SELECT * FROM jsonb_to_recordset('[{\"a\": 1}]') AS x(a int, b text)",
  "SELECT unnest(array[1, 2]), unnest('{a,b}'::text[])",
  "SELECT id FROM visit WHERE (shop, path) IN ((1, 'a'), (2, 'b')) AND (n, id) > (3, 4)",
  "SELECT id FROM visit WHERE shop IN (1, 2, 3, 4, 5) AND path NOT IN ('a', 'b', 'c') AND state = 'open'",
  "SELECT id FROM visit WHERE tags @> array['a'] AND 'b' = any(tags) AND tags && '{x,y}'",
  "SELECT id FROM visit WHERE at BETWEEN '2026-01-01' AND '2026-02-01' AND day = '2026-01-01' AND slot @> '2026-01-01'::timestamptz",
  "SELECT id FROM visit WHERE ok IS TRUE AND n IS DISTINCT FROM 3 AND path IS NOT NULL LIMIT 10 OFFSET 20",
  "SELECT id FROM visit ORDER BY CASE state WHEN 'open' THEN 1 ELSE 2 END, n NULLS LAST FETCH FIRST 5 ROWS ONLY",
  "SELECT id FROM visit TABLESAMPLE bernoulli (10) WHERE random() < 0.5",
  "SELECT id FROM visit WHERE id = 1 FOR UPDATE SKIP LOCKED",
  "SELECT cast('1' AS int), '2'::bigint, CAST(n AS varchar(10)), 'x'::char(3), '{1,2}'::int[] FROM visit",
  "SELECT EXISTS (SELECT 1 FROM visit WHERE n = 1), (SELECT 1), ARRAY(SELECT 1)",
  "SELECT s.id, l.c FROM shop s LEFT JOIN LATERAL (SELECT count(*) AS c FROM visit v WHERE v.shop = s.id AND v.n > 3) l ON true",
  "SELECT config ->> 'a', name || ' x', area <-> point '(0,0)' FROM shop WHERE opened >= now()::timestamp - interval '7 days'",
  "SELECT p, (p).x + 1, q + 1 FROM visit WHERE (p).y = 'a'",
  'SELECT "Id", "select", "größe" FROM "Odd"."Visit" WHERE "größe" > 3 AND "select" = \'é\'',
  "SELECT 'a' UNION SELECT 'b' ORDER BY 1",
  "SELECT id, 'x' AS kind FROM visit UNION ALL SELECT id, 'y' FROM shop",
  "SELECT null, NULL::int, true, false, 'x' LIKE 'y', 1 = 1",
  "VALUES (1, 'a'), (2, 'b')",
  "TABLE shop",
  // Statements that write.
  "INSERT INTO shop (id, name) VALUES (1, 'a'), (2, 'b'), (3, 'c') ON CONFLICT (id) DO UPDATE SET name = excluded.name WHERE shop.name <> 'x' RETURNING *",
  "INSERT INTO visit (id, path, n) VALUES (1, 'a', 1) ON CONFLICT (path) DO UPDATE SET n = visit.n + 1, at = now() - interval '1 s'",
  "INSERT INTO visit (id, shop, doc) SELECT 9, 1, jsonb_build_object('a', 1) ON CONFLICT DO NOTHING",
  "INSERT INTO entry VALUES (1, 'k', DEFAULT) ON CONFLICT ON CONSTRAINT entry_pkey DO UPDATE SET value = 'x'",
  "INSERT INTO entry (shop, key) SELECT id, 'k' || 1 FROM shop WHERE id < 0",
  "UPDATE visit SET n = n + 1, doc = jsonb_set(doc, '{seen}', 'true'), tags = array_append(tags, 'x'), state = 'closed', ok = true WHERE id = 5 RETURNING id, 'x'",
  "UPDATE visit SET (n, path) = (1, 'x') WHERE id = 1",
  "UPDATE visit SET amount = amount * 1.1, took = interval '5 min', day = current_date - 1 WHERE at < now() - interval '30 days'",
  "DELETE FROM visit USING shop WHERE shop.id = visit.shop AND shop.name = 'x' AND visit.n > 100",
  "DELETE FROM visit WHERE ctid = any(array(SELECT ctid FROM visit WHERE n > 3 LIMIT 100))",
  "WITH gone AS (DELETE FROM entry WHERE key = 'x' RETURNING *) INSERT INTO entry SELECT shop, 'y', value FROM gone",
];

/** From PostgreSQL 15 on. */
export const MERGE_TRAP =
  "MERGE INTO entry e USING (VALUES (1, 'k', 'v')) AS s(shop, key, value) ON e.shop = s.shop AND e.key = s.key WHEN MATCHED THEN UPDATE SET value = s.value WHEN NOT MATCHED THEN INSERT (shop, key, value) VALUES (s.shop, s.key, 'new')";
