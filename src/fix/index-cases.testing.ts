/** Changes of indexes that people write. */
import type { FixCase } from "./fix-case.testing.ts";

export const INDEXES: readonly FixCase[] = [
  {
    name: "an index",
    tool: "prisma",
    sql: `-- CreateIndex\nCREATE INDEX "orders_customer_id_idx" ON "orders"("customer_id");\n`,
  },
  { name: "a unique index", tool: "goose", sql: "CREATE UNIQUE INDEX u ON customers (email);\n" },
  { name: "an index without a name", tool: "dbmate", sql: "CREATE INDEX ON orders (placed);\n" },
  {
    name: "two indexes of one table",
    tool: "prisma",
    sql: "CREATE INDEX i ON orders (note);\nCREATE INDEX j ON orders (placed);\n",
  },
  {
    name: "a partial index",
    tool: "flyway",
    sql: "CREATE INDEX i ON orders (placed) WHERE note IS NOT NULL;\n",
  },
  {
    name: "an index on an expression",
    tool: "supabase",
    sql: "create index i on customers (lower(email), (age + 1));\n",
  },
  { name: "a gin index", tool: "golang-migrate", sql: "CREATE INDEX i ON orders USING gin (tags);\n" },
  {
    name: "an index with all its options",
    tool: "goose",
    sql: 'CREATE INDEX i ON customers USING btree (email COLLATE "C" text_pattern_ops DESC NULLS LAST) INCLUDE (age, born) WITH (fillfactor = 70) WHERE age > 3;\n',
  },
  {
    name: "an index that treats nulls as equal",
    tool: "sql",
    sql: "CREATE UNIQUE INDEX i ON orders (note) NULLS NOT DISTINCT WHERE id < 0;\n",
    from: 15,
  },
  {
    name: "an index in another schema",
    tool: "dbmate",
    sql: "CREATE INDEX i ON billing.invoices (parent);\n",
  },
  {
    name: "an index on names in quotes",
    tool: "goose",
    sql: 'CREATE INDEX "Deals by Name" ON "Sales Dept"."Big Deals" ("Name", "Owner");\n',
  },
  {
    name: "an index behind IF NOT EXISTS",
    tool: "sql",
    sql: "CREATE INDEX IF NOT EXISTS i ON orders (note);\n",
  },
  { name: "an index of a partitioned table", tool: "prisma", sql: "CREATE INDEX kinds ON events (kind);\n" },
  { name: "an index of one partition", tool: "goose", sql: "CREATE INDEX i ON events_2026 (kind);\n" },
  {
    name: "an index on a new column",
    tool: "flyway",
    sql: "ALTER TABLE orders ADD COLUMN x int;\nCREATE INDEX i ON orders (x);\n",
  },
  {
    name: "an index between BEGIN and COMMIT",
    tool: "sql",
    sql: "BEGIN;\nALTER TABLE orders ADD COLUMN x int;\nCREATE INDEX i ON orders (x);\nCOMMIT;\n",
  },
  {
    name: "an index between other statements",
    tool: "golang-migrate",
    sql: "ALTER TABLE orders ADD COLUMN x int;\n-- by x\nCREATE INDEX i ON orders (x);\nCOMMENT ON TABLE orders IS 'Orders';\n",
  },
  { name: "an index dropped", tool: "goose", sql: "DROP INDEX billing.invoices_a_b;\n", nothing: true },
  { name: "a reindex", tool: "goose", sql: "REINDEX INDEX billing.invoices_a_b;\n" },
  {
    name: "an index whose rows are changed first",
    tool: "goose",
    sql: "ALTER TABLE customers ADD COLUMN x int;\nUPDATE customers SET x = 1 WHERE id = 1;\nCREATE INDEX i ON customers (x);\n",
  },
  {
    name: "CONCURRENTLY in a transaction",
    tool: "goose",
    sql: "ALTER TABLE orders ADD COLUMN x int;\nCREATE INDEX CONCURRENTLY i ON orders (x);\n",
    originalFails: true,
  },
  {
    name: "an index with line ends of Windows",
    tool: "prisma",
    sql: "-- Say\r\nALTER TABLE orders ADD COLUMN x int;\r\n\r\n-- by note\r\nCREATE INDEX i ON orders (note);\r\n",
  },
  {
    name: "two migrations with an index each",
    tool: "goose",
    sql: [
      "CREATE INDEX i ON orders (note);\n",
      "ALTER TABLE customers ADD COLUMN y int;\nCREATE INDEX j ON customers (y);\n",
    ],
  },
];
