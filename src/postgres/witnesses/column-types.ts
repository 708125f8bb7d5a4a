import { REFERRED_TO, REFERS, TABLE } from "./given.ts";
import { on, type Witness } from "./witness.ts";

const TYPE = "ALTER TABLE ALTER COLUMN TYPE";

/** One column of each type, named after it, with values that most casts accept. */
const ALL_TYPES = `CREATE EXTENSION citext;
CREATE TYPE mood AS ENUM ('1', 'ok');
CREATE TYPE other_mood AS ENUM ('1', 'ok', 'new');
CREATE DOMAIN free AS int;
CREATE DOMAIN free_text AS text;
CREATE DOMAIN positive AS int CHECK (VALUE > 0);
CREATE TYPE pair AS (x int, y int);
CREATE TABLE target (id int PRIMARY KEY, c_bool bool, c_int2 int2, c_int4 int4, c_int8 int8, c_oid oid,
  c_numeric numeric, c_numeric_10_2 numeric(10, 2), c_float4 float4, c_float8 float8, c_money money,
  c_char char(5), c_varchar varchar, c_varchar_20 varchar(20), c_text text, c_name name, c_citext citext,
  c_bytea bytea, c_bit bit(8), c_varbit varbit, c_varbit_8 varbit(8), c_date date, c_time time, c_time_3 time(3),
  c_timetz timetz, c_timestamp timestamp, c_timestamp_3 timestamp(3), c_timestamptz timestamptz,
  c_timestamptz_3 timestamptz(3), c_interval interval, c_interval_3 interval(3), c_uuid uuid, c_json json,
  c_jsonb jsonb, c_inet inet, c_cidr cidr, c_texts text[], c_varchars varchar(20)[], c_ints int[],
  c_enum mood, c_free free, c_free_text free_text, c_positive positive, c_pair pair, c_range int4range);
INSERT INTO target SELECT i, true, 1, 1, 1, 1, 1, 1, 1, 1, 1, '1', '1', '1', '1', '1', '1',
  '1', B'00000001', B'1', B'1', '2026-01-01', '01:00', '01:00',
  '01:00', '2026-01-01', '2026-01-01', '2026-01-01',
  '2026-01-01', '1 h', '1 h', gen_random_uuid(), '1',
  '1', '10.0.0.1', '10.0.0.0/8', '{1}', '{1}', '{1}',
  '1', 1, '1', 1, '(1,1)', '[1,2)' FROM generate_series(1, 300) i;
`;

/** Each pair is a column of ALL_TYPES and the type, with USING where one is given. */
const CHANGES: readonly (readonly [column: string, ...types: string[]])[] = [
  ["c_bool", "int USING c_bool::int", "text"],
  ["c_int2", "int", "bigint", "numeric"],
  [
    "c_int4",
    "int",
    "bigint",
    "smallint",
    "oid",
    "numeric",
    "text",
    "float8",
    "free",
    "positive",
    "bool USING c_int4::bool",
  ],
  [
    "c_int4",
    "text USING c_int4::text",
    "int USING c_int4",
    "int USING c_int4 + 1",
    "regclass USING c_int4::regclass",
  ],
  ["c_int8", "int", "numeric(20, 0)", "bigint USING c_int8::bigint"],
  ["c_oid", "int", "bigint", "regclass"],
  ["c_numeric", "numeric(10, 2)", "int", "float8"],
  [
    "c_numeric_10_2",
    "numeric(12, 2)",
    "numeric(12, 3)",
    "numeric(8, 2)",
    "numeric",
    "numeric(10, 2)",
    "money",
  ],
  ["c_float4", "float8"],
  ["c_float8", "float4", "numeric"],
  ["c_money", "numeric USING c_money::numeric"],
  ["c_char", "char(10)", "char(5)", "varchar(5)", "text", "char(3)"],
  ["c_varchar", "varchar(100)", "text", "varchar"],
  [
    "c_varchar_20",
    "varchar(20)",
    "varchar(50)",
    "varchar(10)",
    "varchar",
    "text",
    "char(20)",
    "citext",
    "name",
  ],
  [
    "c_varchar_20",
    'varchar(20) COLLATE "C"',
    "text USING c_varchar_20::text",
    "free_text",
    "int USING c_varchar_20::int",
  ],
  ["c_varchar_20", "varchar(50) USING c_varchar_20::varchar(50)", "varchar(50) USING trim(c_varchar_20)"],
  [
    "c_text",
    "varchar",
    "varchar(100)",
    "char(100)",
    "citext",
    'text COLLATE "C"',
    "text",
    "free_text",
    "name",
    "bytea",
  ],
  [
    "c_text",
    "int",
    "int USING c_text::int",
    "jsonb USING c_text::jsonb",
    "xml USING c_text::xml",
    "uuid USING NULL",
  ],
  [
    "c_text",
    "mood USING c_text::mood",
    "text[] USING ARRAY[c_text]",
    "timestamptz USING now()",
    "varchar USING c_text",
  ],
  ["c_name", "text"],
  ["c_citext", "text", "varchar", "varchar(20)"],
  ["c_bytea", "text", "text USING encode(c_bytea, 'hex')"],
  ["c_bit", "varbit", "varbit(8)", "bit(16)"],
  ["c_varbit", "varbit(16)"],
  ["c_varbit_8", "varbit(16)", "varbit", "varbit(4)"],
  ["c_date", "timestamp", "timestamptz", "text"],
  ["c_time", "time(3)", "timetz", "interval"],
  ["c_time_3", "time", "time(4)", "time(2)"],
  ["c_timetz", "time"],
  ["c_timestamp", "timestamptz", "timestamp(3)", "timestamp(6)", "date", "timestamptz(3)", "timestamptz(6)"],
  [
    "c_timestamp",
    "timestamptz USING c_timestamp AT TIME ZONE 'UTC'",
    "timestamptz USING c_timestamp::timestamptz",
  ],
  [
    "c_timestamp_3",
    "timestamp",
    "timestamp(6)",
    "timestamp(0)",
    "timestamptz",
    "timestamptz(3)",
    "timestamptz(6)",
  ],
  ["c_timestamptz", "timestamp", "timestamptz(3)", "date", "text"],
  ["c_timestamptz_3", "timestamptz", "timestamp", "timestamp(3)", "timestamptz(6)"],
  ["c_interval", "interval(3)", "interval day to second"],
  ["c_interval_3", "interval", "interval(6)"],
  ["c_uuid", "text", "uuid USING gen_random_uuid()"],
  ["c_json", "jsonb", "text"],
  ["c_jsonb", "json", "text", "jsonb USING c_jsonb"],
  ["c_inet", "cidr", "text"],
  ["c_cidr", "inet", "text"],
  ["c_texts", "varchar[]", "varchar(20)[]", "text USING c_texts[1]"],
  ["c_varchars", "text[]", "varchar(50)[]", "varchar(10)[]"],
  ["c_ints", "bigint[]", "text[] USING c_ints::text[]"],
  [
    "c_enum",
    "text",
    "other_mood",
    "other_mood USING c_enum::text::other_mood",
    "varchar(10) USING c_enum::text",
  ],
  ["c_free", "int", "bigint", "positive"],
  ["c_free_text", "text", "varchar(20)"],
  ["c_positive", "int", "free", "bigint"],
  ["c_pair", "text"],
  ["c_range", "text"],
];

const changes = CHANGES.flatMap(([column, ...types]) =>
  on(
    ALL_TYPES,
    types.map((type) => [TYPE, `ALTER TABLE target ALTER COLUMN ${column} TYPE ${type}`] as const),
  ),
);

const BERLIN = "SET TimeZone = 'Europe/Berlin'";

const inBerlin = on(
  ALL_TYPES,
  ["c_timestamp TYPE timestamptz", "c_timestamptz TYPE timestamp", "c_timestamptz_3 TYPE timestamp(3)"].map(
    (change) => [TYPE, `ALTER TABLE target ALTER COLUMN ${change}`, "TimeZone is Europe/Berlin"] as const,
  ),
  BERLIN,
);

const XML = `CREATE TABLE target (id int PRIMARY KEY, x xml);
INSERT INTO target SELECT i, '<a/>' FROM generate_series(1, 300) i;
`;

export const columnTypes: readonly Witness[] = [
  ...changes,
  ...inBerlin,
  ...on(XML, [[TYPE, "ALTER TABLE target ALTER COLUMN x TYPE text"]]),
  ...on(TABLE, [
    [TYPE, "ALTER TABLE target ALTER COLUMN b SET DATA TYPE int USING id"],
    [TYPE, "ALTER TABLE target ALTER a TYPE bigint"],
    [TYPE, "ALTER TABLE target ALTER COLUMN id TYPE bigint"],
    [TYPE, "ALTER TABLE target ALTER COLUMN c TYPE varchar(2)", "values are longer"],
    [TYPE, "ALTER TABLE target ALTER COLUMN absent TYPE int"],
    [TYPE, "ALTER TABLE target ALTER COLUMN a TYPE bigint, ALTER COLUMN c TYPE text"],
  ]),
  ...on(REFERS, [[TYPE, "ALTER TABLE target ALTER COLUMN a TYPE bigint", "it refers to another table"]]),
  ...on(REFERRED_TO, [
    [TYPE, "ALTER TABLE target ALTER COLUMN id TYPE bigint", "another table refers to it"],
  ]),
];
