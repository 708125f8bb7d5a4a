import { type Case, holds } from "./case.testing.ts";

// Plain statements that say what they destroy or lock.
const STOPPED: Readonly<Record<string, string>> = {
  "archive and delete in one statement":
    "CREATE TABLE old_invoice AS WITH gone AS (DELETE FROM invoice RETURNING *) SELECT * FROM gone;",
  "SELECT INTO that deletes":
    "WITH gone AS (DELETE FROM invoice RETURNING *) SELECT * INTO old_invoice FROM gone;",
  "DELETE whose condition is always true": "DELETE FROM invoice WHERE true AND 1 = 1;",
  "DELETE through a new view": "CREATE VIEW v AS SELECT * FROM invoice;\nDELETE FROM v;",
  "DELETE from a parent that takes an old table in":
    "CREATE TABLE parent (id bigint NOT NULL, customer_id bigint NOT NULL, total int NOT NULL, paid boolean);\nALTER TABLE invoice INHERIT parent;\nDELETE FROM parent;",
  "MERGE that deletes every row":
    "MERGE INTO invoice i USING invoice s ON i.id = s.id WHEN MATCHED THEN DELETE;",
  "all that a role owns": "CREATE ROLE app;\nDROP OWNED BY app CASCADE;",
  "a database": "DROP DATABASE IF EXISTS shop_production;",
  "a table comes back empty under its name":
    "ALTER TABLE invoice RENAME TO invoice_old;\nCREATE TABLE invoice (id bigint PRIMARY KEY, customer_id bigint NOT NULL, total int NOT NULL, paid boolean);",
  "a column comes back empty under its name":
    "ALTER TABLE customer RENAME COLUMN mail TO mail_old;\nALTER TABLE customer ADD COLUMN mail text NOT NULL DEFAULT '';",
  "a lock on a catalog": "LOCK TABLE pg_catalog.pg_class IN ACCESS EXCLUSIVE MODE;",
  "a catalog is rewritten": "VACUUM FULL pg_catalog.pg_class;",
  "a sleep behind a lock": "BEGIN;\nALTER TABLE invoice ADD COLUMN note text;\nSELECT pg_sleep(2);\nCOMMIT;",
  "every session is ended":
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid();",
  "a program is run": "COPY invoice TO PROGRAM 'gzip > /tmp/x';",
  "every value of a column is lost": "UPDATE customer SET mail = '';",
};

const PASSES: Readonly<Record<string, string>> = {
  "rows are deleted by their key": "DELETE FROM invoice WHERE id IN (1, 2);",
  "a new view, and nothing is done with it": "CREATE VIEW v AS SELECT id FROM invoice;",
  "a table of a query":
    "CREATE TABLE totals AS SELECT customer_id, sum(total) AS total FROM invoice GROUP BY 1;",
  "a sleep without a lock": "SELECT pg_sleep(0.01);",
};

const cases = (of: Readonly<Record<string, string>>, gate: Case["gate"]): Case[] =>
  Object.entries(of).map(([why, change]) => ({ why, change, gate }));

holds("plain statements that destroy or lock", cases(STOPPED, "stopped"));
holds("plain statements that look like them", cases(PASSES, "passes"));
