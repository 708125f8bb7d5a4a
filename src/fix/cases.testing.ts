/** Changes that people write, each with what fix has to do about it. */
import type { FixCase } from "./fix-case.testing.ts";
import { INDEXES } from "./index-cases.testing.ts";

/** What is merged in every one of them. */
export const MERGED = `CREATE SCHEMA billing;
CREATE SCHEMA "Sales Dept";
CREATE TYPE mood AS ENUM ('fine', 'sad');
CREATE DOMAIN amount AS numeric CHECK (VALUE >= 0);
CREATE TABLE customers (id bigint PRIMARY KEY, email text, age int, born date, mood mood);
CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint, total numeric(10, 2), note text, placed timestamptz, tags text[]);
CREATE TABLE "Line Items" ("Id" uuid PRIMARY KEY, "orderId" bigint, "Qty" int, "Unit Price" numeric);
CREATE TABLE billing.invoices (id int PRIMARY KEY, a int, b int, parent int, body jsonb);
CREATE TABLE billing.lines (invoice int, position int, a int, b int, PRIMARY KEY (invoice, position));
CREATE TABLE "Sales Dept"."Big Deals" ("ID" int PRIMARY KEY, "Name" varchar(40), "Owner" bigint);
CREATE UNIQUE INDEX invoices_a_b ON billing.invoices (a, b);
CREATE TABLE events (id bigint, at date NOT NULL, kind text, customer_id bigint, PRIMARY KEY (id, at)) PARTITION BY RANGE (at);
CREATE TABLE events_2025 PARTITION OF events FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
CREATE TABLE events_2026 PARTITION OF events FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
`;

const key = (table: string, name: string, rest: string) =>
  `ALTER TABLE ${table} ADD CONSTRAINT ${name} ${rest};\n`;

const CONSTRAINTS: readonly FixCase[] = [
  {
    name: "a foreign key",
    tool: "prisma",
    sql: `-- AddForeignKey\n${key('"orders"', '"orders_customer_id_fkey"', 'FOREIGN KEY ("customer_id") REFERENCES "customers"("id") ON DELETE SET NULL ON UPDATE CASCADE')}`,
  },
  {
    name: "a foreign key without a name",
    tool: "goose",
    sql: "ALTER TABLE orders ADD FOREIGN KEY (customer_id) REFERENCES customers;\n",
  },
  {
    name: "a foreign key to its own table",
    tool: "dbmate",
    sql: "ALTER TABLE billing.invoices ADD FOREIGN KEY (parent) REFERENCES billing.invoices (id);\n",
  },
  {
    name: "a foreign key of two columns",
    tool: "sql",
    sql: key("billing.lines", "pairs", "FOREIGN KEY (a, b) REFERENCES billing.invoices (a, b) MATCH FULL"),
  },
  {
    name: "a foreign key that may be deferred",
    tool: "flyway",
    sql: key("orders", "fk", "FOREIGN KEY (customer_id) REFERENCES customers DEFERRABLE INITIALLY DEFERRED"),
  },
  {
    name: "a foreign key of names in quotes",
    tool: "supabase",
    sql: key('"Sales Dept"."Big Deals"', '"its Owner"', 'FOREIGN KEY ("Owner") REFERENCES customers (id)'),
  },
  {
    name: "a foreign key of a partitioned table",
    tool: "prisma",
    sql: key("events", "fk", "FOREIGN KEY (customer_id) REFERENCES customers (id)"),
  },
  { name: "a check", tool: "goose", sql: key("customers", "grown", "CHECK (age >= 18 OR age IS NULL)") },
  {
    name: "a check without a name",
    tool: "golang-migrate",
    sql: "ALTER TABLE customers ADD CHECK (age > 0);\n",
  },
  {
    name: "a check on names in quotes",
    tool: "dbmate",
    sql: key('"Line Items"', '"Qty ok"', 'CHECK ("Qty" > 0 AND "Unit Price" >= 0)'),
  },
  { name: "a unique constraint", tool: "flyway", sql: key("customers", "one_email", "UNIQUE (email)") },
  {
    name: "a unique constraint without a name",
    tool: "goose",
    sql: 'ALTER TABLE "Line Items" ADD UNIQUE ("orderId", "Qty");\n',
  },
  {
    name: "a unique constraint that may be deferred",
    tool: "sql",
    sql: key("billing.invoices", "u", "UNIQUE (parent) DEFERRABLE"),
  },
  {
    name: "a unique constraint with columns beside",
    tool: "dbmate",
    sql: key("customers", "u", "UNIQUE (email) INCLUDE (age)"),
  },
  {
    name: "another primary key",
    tool: "dbmate",
    sql: "ALTER TABLE billing.invoices DROP CONSTRAINT invoices_pkey;\nALTER TABLE billing.invoices ADD PRIMARY KEY (id, a);\n",
  },
  {
    name: "NOT NULL",
    tool: "prisma",
    sql: '-- AlterTable\nALTER TABLE "customers" ALTER COLUMN "email" SET NOT NULL;\n',
  },
  {
    name: "NOT NULL twice",
    tool: "goose",
    sql: "ALTER TABLE customers ALTER COLUMN email SET NOT NULL, ALTER COLUMN age SET NOT NULL;\n",
  },
  {
    name: "NOT NULL of a name in quotes",
    tool: "flyway",
    sql: 'ALTER TABLE "Sales Dept"."Big Deals" ALTER COLUMN "Name" SET NOT NULL;\n',
  },
  {
    name: "NOT NULL and its rows",
    tool: "sql",
    sql: "UPDATE customers SET email = '' WHERE email IS NULL AND id = 1;\nALTER TABLE customers ALTER COLUMN email SET NOT NULL;\n",
  },
  {
    name: "clauses of all kinds",
    tool: "flyway",
    sql: "ALTER TABLE orders ADD COLUMN x int, ADD CONSTRAINT c CHECK (total > 0), ALTER COLUMN note SET NOT NULL, ADD CONSTRAINT u UNIQUE (note);\n",
  },
  {
    name: "an exclusion constraint",
    tool: "goose",
    sql: key("orders", "e", "EXCLUDE USING gist (point(id, 0) WITH ~=)"),
    left: ["blocks-reads-while-indexing"],
  },
  {
    name: "a domain's check",
    tool: "goose",
    sql: "ALTER DOMAIN amount ADD CONSTRAINT small CHECK (VALUE < 1000);\n",
    nothing: true,
  },
];

const COLUMNS: readonly FixCase[] = [
  {
    name: "a column with a value of its own in each row",
    tool: "goose",
    sql: "ALTER TABLE orders ADD COLUMN token uuid NOT NULL DEFAULT gen_random_uuid();\n",
  },
  {
    name: "a column with the time of the row",
    tool: "prisma",
    sql: "ALTER TABLE orders ADD COLUMN seen timestamptz DEFAULT clock_timestamp();\n",
  },
  {
    name: "a column that is required at once",
    tool: "prisma",
    sql: '-- AlterTable\nALTER TABLE "orders" ADD COLUMN "status" TEXT NOT NULL;\n',
  },
  {
    name: "a column that refers",
    tool: "dbmate",
    sql: 'ALTER TABLE orders ADD COLUMN deal int REFERENCES "Sales Dept"."Big Deals";\n',
    nothing: true,
  },
  {
    name: "a column that is unique",
    tool: "goose",
    sql: "ALTER TABLE customers ADD COLUMN code text UNIQUE;\n",
  },
  {
    name: "a column that is checked",
    tool: "sql",
    sql: "ALTER TABLE customers ADD COLUMN size int CHECK (size > 0);\n",
  },
  {
    name: "a wider type",
    tool: "goose",
    sql: "ALTER TABLE billing.invoices ALTER COLUMN parent TYPE bigint;\n",
  },
  {
    name: "a column dropped beside an index",
    tool: "prisma",
    sql: "ALTER TABLE orders DROP COLUMN note;\nCREATE INDEX i ON orders (placed);\n",
    left: ["drops-column"],
  },
  {
    name: "a column renamed beside a key",
    tool: "goose",
    sql: `ALTER TABLE customers RENAME COLUMN age TO years;\n${key("orders", "fk", "FOREIGN KEY (customer_id) REFERENCES customers")}`,
    left: ["breaks-running-code"],
  },
  { name: "a table dropped", tool: "flyway", sql: 'DROP TABLE "Line Items";\n', left: ["drops-table"] },
];

const MIXED: readonly FixCase[] = [
  {
    name: "an index, a key and a required column",
    tool: "prisma",
    sql: `-- AlterTable\nALTER TABLE "orders" ADD COLUMN "channel" TEXT NOT NULL DEFAULT 'web';\n\n-- CreateIndex\nCREATE INDEX "orders_customer_id_idx" ON "orders"("customer_id");\n\n-- AddForeignKey\n${key('"orders"', '"fk"', 'FOREIGN KEY ("customer_id") REFERENCES "customers"("id")')}`,
  },
  {
    name: "work behind a lock",
    tool: "goose",
    sql: `ALTER TABLE orders ADD COLUMN x int;\n${key("customers", "c", "CHECK (age > 0)")}CREATE INDEX i ON orders (note);\nALTER TABLE customers ALTER COLUMN email SET NOT NULL;\n`,
  },
  {
    name: "a new value and its use",
    tool: "flyway",
    sql: "ALTER TYPE mood ADD VALUE 'great';\nALTER TABLE customers ALTER COLUMN mood SET DEFAULT 'great';\n",
    originalFails: true,
  },
  {
    name: "an index in Drizzle",
    tool: "drizzle",
    sql: 'ALTER TABLE "orders" ADD COLUMN "x" integer;\nCREATE INDEX "i" ON "orders" ("note");\n',
    left: ["blocks-writes-while-indexing"],
  },
  {
    name: "a key in Drizzle",
    tool: "drizzle",
    sql: 'ALTER TABLE "orders" ADD CONSTRAINT "fk" FOREIGN KEY ("customer_id") REFERENCES "customers"("id");\n',
  },
  {
    name: "a new table with its keys",
    tool: "prisma",
    sql: `CREATE TABLE "t" ("id" int PRIMARY KEY, "order" bigint);\nCREATE INDEX "t_order" ON "t"("order");\n${key('"t"', '"t_fk"', 'FOREIGN KEY ("order") REFERENCES "orders"("id")')}CREATE INDEX "o" ON "orders"("note");\n`,
  },
  {
    name: "comments of all kinds",
    tool: "sql",
    sql: "/* head */\nALTER TABLE orders ADD COLUMN x int; -- beside\n\n-- above\nCREATE INDEX i ON orders (note); -- its own\n\n-- at the end\n",
  },
  {
    name: "one line",
    tool: "goose",
    sql: `ALTER TABLE orders ADD COLUMN x int; CREATE INDEX i ON orders (x); ${key("orders", "c", "CHECK (x > 0)")}`,
  },
];

export const CASES: readonly FixCase[] = [...INDEXES, ...CONSTRAINTS, ...COLUMNS, ...MIXED];
