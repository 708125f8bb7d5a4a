import { type Case, holds, SECOND, SHOP } from "./case.testing.ts";

const stopped = (why: string, change: Case["change"], more: Partial<Case> = {}): Case => ({
  why,
  change,
  gate: "stopped",
  ...more,
});
const passes = (why: string, change: Case["change"], more: Partial<Case> = {}): Case => ({
  why,
  change,
  gate: "passes",
  ...more,
});

const BELOW: readonly Case[] = [
  stopped(
    "a column is dropped by a text that a block puts together",
    `DO $$ DECLARE part text := 'mail'; BEGIN
  EXECUTE 'ALTER TABLE customer ' || 'DROP COLUMN ' || quote_ident(part);
END $$;`,
  ),
  stopped(
    "a function drops a column, and a SELECT calls it",
    `CREATE FUNCTION tidy() RETURNS void LANGUAGE plpgsql AS $$ BEGIN ALTER TABLE invoice DROP COLUMN total; END $$;
SELECT tidy();`,
  ),
  stopped(
    "a table is renamed by dynamic SQL",
    "DO $do$ BEGIN EXECUTE format('ALTER TABLE %I RENAME TO %I', 'invoice', 'bill'); END $do$;",
  ),
  stopped(
    "a type that a column has is dropped with it by a procedure",
    `CREATE PROCEDURE clean() LANGUAGE plpgsql AS $$ BEGIN EXECUTE 'DROP TYPE region_kind CASCADE'; END $$;
CALL clean();`,
    {
      base: {
        ...SHOP,
        "migrations/0001_type.sql":
          "CREATE TYPE region_kind AS ENUM ('a', 'b');\nCREATE TABLE place (id int, kind region_kind);",
      },
    },
  ),
  passes(
    "a type is made by a block that looks for it first",
    `DO $$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_type WHERE typname = 'invoice_state') THEN
    CREATE TYPE invoice_state AS ENUM ('open', 'paid');
  END IF;
END $$;`,
  ),
  passes(
    "a type is made by a block that does without it when it is there",
    "DO $$ BEGIN CREATE TYPE invoice_state AS ENUM ('open'); EXCEPTION WHEN duplicate_object THEN NULL; END $$;",
  ),
  passes(
    "a block fills a table that is new",
    "CREATE TABLE n (id int);\nDO $$ BEGIN INSERT INTO n VALUES (1); END $$;",
  ),
];

const ROWS: readonly Case[] = [
  stopped(
    "a function with a harmless name deletes",
    `CREATE FUNCTION refresh_totals() RETURNS int LANGUAGE sql AS 'DELETE FROM invoice RETURNING 1';
SELECT refresh_totals();`,
  ),
  stopped("a prepared statement deletes", "PREPARE p AS DELETE FROM invoice;\nEXECUTE p;"),
  stopped(
    "a rule of a new view deletes in an old table",
    `CREATE VIEW v AS SELECT 1 AS id;
CREATE RULE r AS ON INSERT TO v DO INSTEAD DELETE FROM invoice;
INSERT INTO v VALUES (1);`,
  ),
  stopped(
    "a rule of an old table deletes in another",
    "CREATE RULE r AS ON UPDATE TO customer DO ALSO DELETE FROM invoice;\nUPDATE customer SET region = 2 WHERE id = 1;",
  ),
  stopped(
    "a loop over the catalog empties tables",
    `DO $$ DECLARE r record; BEGIN
  FOR r IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
    EXECUTE format('TRUNCATE %I', r.tablename);
  END LOOP;
END $$;`,
  ),
  stopped(
    "what is called once a row is not called on an empty table",
    `CREATE FUNCTION note(bigint) RETURNS bigint LANGUAGE plpgsql AS $$ BEGIN DROP TABLE IF EXISTS invoice CASCADE; RETURN 1; END $$;
UPDATE customer SET region = note(id) WHERE id < 10;`,
  ),
  stopped(
    "a trigger for each row drops a table",
    `CREATE FUNCTION t() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN DROP TABLE invoice; RETURN NEW; END $$;
CREATE TRIGGER t BEFORE UPDATE ON customer FOR EACH ROW EXECUTE FUNCTION t();
UPDATE customer SET region = 3 WHERE id = 1;`,
  ),
  passes(
    "a trigger that sets a column, and no row is touched",
    `CREATE FUNCTION stamp() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.region := 1; RETURN NEW; END $$;
CREATE TRIGGER stamp BEFORE UPDATE ON customer FOR EACH ROW EXECUTE FUNCTION stamp();`,
  ),
];

const BRANCHES: readonly Case[] = [
  ["current_database() <> 'postgres'", "the name of the database"],
  ["EXISTS (SELECT FROM customer)", "the rows of a table"],
  ["current_setting('server_version_num')::int < 150000", "the server's version"],
  ["inet_server_addr() IS NOT NULL", "the server's address"],
  ["now() > '2027-01-01'", "the time"],
].map(([condition, of]) =>
  stopped(
    `a branch depends on ${of}`,
    `DO $$ BEGIN IF ${condition} THEN CREATE INDEX by_customer ON invoice (customer_id); END IF; END $$;`,
  ),
);

const TAKEN_BACK: readonly Case[] = [
  stopped(
    "work is done and taken back by an exception that is caught",
    `DO $$ BEGIN
  BEGIN ALTER TABLE invoice ALTER COLUMN total TYPE bigint; RAISE EXCEPTION 'no'; EXCEPTION WHEN OTHERS THEN NULL; END;
END $$;`,
  ),
];

const BLINDED: readonly Case[] = [
  stopped(
    "an operator is made that fits the observer's own queries better",
    `CREATE FUNCTION cat(bigint, text) RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT '0' $$;
CREATE OPERATOR public.|| (LEFTARG = bigint, RIGHTARG = text, FUNCTION = cat);
CREATE INDEX by_customer ON invoice (customer_id);`,
  ),
  stopped(
    "a function hides the messages while it builds",
    `CREATE FUNCTION build() RETURNS void LANGUAGE plpgsql SET client_min_messages = error AS
$$ BEGIN CREATE INDEX by_customer ON invoice (customer_id); ALTER TABLE invoice ADD CHECK (total > 0); END $$;
SELECT build();`,
  ),
  stopped(
    "a flood of notices comes before the work",
    `DO $$ BEGIN
  FOR i IN 1..20000 LOOP RAISE NOTICE 'x'; END LOOP;
  EXECUTE 'ALTER TABLE invoice ADD CHECK (total > 0)';
END $$;`,
  ),
  stopped(
    "a catalog's rows are changed",
    "UPDATE pg_catalog.pg_attribute SET attnotnull = true WHERE attname = 'paid';",
  ),
  passes(
    "an operator on a type of one's own",
    `CREATE TYPE money_pair AS (a int, b int);
CREATE FUNCTION pair_eq(money_pair, money_pair) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$ SELECT ($1).a = ($2).a $$;
CREATE OPERATOR === (LEFTARG = money_pair, RIGHTARG = money_pair, FUNCTION = pair_eq);`,
  ),
];

const REFUSED: readonly Case[] = [
  stopped(
    "the right to look on is taken away: the rest is still judged",
    {
      [SECOND]: `REVOKE ALL ON pg_catalog.pg_locks FROM PUBLIC;
CREATE ROLE blind;
SET ROLE blind;
SELECT 1;`,
      "migrations/0003_next.sql": "DROP TABLE invoice;",
    },
    { says: /drops-table/ },
  ),
];

holds("below the relation", BELOW);
holds("rows", ROWS);
holds("branches that the rehearsal does not take", BRANCHES);
holds("work that is taken back", TAKEN_BACK);
holds("an observer that is blinded", BLINDED);
holds("an observer that is refused", REFUSED);
