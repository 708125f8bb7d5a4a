/** Unsafe statements of many kinds, each with the schema that it meets: what their remedies are measured on. */

export interface UnsafeStatement {
  readonly given: string;
  readonly sql: string;
  /** Whether its finding has steps; else there is a reason why nothing is written. */
  readonly steps: boolean | "where each file commits";
}

const ORDERS = `CREATE TABLE orgs (id int PRIMARY KEY, name text NOT NULL DEFAULT 'x');
CREATE TABLE orders (id int PRIMARY KEY, org_id int, total int, note text, email varchar(200), meta json,
  placed date NOT NULL DEFAULT '2026-01-01');
INSERT INTO orgs SELECT n FROM generate_series(1, 3) AS n;
INSERT INTO orders (id, org_id, total, note, email, meta)
  SELECT n, n % 3 + 1, n, 'n' || n, n || '@example.org', '{}' FROM generate_series(1, 12) AS n;`;

const ODD = `CREATE SCHEMA "Shop";
CREATE TABLE "Shop"."Order Lines" ("Id" int PRIMARY KEY, "orgId" int, "select" int, "ünï" text);
CREATE TABLE "Shop"."Orgs" ("Id" int, "Kind" int, PRIMARY KEY ("Id", "Kind"));
INSERT INTO "Shop"."Orgs" VALUES (1, 1), (2, 2);
INSERT INTO "Shop"."Order Lines" SELECT n, n % 2 + 1, n % 2 + 1, 'ü' || n FROM generate_series(1, 9) AS n;`;

const EVENTS = `CREATE TABLE orgs (id int PRIMARY KEY);
INSERT INTO orgs VALUES (1), (2);
CREATE TABLE events (id int NOT NULL, at date NOT NULL, org_id int, kind text, amount int) PARTITION BY RANGE (at);
CREATE TABLE events_25 PARTITION OF events FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
CREATE TABLE "events 26" PARTITION OF events FOR VALUES FROM ('2026-01-01') TO ('2027-01-01') PARTITION BY HASH (id);
CREATE TABLE events_26_0 PARTITION OF "events 26" FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TABLE events_26_1 PARTITION OF "events 26" FOR VALUES WITH (MODULUS 2, REMAINDER 1);
INSERT INTO events SELECT n, date '2025-06-01' + n * 40, n % 2 + 1, 'k' || n, n FROM generate_series(1, 12) AS n;`;

const TREE = `CREATE TABLE nodes (id int PRIMARY KEY, tenant int NOT NULL, parent_id int, parent_tenant int, UNIQUE (tenant, id));
INSERT INTO nodes VALUES (1, 1, NULL, NULL), (2, 1, 1, 1), (3, 1, 1, 1);`;

const LONG = "a_column_with_a_name_that_is_nearly_as_long_as_postgres_allows";
const LONGS = `CREATE TABLE "a table with a name that is nearly as long as postgres allows it" (${LONG} int, b int);
INSERT INTO "a table with a name that is nearly as long as postgres allows it" VALUES (1, 1), (2, 2);`;

const TAKEN = `CREATE TABLE t (id int NOT NULL, a int, b int,
  CONSTRAINT t_a_check CHECK (b > 0), CONSTRAINT a_not_null CHECK (b < 100), CONSTRAINT t_a_fkey CHECK (b < 101));
CREATE UNIQUE INDEX t_a_key ON t (a, b);
CREATE TABLE r (id int PRIMARY KEY);
INSERT INTO r VALUES (1), (2);
INSERT INTO t VALUES (1, 1, 1), (2, 2, 2);`;

const INHERITED = `CREATE TABLE base (id int, a int);
CREATE TABLE derived (more int) INHERITS (base);
INSERT INTO base VALUES (1, 1); INSERT INTO derived VALUES (2, 2, 2);`;

/** A key of a new column: outside the migrations nothing can be built before they run. */
const KEY_OF_NEW = /ADD COLUMN (?:[^,(]|\([^)]*\))* UNIQUE/;

/** Of one schema: statements with a safe form, and those without. */
function on(given: string, safe: readonly string[], others: readonly string[] = []): UnsafeStatement[] {
  const all = (list: readonly string[], steps: boolean): UnsafeStatement[] =>
    list.map((sql) => ({
      given,
      sql,
      steps: steps && KEY_OF_NEW.test(sql) ? "where each file commits" : steps,
    }));
  return [...all(safe, true), ...all(others, false)];
}

export const UNSAFE: readonly UnsafeStatement[] = [
  ...on(
    ORDERS,
    [
      // Indexes
      "CREATE INDEX ON orders (org_id)",
      "CREATE INDEX orders_note ON orders (note text_pattern_ops)",
      "CREATE INDEX IF NOT EXISTS orders_total ON orders (total DESC NULLS LAST)",
      "CREATE UNIQUE INDEX orders_email ON orders (lower(email))",
      "CREATE INDEX orders_open ON orders (org_id) WHERE total > 3",
      "CREATE INDEX orders_cover ON orders (org_id) INCLUDE (total, note)",
      "CREATE UNIQUE INDEX orders_pair ON orders (org_id, id) WITH (fillfactor = 70)",
      'CREATE INDEX orders_c ON orders (note COLLATE "C", (total + 1))',
      "CREATE INDEX orders_hash ON public.orders USING hash (note)",
      "CREATE INDEX orders_words ON orders USING gin (to_tsvector('english', note))",
      // Keys
      "ALTER TABLE orders ADD UNIQUE (email)",
      "ALTER TABLE orders ADD CONSTRAINT orders_one UNIQUE (email, id) INCLUDE (note)",
      "ALTER TABLE orders ADD UNIQUE (email) INCLUDE (note)",
      "ALTER TABLE orders ADD UNIQUE (email) DEFERRABLE INITIALLY DEFERRED",
      "ALTER TABLE orders ADD UNIQUE (email) WITH (fillfactor = 80, deduplicate_items = off) USING INDEX TABLESPACE pg_default",
      'ALTER TABLE ONLY orders ADD CONSTRAINT "Mixed Key" UNIQUE (email)',
      "ALTER TABLE orders DROP CONSTRAINT orders_pkey, ADD PRIMARY KEY (email)",
      "ALTER TABLE orders ADD CONSTRAINT orders_pkey PRIMARY KEY (id, email), DROP CONSTRAINT orders_pkey",
      // Constraints
      "ALTER TABLE orders ADD CHECK (total > 0)",
      "ALTER TABLE orders ADD CHECK (total > 0 AND note <> '')",
      "ALTER TABLE orders ADD CHECK (true)",
      "ALTER TABLE orders ADD CONSTRAINT c CHECK (total > 0) NO INHERIT",
      "ALTER TABLE orders ADD FOREIGN KEY (org_id) REFERENCES orgs",
      "ALTER TABLE orders ADD FOREIGN KEY (org_id) REFERENCES orgs (id) ON DELETE CASCADE ON UPDATE SET NULL",
      "ALTER TABLE orders ADD CONSTRAINT org FOREIGN KEY (org_id) REFERENCES orgs MATCH FULL DEFERRABLE INITIALLY DEFERRED",
      "ALTER TABLE orders ALTER COLUMN total SET NOT NULL",
      "ALTER TABLE orders ALTER total SET NOT NULL, ALTER note SET NOT NULL",
      "ALTER TABLE orders ALTER COLUMN total SET NOT NULL, ADD CHECK (total > 0), ALTER COLUMN note SET DEFAULT 'none'",
      "ALTER TABLE orders ADD CHECK (total > 0), ADD CHECK (total < 100), ADD FOREIGN KEY (org_id) REFERENCES orgs",
      "ALTER TABLE orders ADD COLUMN state text, ADD CHECK (total > 0), DROP COLUMN meta",
      "ALTER TABLE orders ADD UNIQUE (email), ADD CHECK (total > 0), ADD COLUMN more int DEFAULT 4",
      "ALTER TABLE orders ADD UNIQUE (email), ADD UNIQUE (note), ALTER COLUMN email SET NOT NULL",
      "ALTER TABLE IF EXISTS orders ADD CONSTRAINT positive CHECK (total > 0)",
      // New columns
      "ALTER TABLE orders ADD COLUMN token uuid DEFAULT gen_random_uuid()",
      "ALTER TABLE orders ADD COLUMN token uuid NOT NULL DEFAULT gen_random_uuid()",
      "ALTER TABLE orders ADD token uuid DEFAULT gen_random_uuid() CONSTRAINT is_there NOT NULL",
      "ALTER TABLE orders ADD COLUMN IF NOT EXISTS token uuid NOT NULL DEFAULT gen_random_uuid()",
      "ALTER TABLE orders ADD COLUMN token uuid NOT NULL DEFAULT gen_random_uuid() UNIQUE",
      "ALTER TABLE orders ADD COLUMN luck float8 DEFAULT random() CHECK (luck >= 0)",
      "ALTER TABLE orders ADD COLUMN luck float8 DEFAULT random() CONSTRAINT lucky CHECK (luck >= 0) NOT NULL, ADD COLUMN plain int DEFAULT 3",
      "ALTER TABLE orders ADD COLUMN slug text UNIQUE",
      'ALTER TABLE orders ADD COLUMN slug text CONSTRAINT "Slugs" UNIQUE',
      "ALTER TABLE orders ADD COLUMN other int DEFAULT 1 REFERENCES orgs (id) ON DELETE SET DEFAULT",
      "ALTER TABLE orders ADD COLUMN size int NOT NULL DEFAULT 1 CHECK (size > 0)",
      "ALTER TABLE orders ADD COLUMN size int DEFAULT 1 CONSTRAINT small CHECK (size < 9)",
      "ALTER TABLE orders ADD COLUMN a uuid DEFAULT gen_random_uuid(), ADD COLUMN b uuid NOT NULL DEFAULT gen_random_uuid(), ADD CHECK (total > 0)",
      // Types
      "ALTER TABLE orders ALTER COLUMN total TYPE bigint",
      "ALTER TABLE orders ALTER COLUMN meta TYPE jsonb USING meta::jsonb",
      "ALTER TABLE orders ALTER COLUMN total SET DATA TYPE numeric(10, 2) USING total / 100.0",
      "ALTER TABLE orders ALTER COLUMN total TYPE bigint, ADD COLUMN other int",
      // Rows
      "UPDATE orders SET note = 'x'",
      "UPDATE orders SET note = 'x' WHERE note IS NULL",
      "UPDATE orders SET total = 0, note = upper(email) WHERE total > 3",
      "UPDATE public.orders AS o SET note = o.email WHERE o.total IS NOT NULL OR o.note IS DISTINCT FROM o.email",
      "DELETE FROM orders WHERE total > 3",
      "DELETE FROM ONLY orders o WHERE o.total > 3 AND (o.note = 'n5' OR o.org_id = 2)",
      // Rebuilding
      "REINDEX TABLE orders",
      "REINDEX INDEX orders_pkey",
    ],
    [
      "ALTER TABLE orders ADD COLUMN seq bigint GENERATED ALWAYS AS IDENTITY",
      "ALTER TABLE orders ADD COLUMN seq serial",
      "ALTER TABLE orders ADD COLUMN twice int GENERATED ALWAYS AS (total * 2) STORED",
      "ALTER TABLE orders ADD EXCLUDE USING btree (email WITH =)",
      "ALTER TABLE orders SET UNLOGGED",
      "UPDATE orders SET total = total * 100",
      "UPDATE orders SET note = random()::text",
      "UPDATE orders SET note = orgs.name FROM orgs WHERE orgs.id = org_id",
      "UPDATE orders SET total = (SELECT max(id) FROM orgs)",
      "UPDATE orders SET meta = '{}'",
      "DELETE FROM orders USING orgs WHERE orgs.id = org_id AND orgs.id > 1",
    ],
  ),
  ...on(ODD, [
    'CREATE INDEX ON "Shop"."Order Lines" ("orgId")',
    'CREATE UNIQUE INDEX "Line Key" ON "Shop"."Order Lines" ("ünï", "select")',
    'ALTER TABLE "Shop"."Order Lines" ADD UNIQUE ("ünï")',
    'UPDATE "Shop"."Order Lines" SET "ünï" = $$z$$, "select" = 4',
    'ALTER TABLE "Shop"."Order Lines" ADD FOREIGN KEY ("orgId", "select") REFERENCES "Shop"."Orgs" ("Id", "Kind") ON DELETE CASCADE',
    'ALTER TABLE "Shop"."Order Lines" ADD CHECK ("select" > 0)',
    'ALTER TABLE "Shop"."Order Lines" ALTER COLUMN "orgId" SET NOT NULL',
    'ALTER TABLE "Shop"."Order Lines" ADD COLUMN "Key" uuid NOT NULL DEFAULT gen_random_uuid() UNIQUE',
    'ALTER TABLE "Shop"."Order Lines" ALTER COLUMN "select" TYPE bigint',
    'ALTER TABLE "Shop"."Order Lines" ADD COLUMN "Org" int DEFAULT 1 CHECK ("Org" > 0)',
  ]),
  ...on(
    EVENTS,
    [
      "CREATE INDEX events_kind ON events (kind)",
      "CREATE INDEX ON events (lower(kind), amount)",
      "CREATE UNIQUE INDEX ON events (id, at) INCLUDE (kind)",
      "ALTER TABLE events ADD PRIMARY KEY (id, at)",
      "ALTER TABLE events ADD CONSTRAINT one UNIQUE (id, at) INCLUDE (kind)",
      "ALTER TABLE events ADD FOREIGN KEY (org_id) REFERENCES orgs (id) ON DELETE CASCADE",
      "ALTER TABLE events ADD CONSTRAINT of_org FOREIGN KEY (org_id) REFERENCES orgs",
      "ALTER TABLE events ADD CHECK (amount > 0)",
      "ALTER TABLE events ALTER COLUMN amount SET NOT NULL",
      "ALTER TABLE events ADD COLUMN token uuid NOT NULL DEFAULT gen_random_uuid()",
      "ALTER TABLE events ALTER COLUMN amount TYPE bigint",
      "CREATE INDEX ON events_25 (kind)",
      "UPDATE events SET kind = 'k' WHERE amount > 2",
      "DELETE FROM events WHERE amount > 2",
      'CREATE INDEX ON "events 26" (kind)',
    ],
    ["ALTER TABLE events ADD COLUMN slug text DEFAULT 'x' REFERENCES nobody"],
  ),
  ...on(TREE, [
    "ALTER TABLE nodes ADD FOREIGN KEY (parent_id) REFERENCES nodes (id)",
    "ALTER TABLE nodes ADD FOREIGN KEY (parent_tenant, parent_id) REFERENCES nodes (tenant, id) ON DELETE SET NULL",
    "ALTER TABLE nodes ADD CONSTRAINT up FOREIGN KEY (parent_id) REFERENCES nodes DEFERRABLE",
    "ALTER TABLE nodes ADD CHECK (parent_id <> id), ADD FOREIGN KEY (parent_id) REFERENCES nodes",
  ]),
  ...on(LONGS, [
    `ALTER TABLE "a table with a name that is nearly as long as postgres allows it" ADD UNIQUE (${LONG})`,
    `ALTER TABLE "a table with a name that is nearly as long as postgres allows it" ADD PRIMARY KEY (${LONG})`,
    `ALTER TABLE "a table with a name that is nearly as long as postgres allows it" ADD CHECK (${LONG} > 0)`,
    `ALTER TABLE "a table with a name that is nearly as long as postgres allows it" ALTER COLUMN ${LONG} SET NOT NULL`,
    `ALTER TABLE "a table with a name that is nearly as long as postgres allows it" ALTER COLUMN ${LONG} TYPE bigint`,
    `CREATE INDEX ON "a table with a name that is nearly as long as postgres allows it" (${LONG}, b)`,
  ]),
  ...on(TAKEN, [
    "ALTER TABLE t ADD CHECK (a > 0)",
    "ALTER TABLE t ALTER COLUMN a SET NOT NULL",
    "ALTER TABLE t ADD FOREIGN KEY (a) REFERENCES r",
    "ALTER TABLE t ADD UNIQUE (a)",
    "ALTER TABLE t ADD UNIQUE (a), ADD UNIQUE (a, id)",
    "ALTER TABLE t ADD PRIMARY KEY (a, id)",
    "ALTER TABLE t ADD CHECK (a > 0), ADD CHECK (a > -1), ADD CHECK (a > -2)",
  ]),
  ...on(INHERITED, [
    "ALTER TABLE base ADD CHECK (a > 0)",
    "ALTER TABLE base ALTER COLUMN a SET NOT NULL",
    "ALTER TABLE base ADD COLUMN u uuid NOT NULL DEFAULT gen_random_uuid()",
    "ALTER TABLE base ADD UNIQUE (id)",
  ]),
];

/** Of PostgreSQL 15 and later. */
export const UNSAFE_SINCE_15: readonly UnsafeStatement[] = on(ORDERS, [
  "CREATE UNIQUE INDEX orders_email ON orders (email) NULLS NOT DISTINCT",
  "ALTER TABLE orders ADD UNIQUE NULLS NOT DISTINCT (email)",
  "ALTER TABLE orders ADD COLUMN slug text DEFAULT gen_random_uuid()::text UNIQUE NULLS NOT DISTINCT",
]);
