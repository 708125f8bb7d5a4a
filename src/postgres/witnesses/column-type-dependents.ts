import { INHERITED, PARTITIONED, TABLE, VIEWED } from "./given.ts";
import { on } from "./witness.ts";

const TYPE = "ALTER TABLE ALTER COLUMN TYPE";
const BIGINT = "ALTER TABLE target ALTER COLUMN a TYPE bigint";
const LONGER = "ALTER TABLE target ALTER COLUMN c TYPE varchar(50)";
const SAME = "ALTER TABLE target ALTER COLUMN c TYPE varchar(20)";
const TEXT = "ALTER TABLE target ALTER COLUMN c TYPE text";

/** Indexes of many kinds on columns of types whose change rewrites no row. */
const INDEXED = `CREATE EXTENSION citext;
CREATE DOMAIN free_text AS text;
CREATE TABLE target (id int PRIMARY KEY, n int, c varchar(20), t text, ts timestamp, tz timestamptz, ci citext, num numeric(10, 2), net cidr, bits varbit(8), ts3 timestamp(3));
INSERT INTO target SELECT i, i, i, i, '2026-01-01'::timestamp + i * interval '1 h', now(), i, i, '10.0.0.0/8', B'1', '2026-01-01' FROM generate_series(1, 300) i;
CREATE INDEX target_n_idx ON target (n);
CREATE INDEX target_c_idx ON target (c);
CREATE INDEX target_t_idx ON target (t);
CREATE INDEX target_ts_idx ON target (ts);
CREATE INDEX target_tz_idx ON target (tz);
CREATE INDEX target_ci_idx ON target (ci);
CREATE INDEX target_num_idx ON target (num);
CREATE INDEX target_net_idx ON target (net inet_ops);
CREATE INDEX target_bits_idx ON target (bits);
CREATE INDEX target_ts3_idx ON target (ts3);
`;

const changes = [
  "c TYPE varchar(50)",
  "c TYPE varchar(20)",
  "c TYPE text",
  "c TYPE citext",
  "c TYPE varchar(10)",
  'c TYPE varchar(20) COLLATE "C"',
  "t TYPE varchar",
  "t TYPE citext",
  't TYPE text COLLATE "C"',
  "t TYPE free_text",
  "ts TYPE timestamptz",
  "ts TYPE timestamptz(3)",
  "ts TYPE timestamp(6)",
  "ts3 TYPE timestamp(6)",
  "ts3 TYPE timestamp",
  "ts3 TYPE timestamptz",
  "ts3 TYPE timestamptz(3)",
  "tz TYPE timestamp",
  "ci TYPE text",
  "num TYPE numeric(12, 2)",
  "num TYPE numeric",
  "net TYPE inet",
  "bits TYPE varbit(16)",
  "n TYPE oid",
  "n TYPE bigint",
];

export const columnTypeDependents = [
  ...on(
    INDEXED,
    changes.map((change) => [TYPE, `ALTER TABLE target ALTER COLUMN ${change}`, "it is indexed"] as const),
  ),
  ...on(`${TABLE}CREATE INDEX target_lower_idx ON target (lower(c));\n`, [
    [TYPE, LONGER, "an expression index uses it"],
    [TYPE, SAME, "an expression index uses it"],
    [TYPE, TEXT, "an expression index uses it"],
    [TYPE, BIGINT, "an expression index uses another column"],
  ]),
  ...on(`${TABLE}CREATE INDEX target_id_idx ON target (id) WHERE c <> '';\n`, [
    [TYPE, LONGER, "a partial index's predicate uses it"],
  ]),
  ...on(`${TABLE}CREATE UNIQUE INDEX target_c_idx ON target (c);\n`, [
    [TYPE, LONGER, "a unique index is on it"],
  ]),
  ...on(`${TABLE}ALTER TABLE target ADD CONSTRAINT target_c_key UNIQUE (c);\n`, [
    [TYPE, LONGER, "it is UNIQUE"],
    [TYPE, TEXT, "it is UNIQUE"],
  ]),
  ...on(
    `${TABLE}CREATE INDEX target_c_id_idx ON target (c, id);\nCREATE INDEX target_id_idx ON target (id) INCLUDE (c);\n`,
    [
      [TYPE, LONGER, "indexes of several columns have it"],
      [TYPE, BIGINT, "indexes are on other columns"],
    ],
  ),
  ...on(`${TABLE}ALTER TABLE target ADD CONSTRAINT target_c_check CHECK (c <> '');\n`, [
    [TYPE, LONGER, "a CHECK uses it"],
    [TYPE, SAME, "a CHECK uses it"],
    [TYPE, BIGINT, "a CHECK uses another column"],
  ]),
  ...on(`${TABLE}ALTER TABLE target ADD CONSTRAINT target_c_check CHECK (c <> '') NOT VALID;\n`, [
    [TYPE, LONGER, "a NOT VALID CHECK uses it"],
  ]),
  ...on(
    `${TABLE}ALTER TABLE target ALTER COLUMN a SET DEFAULT 1;\nALTER TABLE target ALTER COLUMN c SET DEFAULT 'x';\n`,
    [
      [TYPE, BIGINT, "it has a default"],
      [TYPE, LONGER, "it has a default"],
      [TYPE, "ALTER TABLE target ALTER COLUMN c TYPE int USING c::int", "its default cannot be cast"],
    ],
  ),
  ...on(`${TABLE}ALTER TABLE target ADD COLUMN g int GENERATED ALWAYS AS (a + 1) STORED;\n`, [
    [TYPE, BIGINT, "a generated column uses it"],
    [TYPE, "ALTER TABLE target ALTER COLUMN g TYPE bigint", "it is generated"],
  ]),
  ...on(`${TABLE}CREATE STATISTICS target_stats ON a, c FROM target;\n`, [
    [TYPE, LONGER, "extended statistics are on it"],
    [TYPE, BIGINT, "extended statistics are on it"],
  ]),
  ...on(VIEWED, [
    [TYPE, BIGINT, "a view selects it"],
    [TYPE, LONGER, "a view selects other columns"],
  ]),
  ...on(
    `${TABLE}CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN new; END $$;
CREATE TRIGGER touched BEFORE UPDATE OF c ON target FOR EACH ROW EXECUTE FUNCTION touch();\n`,
    [
      [TYPE, LONGER, "a trigger is on it"],
      [TYPE, BIGINT, "a trigger is on another column"],
    ],
  ),
  ...on(`${TABLE}CREATE POLICY p ON target USING (c <> '');\n`, [[TYPE, LONGER, "a policy uses it"]]),
  ...on(PARTITIONED, [
    [TYPE, BIGINT, "partitioned"],
    [TYPE, "ALTER TABLE target ALTER COLUMN id TYPE bigint", "it is the partition key"],
    [TYPE, "ALTER TABLE part ALTER COLUMN a TYPE bigint", "of a partition"],
  ]),
  ...on(INHERITED, [
    [TYPE, BIGINT, "a table inherits from it"],
    [TYPE, "ALTER TABLE ONLY target ALTER COLUMN a TYPE bigint", "a table inherits from it"],
    [TYPE, LONGER, "a table inherits from it"],
  ]),
  ...on(
    "CREATE TABLE target (id serial PRIMARY KEY, a int GENERATED ALWAYS AS IDENTITY);\nINSERT INTO target (id) SELECT i FROM generate_series(1, 300) i;\n",
    [
      [TYPE, "ALTER TABLE target ALTER COLUMN id TYPE bigint", "it is a serial"],
      [TYPE, BIGINT, "it is an identity"],
    ],
  ),
  ...on(`CREATE TYPE pair AS (x int, y int);\nCREATE TABLE target OF pair;\n`, [
    [TYPE, "ALTER TABLE target ALTER COLUMN x TYPE bigint", "of a typed table"],
  ]),
  ...on(`${TABLE}CREATE TABLE source (t target);\n`, [
    [TYPE, BIGINT, "another table has a column of its row type"],
  ]),
];
