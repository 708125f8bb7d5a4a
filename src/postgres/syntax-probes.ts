/**
 * Statements with syntax that some version of PostgreSQL 14-18 does not have: `npm run measure` runs each on every
 * server, on the schema below, and versions.json says which refuse it. What a parse tree has of it stands in
 * src/effects/version/syntax.ts under the same name.
 */

/** What every probe stands on. */
export const PROBE_SCHEMA = `
  CREATE TABLE a (id int PRIMARY KEY, n int, m text CONSTRAINT required NOT NULL);
  CREATE TABLE b (id int PRIMARY KEY, n int REFERENCES a, twice int GENERATED ALWAYS AS (n * 2) STORED);
  ALTER TABLE b RENAME CONSTRAINT b_n_fkey TO refers;
  CREATE VIEW v AS SELECT id, n FROM a;
  CREATE DOMAIN d AS int;
  CREATE SEQUENCE numbers;
  CREATE ROLE app;
  CREATE ROLE team;
  GRANT team TO app;
  CREATE FUNCTION logs_in() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';
  CREATE FUNCTION same(int, int) RETURNS boolean LANGUAGE sql AS 'SELECT true';
  CREATE OPERATOR === (FUNCTION = same, LEFTARG = int, RIGHTARG = int);
  CREATE FOREIGN DATA WRAPPER wrapper; CREATE SERVER elsewhere FOREIGN DATA WRAPPER wrapper;
  CREATE PUBLICATION news FOR TABLE b;
  CREATE SUBSCRIPTION reader CONNECTION 'dbname=nowhere' PUBLICATION news WITH (connect = false, slot_name = NONE);
`;

export const SYNTAX_PROBES = {
  "NULLS NOT DISTINCT in a constraint": "CREATE TABLE c (n int, UNIQUE NULLS NOT DISTINCT (n))",
  "NULLS NOT DISTINCT of an index": "CREATE UNIQUE INDEX ON a (n) NULLS NOT DISTINCT",
  "ON DELETE SET NULL with columns":
    "CREATE TABLE c (n int, FOREIGN KEY (n) REFERENCES a ON DELETE SET NULL (n))",
  "NOT ENFORCED": "ALTER TABLE a ADD CONSTRAINT small CHECK (n < 9) NOT ENFORCED",
  "ALTER CONSTRAINT ENFORCED": "ALTER TABLE b ALTER CONSTRAINT refers NOT ENFORCED",
  "ALTER CONSTRAINT INHERIT": "ALTER TABLE a ALTER CONSTRAINT required NO INHERIT",
  "a table constraint NOT NULL": "ALTER TABLE a ADD CONSTRAINT filled NOT NULL n",
  "NOT NULL NO INHERIT": "CREATE TABLE c (n int NOT NULL NO INHERIT)",
  "NOT NULL of a domain by ADD CONSTRAINT": "ALTER DOMAIN d ADD CONSTRAINT required NOT NULL",
  "a virtual generated column": "CREATE TABLE c (n int, twice int GENERATED ALWAYS AS (n * 2) VIRTUAL)",
  "WITHOUT OVERLAPS": "CREATE TABLE c (id int4range, during int4range, UNIQUE (id, during WITHOUT OVERLAPS))",
  PERIOD: `CREATE TABLE c (id int4range, during int4range, PRIMARY KEY (id, during WITHOUT OVERLAPS),
    FOREIGN KEY (id, PERIOD during) REFERENCES c (id, PERIOD during))`,
  "STORAGE of a new column": "CREATE TABLE c (m text STORAGE PLAIN)",
  "SET STORAGE DEFAULT": "ALTER TABLE a ALTER COLUMN m SET STORAGE DEFAULT",
  "SET STATISTICS DEFAULT": "ALTER TABLE a ALTER COLUMN n SET STATISTICS DEFAULT",
  "SET EXPRESSION": "ALTER TABLE b ALTER COLUMN twice SET EXPRESSION AS (n * 3)",
  "SET ACCESS METHOD": "ALTER TABLE a SET ACCESS METHOD heap",
  "SET ACCESS METHOD DEFAULT": "ALTER TABLE a SET ACCESS METHOD DEFAULT",
  "an access method of a partitioned table": "CREATE TABLE c (n int) PARTITION BY LIST (n) USING heap",
  "CREATE UNLOGGED SEQUENCE": "CREATE UNLOGGED SEQUENCE more",
  "ALTER SEQUENCE SET LOGGED": "ALTER SEQUENCE numbers SET UNLOGGED",
  "LIKE in a foreign table": "CREATE FOREIGN TABLE c (LIKE a) SERVER elsewhere",
  "CREATE STATISTICS without a name": "CREATE STATISTICS ON n, m FROM a",
  MERGE: "MERGE INTO b USING a ON a.id = b.id WHEN MATCHED THEN DO NOTHING",
  "MERGE RETURNING": "MERGE INTO b USING a ON a.id = b.id WHEN MATCHED THEN DELETE RETURNING b.id",
  "WHEN NOT MATCHED BY SOURCE": "MERGE INTO b USING a ON a.id = b.id WHEN NOT MATCHED BY SOURCE THEN DELETE",
  "RETURNING WITH": "UPDATE a SET n = 1 RETURNING WITH (OLD AS before) before.n",
  "RETURNING OLD or NEW": "UPDATE a SET n = 1 RETURNING old.n, new.n",
  "a subquery in FROM without an alias": "SELECT * FROM (SELECT 1 AS one)",
  "an underscore in a number": "SELECT 1.5_0",
  "XMLSERIALIZE INDENT": "SELECT xmlserialize(DOCUMENT '<a/>' AS text INDENT)",
  JSON_TABLE: "SELECT * FROM JSON_TABLE('[1]'::jsonb, '$[*]' COLUMNS (n int PATH '$'))",
  "JSON_EXISTS, JSON_VALUE and JSON_QUERY": "SELECT JSON_VALUE('{}'::jsonb, '$.a')",
  "IS JSON": "SELECT '1' IS JSON",
  JSON_OBJECT: "SELECT JSON_OBJECT('a': 1)",
  JSON_ARRAY: "SELECT JSON_ARRAY(1, 2)",
  "JSON_ARRAY of a query": "SELECT JSON_ARRAY(SELECT n FROM a)",
  JSON_OBJECTAGG: "SELECT JSON_OBJECTAGG(id : n) FROM a",
  JSON_ARRAYAGG: "SELECT JSON_ARRAYAGG(n) FROM a",
  "WITH UNIQUE KEYS in JSON()": "SELECT JSON('1' WITH UNIQUE KEYS)",
  JSON_SCALAR: "SELECT JSON_SCALAR(1)",
  JSON_SERIALIZE: "SELECT JSON_SERIALIZE('{}')",
  "AT LOCAL": "SELECT now() AT LOCAL",
  SYSTEM_USER: "SELECT system_user",
  "the view option security_invoker": "CREATE VIEW w WITH (security_invoker) AS SELECT 1 AS one",
  "WITH INHERIT of a role": "GRANT team TO app WITH INHERIT FALSE",
  "WITH SET of a role": "GRANT team TO app WITH SET FALSE",
  "WITH ADMIN FALSE": "GRANT team TO app WITH ADMIN FALSE",
  "the privilege MAINTAIN": "GRANT MAINTAIN ON a TO app",
  "privileges on parameters": "GRANT SET ON PARAMETER work_mem TO app",
  "default privileges on large objects": "ALTER DEFAULT PRIVILEGES GRANT SELECT ON LARGE OBJECTS TO app",
  "columns of a published table": "CREATE PUBLICATION p FOR TABLE a (id)",
  "WHERE of a published table": "CREATE PUBLICATION p FOR TABLE a WHERE (id > 1)",
  "publishing the tables of a schema": "CREATE PUBLICATION p FOR TABLES IN SCHEMA public",
  "the publication option publish_generated_columns":
    "CREATE PUBLICATION p FOR TABLE b WITH (publish_generated_columns = stored)",
  "ALTER SUBSCRIPTION SKIP": "ALTER SUBSCRIPTION reader SKIP (lsn = NONE)",
  "the subscription option disable_on_error": "ALTER SUBSCRIPTION reader SET (disable_on_error = true)",
  "the subscription option origin": "ALTER SUBSCRIPTION reader SET (origin = none)",
  "the subscription option password_required": "ALTER SUBSCRIPTION reader SET (password_required = false)",
  "the subscription option run_as_owner": "ALTER SUBSCRIPTION reader SET (run_as_owner = true)",
  "the subscription option failover": `CREATE SUBSCRIPTION other CONNECTION 'dbname=nowhere' PUBLICATION news
    WITH (connect = false, slot_name = NONE, failover = false)`,
  "an event trigger on login": "CREATE EVENT TRIGGER welcome ON login EXECUTE FUNCTION logs_in()",
  "links of an operator by ALTER OPERATOR": "ALTER OPERATOR === (int, int) SET (MERGES)",
  "the collation provider builtin": "CREATE COLLATION c (provider = builtin, locale = 'C.UTF-8')",
  "rules of a collation": "CREATE COLLATION c (provider = icu, locale = 'und', rules = '&V << w')",
  "LOCALE_PROVIDER of a database": "CREATE DATABASE c LOCALE_PROVIDER libc",
  "STRATEGY of a database": "CREATE DATABASE c STRATEGY file_copy",
  "OID of a database": "CREATE DATABASE c OID 99999",
  "REFRESH COLLATION VERSION of a database": "ALTER DATABASE postgres REFRESH COLLATION VERSION",
  "the COPY option ON_ERROR": "COPY a FROM '/dev/null' (ON_ERROR ignore)",
  "the COPY option LOG_VERBOSITY": "COPY a FROM '/dev/null' (LOG_VERBOSITY default)",
  "the COPY option REJECT_LIMIT": "COPY a FROM '/dev/null' (ON_ERROR ignore, REJECT_LIMIT 1)",
  "the COPY option DEFAULT": "COPY a FROM '/dev/null' (DEFAULT 'x')",
  "the COPY option HEADER MATCH": "COPY a FROM PROGRAM 'echo id,n,m' (FORMAT csv, HEADER match)",
  "all columns in the COPY option FORCE_NULL": "COPY a FROM '/dev/null' (FORMAT csv, FORCE_NULL *)",
  "the EXPLAIN option GENERIC_PLAN": "EXPLAIN (GENERIC_PLAN) SELECT 1",
  "the EXPLAIN option SERIALIZE": "EXPLAIN (ANALYZE, SERIALIZE) SELECT 1",
  "the EXPLAIN option MEMORY": "EXPLAIN (MEMORY) SELECT 1",
  "the VACUUM option SKIP_DATABASE_STATS": "VACUUM (SKIP_DATABASE_STATS) a",
  "the VACUUM option ONLY_DATABASE_STATS": "VACUUM (ONLY_DATABASE_STATS)",
  "the VACUUM option PROCESS_MAIN": "VACUUM (PROCESS_MAIN false) a",
  "the option BUFFER_USAGE_LIMIT": "ANALYZE (BUFFER_USAGE_LIMIT '1MB') a",
  "VACUUM or ANALYZE ONLY": "ANALYZE ONLY a",
  "REINDEX DATABASE without a name": "REINDEX DATABASE",
} as const;

/** Scripts of one transaction that some version refuses although it knows all of their syntax. */
export const BEHAVIOUR_PROBES = {
  "uses a value added to an enum that the transaction made":
    "CREATE TYPE k AS ENUM ('a'); ALTER TYPE k ADD VALUE 'b'; SELECT 'b'::k",
} as const;

export type Behaviour = keyof typeof BEHAVIOUR_PROBES;

export type Syntax = keyof typeof SYNTAX_PROBES;
