import { type Case, holds, SECOND, SHOP } from "./case.testing.ts";

const block = (body: string, declare = "") => `DO $$ ${declare} BEGIN ${body} END $$;`;
const routine = (body: string, rest = "") =>
  `CREATE FUNCTION work() RETURNS int LANGUAGE plpgsql ${rest} AS $$ BEGIN ${body} RETURN 1; END $$;`;

// What a statement does through others that its text does not show, or shows under a condition.
const STOPPED: readonly Omit<Case, "gate">[] = [
  {
    why: "a text from the schema drops a column",
    change: block(
      "SELECT format('ALTER TABLE %I DROP COLUMN mail', relname) INTO s FROM pg_class WHERE relname = 'customer'; EXECUTE s;",
      "DECLARE s text;",
    ),
    says: /drops-column/,
  },
  {
    why: "a text from the schema renames a column",
    change: block(
      "SELECT format('ALTER TABLE %I RENAME mail TO email', relname) INTO s FROM pg_class WHERE relname = 'customer'; EXECUTE s;",
      "DECLARE s text;",
    ),
    says: /column renamed/,
  },
  {
    why: "a text from the schema renames a table",
    change: block(
      "SELECT format('ALTER TABLE %I RENAME TO client', relname) INTO s FROM pg_class WHERE relname = 'customer'; EXECUTE s;",
      "DECLARE s text;",
    ),
    says: /table renamed/,
  },
  {
    why: "a text from the schema deletes all rows",
    change: block(
      "SELECT format('DELETE FROM %I', relname) INTO s FROM pg_class WHERE relname = 'customer'; EXECUTE s;",
      "DECLARE s text;",
    ),
    says: /changes rows of public.customer/,
  },
  {
    why: "a text from the schema makes NULL refused",
    change: block(
      "SELECT format('ALTER TABLE %I ALTER paid SET NOT NULL', relname) INTO s FROM pg_class WHERE relname = 'invoice'; EXECUTE s;",
      "DECLARE s text;",
    ),
    says: /paid/,
  },
  {
    why: "the words that count nothing meanwhile are written by escapes",
    change: `DO U&'DECLARE s text; BEGIN
      SELECT format(''ALTER TABLE %I RENAME mail TO email'', relname) INTO s FROM pg_class WHERE relname = ''customer'';
      EXEC!0055TE ''SET track!005Fcounts = off''; EXEC!0055TE s; EXEC!0055TE ''SET track!005Fcounts = on''; END' UESCAPE '!';`,
    says: /column renamed/,
  },
  {
    why: "a function that takes a query counts nothing meanwhile",
    change: block(
      `SELECT format('ALTER TABLE %I RENAME mail TO email', relname) INTO s FROM pg_class WHERE relname = 'customer';
       PERFORM query_to_xml('SELECT set_con' || 'fig(''track_cou' || 'nts'', ''off'', false)', true, true, '');
       EXECUTE s;
       PERFORM query_to_xml('SELECT set_con' || 'fig(''track_cou' || 'nts'', ''on'', false)', true, true, '');`,
      "DECLARE s text;",
    ),
    says: /column renamed/,
  },
  {
    why: "a text from a row is run",
    change: block("SELECT mail INTO s FROM customer; EXECUTE coalesce(s, 'SELECT 1');", "DECLARE s text;"),
    says: /line 1 of the block/,
  },
  {
    why: "a text is decoded",
    change: block("EXECUTE convert_from(decode('RFJPUCBUQUJMRSBpbnZvaWNl', 'base64'), 'UTF8');"),
  },
  {
    why: "a branch hangs on the server's version",
    change: block("IF current_setting('server_version') !~ 'x' THEN RETURN; END IF; DROP TABLE invoice;"),
    says: /drops-table/,
  },
  {
    why: "a branch hangs on the role",
    change: block("IF current_user <> 'postgres' THEN CREATE INDEX i ON invoice (customer_id); END IF;"),
    says: /blocks-writes-while-indexing/,
  },
  {
    why: "a branch hangs on the clock",
    change: block("IF now() > '2099-01-01' THEN TRUNCATE customer; END IF;"),
  },
  {
    why: "a branch hangs on the rows",
    change: block(
      "IF (SELECT count(*) FROM invoice) > 0 THEN ALTER TABLE invoice ALTER total TYPE bigint; END IF;",
    ),
    says: /rewrites-table/,
  },
  {
    why: "a loop over rows",
    change: block(
      "FOR r IN SELECT id FROM customer LOOP DROP TABLE IF EXISTS invoice; END LOOP;",
      "DECLARE r record;",
    ),
    says: /drops-table/,
  },
  {
    why: "a handler of errors that come with rows",
    change: block(
      "PERFORM 1 / count(*) FROM customer; EXCEPTION WHEN division_by_zero THEN NULL; WHEN others THEN DROP TABLE invoice;",
    ),
    says: /drops-table/,
  },
  {
    why: "a function in SQL",
    change: "CREATE FUNCTION work() RETURNS void LANGUAGE sql AS 'DELETE FROM customer';\nSELECT work();",
    says: /destroys-rows/,
  },
  {
    why: "a function in FROM",
    change: `${routine("DELETE FROM customer;")}\nSELECT * FROM work();`,
    says: /destroys-rows/,
  },
  {
    why: "a function that calls another",
    change: `${routine("DELETE FROM customer;")}\nCREATE FUNCTION outer_one() RETURNS int LANGUAGE sql AS 'SELECT work()';\nSELECT outer_one();`,
    says: /destroys-rows/,
  },
  {
    why: "a function that says that it is immutable",
    change: `${routine("DROP TABLE invoice;")}\nCREATE FUNCTION calm() RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT work()';\nUPDATE customer SET region = calm() WHERE id = 1;`,
    says: /drops-table/,
  },
  {
    why: "a function with names as arguments",
    change:
      "CREATE FUNCTION work(t text, c text) RETURNS void LANGUAGE plpgsql AS $$ BEGIN EXECUTE format('ALTER TABLE %I DROP COLUMN %I', t, c); END $$;\nSELECT work('customer', 'mail');",
    says: /drops-column/,
  },
  {
    why: "a function with a search_path of its own",
    change: `${routine("DELETE FROM customer;", "SECURITY DEFINER SET search_path = public")}\nSELECT work();`,
    says: /destroys-rows/,
  },
  {
    why: "a function in WHERE, ORDER BY and SET",
    change: `${routine("DROP TABLE invoice;")}\nUPDATE customer SET region = 1 WHERE id = 1 AND work() = 1;`,
    says: /drops-table/,
  },
  {
    why: "an operator that calls a function",
    change:
      "CREATE FUNCTION work(int, int) RETURNS bool LANGUAGE plpgsql AS $$ BEGIN DROP TABLE invoice; RETURN true; END $$;\nCREATE OPERATOR === (LEFTARG = int, RIGHTARG = int, FUNCTION = work);\nSELECT id FROM customer WHERE region === 1;",
    says: /drops-table/,
  },
  {
    why: "an aggregate that calls a function",
    change:
      "CREATE FUNCTION work(int, int) RETURNS int LANGUAGE plpgsql AS $$ BEGIN DROP TABLE invoice; RETURN 1; END $$;\nCREATE AGGREGATE total_of (int) (SFUNC = work, STYPE = int);\nSELECT total_of(region) FROM customer;",
    says: /drops-table/,
  },
  {
    why: "a statement that is prepared",
    change: "PREPARE p AS DELETE FROM customer;\nEXECUTE p;",
    says: /destroys-rows/,
  },
  {
    why: "a trigger for each statement",
    change:
      "CREATE FUNCTION work() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN DELETE FROM invoice; RETURN NULL; END $$;\nCREATE TRIGGER t AFTER UPDATE ON customer EXECUTE FUNCTION work();\nUPDATE customer SET region = 2 WHERE id = 1;",
    says: /destroys-rows/,
  },
  {
    why: "a rule in the place of a statement",
    change:
      "CREATE RULE r AS ON UPDATE TO customer DO INSTEAD DELETE FROM invoice;\nUPDATE customer SET region = 2 WHERE id = 1;",
    says: /destroys-rows/,
  },
  {
    why: "a rewrite that is taken back by an error",
    change: block(
      "BEGIN EXECUTE 'ALTER TABLE invoice ALTER total TYPE bigint'; RAISE EXCEPTION 'x'; EXCEPTION WHEN others THEN NULL; END;",
    ),
    says: /rewrites-table/,
  },
  {
    why: "messages are switched off and an index is built by a text from the schema",
    change: block(
      "PERFORM set_config('client_min_messages', 'error', true); SELECT format('CREATE INDEX i ON %I (total)', relname) INTO s FROM pg_class WHERE relname = 'invoice'; EXECUTE s;",
      "DECLARE s text;",
    ),
    says: /blocks-writes-while-indexing/,
  },
  {
    why: "messages are switched off and every row is checked by a text from the schema",
    change: block(
      "PERFORM set_config('client_min_messages', 'error', true); PERFORM set_config('track_counts', 'off', true); SELECT format('ALTER TABLE %I ADD CHECK (total > 0)', relname) INTO s FROM pg_class WHERE relname = 'invoice'; EXECUTE s;",
      "DECLARE s text;",
    ),
    says: /scans-under-lock/,
  },
  {
    why: "a flood of messages before the one that tells",
    change: block(
      "FOR i IN 1..20000 LOOP RAISE NOTICE 'x'; END LOOP; SELECT format('ALTER TABLE %I ALTER total TYPE bigint', relname) INTO s FROM pg_class WHERE relname = 'invoice'; EXECUTE s;",
      "DECLARE s text;",
    ),
    says: /rewrites-table/,
  },
  {
    why: "an operator of the change's own in the place of PostgreSQL's",
    base: {
      "migrations/0001_shop.sql": `${SHOP["migrations/0001_shop.sql"]}CREATE FUNCTION never(oid, int) RETURNS bool LANGUAGE sql IMMUTABLE AS 'SELECT false';\nCREATE OPERATOR public.>= (LEFTARG = oid, RIGHTARG = int, FUNCTION = never);\n`,
    },
    change: "SET search_path = public, pg_catalog;\nCREATE INDEX i ON invoice (customer_id);",
    says: /"evidence":\s*"both"/,
  },
  {
    why: "a function of PostgreSQL is replaced",
    change:
      "CREATE OR REPLACE FUNCTION pg_catalog.pg_stat_get_xact_numscans(oid) RETURNS bigint LANGUAGE sql AS 'SELECT 0::bigint';",
    says: /pg_catalog/,
  },
];

const FINE: readonly Omit<Case, "gate">[] = [
  {
    why: "harmless: a column is added where the catalog has none",
    change: block(
      "IF NOT EXISTS (SELECT 1 FROM information_schema.columns WHERE table_name = 'customer' AND column_name = 'note') THEN ALTER TABLE customer ADD COLUMN note text; END IF;",
    ),
  },
  {
    why: "harmless: a role is made where there is none",
    change: block(
      "IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'reader') THEN CREATE ROLE reader; END IF;",
    ),
  },
  {
    why: "harmless: a table is made by a text and filled in a loop",
    change: block(
      "EXECUTE format('CREATE TABLE %I (id int)', 'fresh'); FOR i IN 1..3 LOOP INSERT INTO fresh VALUES (i); END LOOP;",
    ),
  },
  {
    why: "harmless: a trigger that writes a log by its key",
    change:
      "CREATE TABLE log (id bigint);\nCREATE FUNCTION work() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO log VALUES (NEW.id); RETURN NEW; END $$;\nCREATE TRIGGER t AFTER UPDATE ON customer FOR EACH ROW EXECUTE FUNCTION work();\nUPDATE customer SET region = 2 WHERE id = 1;",
  },
  {
    why: "harmless: a function that only computes",
    change:
      "CREATE FUNCTION slug(t text) RETURNS text LANGUAGE plpgsql AS $$ BEGIN RETURN lower(trim(t)); END $$;\nSELECT slug('A B');",
  },
  {
    why: "harmless: a function is made and not called",
    change: { [SECOND]: routine("DROP TABLE invoice;") },
  },
];

holds("hidden work", [
  ...STOPPED.map((one): Case => ({ ...one, gate: "stopped" })),
  ...FINE.map((one): Case => ({ ...one, gate: "passes" })),
]);
