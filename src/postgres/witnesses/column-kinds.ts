import { INHERITED, PARTITIONED, TABLE, TWO_TABLES } from "./given.ts";
import { on } from "./witness.ts";

const ADD = "ALTER TABLE ADD COLUMN";

const TYPES = `CREATE TYPE mood AS ENUM ('sad', 'ok');
CREATE DOMAIN free AS int;
CREATE DOMAIN positive AS int CHECK (VALUE > 0);
CREATE DOMAIN needed AS int NOT NULL;
CREATE DOMAIN defaulted AS int DEFAULT 7;
CREATE DOMAIN random_default AS float8 DEFAULT random();
CREATE FUNCTION steady() RETURNS int LANGUAGE sql STABLE AS 'SELECT 1';
CREATE FUNCTION fixed() RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT 1';
CREATE FUNCTION unsteady() RETURNS int LANGUAGE sql VOLATILE AS 'SELECT 1';
CREATE FUNCTION unsaid() RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION said_later() RETURNS int LANGUAGE sql AS 'SELECT 1';
ALTER FUNCTION said_later() STABLE;
CREATE SEQUENCE numbers;
${TABLE}`;

const UUID = `CREATE EXTENSION "uuid-ossp";\n${TABLE}`;

/** Every kind of new column, for a table whose other tables have it, too. */
const everyKind = (when: string) =>
  [
    [ADD, "ALTER TABLE target ADD COLUMN x int DEFAULT 7", when],
    [
      "ALTER TABLE ADD COLUMN volatile default",
      "ALTER TABLE target ADD COLUMN x float8 DEFAULT random()",
      when,
    ],
    ["ALTER TABLE ADD COLUMN serial", "ALTER TABLE target ADD COLUMN x serial", when],
    [
      "ALTER TABLE ADD COLUMN identity",
      "ALTER TABLE target ADD COLUMN x int GENERATED ALWAYS AS IDENTITY",
      when,
    ],
    [
      "ALTER TABLE ADD COLUMN generated stored",
      "ALTER TABLE target ADD COLUMN x int GENERATED ALWAYS AS (a + 1) STORED",
      when,
    ],
    [
      "ALTER TABLE ADD COLUMN generated virtual",
      "ALTER TABLE target ADD COLUMN x int GENERATED ALWAYS AS (a + 1) VIRTUAL",
      when,
    ],
    ["ALTER TABLE ADD COLUMN CHECK", "ALTER TABLE target ADD COLUMN x int CHECK (x > 0)", when],
    ["ALTER TABLE ADD COLUMN UNIQUE", "ALTER TABLE target ADD COLUMN x int UNIQUE", when],
    ["ALTER TABLE ADD COLUMN constrained domain", "ALTER TABLE target ADD COLUMN x positive", when],
    [ADD, "ALTER TABLE target ADD COLUMN x int NOT NULL", when],
    [ADD, "ALTER TABLE target ADD COLUMN IF NOT EXISTS a int", when],
  ] as const;

export const columnKinds = [
  ...on(TYPES, [
    [ADD, "ALTER TABLE target ADD COLUMN x mood"],
    [ADD, "ALTER TABLE target ADD COLUMN x mood NOT NULL DEFAULT 'ok'"],
    [ADD, "ALTER TABLE target ADD COLUMN x mood[] DEFAULT ARRAY['ok']::mood[]"],
    [ADD, "ALTER TABLE target ADD COLUMN x free"],
    [ADD, "ALTER TABLE target ADD COLUMN x free DEFAULT 3"],
    [ADD, "ALTER TABLE target ADD COLUMN x defaulted"],
    ["ALTER TABLE ADD COLUMN volatile default", "ALTER TABLE target ADD COLUMN x random_default"],
    ["ALTER TABLE ADD COLUMN constrained domain", "ALTER TABLE target ADD COLUMN x positive"],
    ["ALTER TABLE ADD COLUMN constrained domain", "ALTER TABLE target ADD COLUMN x positive DEFAULT 3"],
    ["ALTER TABLE ADD COLUMN constrained domain", "ALTER TABLE target ADD COLUMN x positive DEFAULT -3"],
    ["ALTER TABLE ADD COLUMN constrained domain", "ALTER TABLE target ADD COLUMN x needed"],
    ["ALTER TABLE ADD COLUMN constrained domain", "ALTER TABLE target ADD COLUMN x needed DEFAULT 3"],
    ["ALTER TABLE ADD COLUMN constrained domain", "ALTER TABLE target ADD COLUMN x positive[]"],
    [ADD, "ALTER TABLE target ADD COLUMN x int DEFAULT steady()"],
    [ADD, "ALTER TABLE target ADD COLUMN x int DEFAULT fixed()"],
    [ADD, "ALTER TABLE target ADD COLUMN x int DEFAULT said_later()"],
    ["ALTER TABLE ADD COLUMN volatile default", "ALTER TABLE target ADD COLUMN x int DEFAULT unsteady()"],
    ["ALTER TABLE ADD COLUMN volatile default", "ALTER TABLE target ADD COLUMN x int DEFAULT unsaid()"],
    [
      "ALTER TABLE ADD COLUMN volatile default",
      "ALTER TABLE target ADD COLUMN x int DEFAULT nextval('numbers')",
    ],
    [
      "ALTER TABLE ADD COLUMN volatile default",
      "ALTER TABLE target ADD COLUMN x text DEFAULT 'a' || gen_random_uuid()",
    ],
    ["ALTER TABLE ADD COLUMN volatile default", "ALTER TABLE target ADD COLUMN x text DEFAULT timeofday()"],
    [ADD, "ALTER TABLE target ADD COLUMN x date DEFAULT CURRENT_DATE"],
    [ADD, "ALTER TABLE target ADD COLUMN x timestamp DEFAULT (now() AT TIME ZONE 'utc')"],
    [ADD, "ALTER TABLE target ADD COLUMN x timestamptz DEFAULT now() + interval '1 day'"],
    [ADD, "ALTER TABLE target ADD COLUMN x text DEFAULT CURRENT_USER"],
    [ADD, "ALTER TABLE target ADD COLUMN x text DEFAULT to_char(now(), 'YYYY')"],
    [ADD, "ALTER TABLE target ADD COLUMN x text DEFAULT NULL"],
    [ADD, "ALTER TABLE target ADD COLUMN x boolean DEFAULT false NOT NULL"],
    [ADD, "ALTER TABLE target ADD COLUMN x numeric(10, 2) DEFAULT 1.5"],
    [ADD, "ALTER TABLE target ADD COLUMN x text DEFAULT 'a'::varchar(10)"],
    [ADD, "ALTER TABLE target ADD COLUMN x int DEFAULT 1 + 2"],
    [ADD, "ALTER TABLE target ADD COLUMN x bytea DEFAULT '\\x00'"],
    [ADD, "ALTER TABLE target ADD COLUMN x char(3) NOT NULL DEFAULT 'EUR'"],
    [ADD, 'ALTER TABLE target ADD COLUMN x text COLLATE "C"'],
    [ADD, "ALTER TABLE target ADD COLUMN x text COMPRESSION pglz"],
    [ADD, "ALTER TABLE target ADD COLUMN x int, ADD COLUMN y text DEFAULT 'z'"],
    [ADD, "ALTER TABLE target ADD COLUMN x int CONSTRAINT named NOT NULL DEFAULT 1"],
    [
      "ALTER TABLE ADD COLUMN identity",
      "ALTER TABLE target ADD COLUMN x int GENERATED BY DEFAULT AS IDENTITY (START 5)",
    ],
    ["ALTER TABLE ADD COLUMN serial", "ALTER TABLE target ADD COLUMN x smallserial"],
    [
      "ALTER TABLE ADD COLUMN generated stored",
      "ALTER TABLE target ADD COLUMN x int GENERATED ALWAYS AS (unsaid()) STORED",
    ],
    [
      "ALTER TABLE ADD COLUMN generated virtual",
      "ALTER TABLE target ADD COLUMN x int GENERATED ALWAYS AS (a + 1)",
    ],
    [
      "ALTER TABLE ADD COLUMN generated virtual",
      "ALTER TABLE target ADD COLUMN x int GENERATED ALWAYS AS (a + 1) VIRTUAL NOT NULL",
    ],
    ["ALTER TABLE ADD COLUMN CHECK", "ALTER TABLE target ADD COLUMN x int DEFAULT 0 CHECK (x > 0)"],
    [
      "ALTER TABLE ADD COLUMN CHECK",
      "ALTER TABLE target ADD COLUMN x int NOT NULL DEFAULT 1 CONSTRAINT named CHECK (x > 0)",
    ],
    ["ALTER TABLE ADD COLUMN UNIQUE", "ALTER TABLE target ADD COLUMN x int DEFAULT 1 UNIQUE"],
    ["ALTER TABLE ADD COLUMN UNIQUE", "ALTER TABLE target ADD COLUMN x int UNIQUE NULLS NOT DISTINCT"],
    [
      "ALTER TABLE ADD COLUMN UNIQUE volatile default",
      "ALTER TABLE target ADD COLUMN x uuid UNIQUE DEFAULT gen_random_uuid()",
    ],
    [
      "ALTER TABLE ADD COLUMN PRIMARY KEY",
      "ALTER TABLE target ADD COLUMN x int PRIMARY KEY",
      "it has a primary key",
    ],
    [ADD, "ALTER TABLE target ADD COLUMN a int", "it exists"],
    [ADD, "ALTER TABLE target ADD COLUMN x absent_type"],
    [ADD, "ALTER TABLE absent ADD COLUMN x int"],
  ]),
  ...on("CREATE TABLE target (a int);\nINSERT INTO target SELECT i FROM generate_series(1, 300) i;\n", [
    ["ALTER TABLE ADD COLUMN PRIMARY KEY", "ALTER TABLE target ADD COLUMN x int PRIMARY KEY", "it has rows"],
    ["ALTER TABLE ADD COLUMN PRIMARY KEY", "ALTER TABLE target ADD COLUMN x int PRIMARY KEY DEFAULT 1"],
    [
      "ALTER TABLE ADD COLUMN PRIMARY KEY volatile default",
      "ALTER TABLE target ADD COLUMN x uuid PRIMARY KEY DEFAULT gen_random_uuid()",
    ],
    [
      "ALTER TABLE ADD COLUMN PRIMARY KEY volatile default",
      "ALTER TABLE target ADD COLUMN id serial PRIMARY KEY",
    ],
    [
      "ALTER TABLE ADD COLUMN PRIMARY KEY volatile default",
      "ALTER TABLE target ADD COLUMN id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY",
    ],
  ]),
  ...on("CREATE TABLE target (a int);\n", [
    ["ALTER TABLE ADD COLUMN PRIMARY KEY", "ALTER TABLE target ADD COLUMN x int PRIMARY KEY", "it is empty"],
    [ADD, "ALTER TABLE target ADD COLUMN x int NOT NULL", "it is empty"],
  ]),
  ...on(UUID, [
    [
      "ALTER TABLE ADD COLUMN volatile default",
      "ALTER TABLE target ADD COLUMN x uuid DEFAULT uuid_generate_v4()",
    ],
  ]),
  ...on(TWO_TABLES, [
    [
      "ALTER TABLE ADD COLUMN REFERENCES",
      "ALTER TABLE target ADD COLUMN x int CONSTRAINT named REFERENCES referenced (id) ON DELETE CASCADE",
    ],
    [
      "ALTER TABLE ADD COLUMN REFERENCES",
      "ALTER TABLE target ADD COLUMN x int NOT NULL DEFAULT 7 REFERENCES referenced",
    ],
    [
      "ALTER TABLE ADD COLUMN REFERENCES",
      "ALTER TABLE target ADD COLUMN x int DEFAULT 0 REFERENCES referenced",
      "no row has it",
    ],
    [
      "ALTER TABLE ADD COLUMN REFERENCES",
      "ALTER TABLE target ADD COLUMN x int REFERENCES target",
      "to itself",
    ],
    [
      "ALTER TABLE ADD COLUMN REFERENCES",
      "ALTER TABLE target ADD COLUMN x text REFERENCES referenced (code)",
      "not unique",
    ],
    [
      "ALTER TABLE ADD COLUMN REFERENCES volatile default",
      "ALTER TABLE target ADD COLUMN x int DEFAULT 1 + floor(random()) REFERENCES referenced",
    ],
  ]),
  ...on(`CREATE DOMAIN positive AS int CHECK (VALUE > 0);\n${PARTITIONED}`, everyKind("partitioned")),
  ...on(
    `CREATE DOMAIN positive AS int CHECK (VALUE > 0);\n${INHERITED}`,
    everyKind("a table inherits from it"),
  ),
  ...on(`CREATE TABLE referenced (id int PRIMARY KEY);\nINSERT INTO referenced VALUES (7);\n${PARTITIONED}`, [
    [
      "ALTER TABLE ADD COLUMN REFERENCES",
      "ALTER TABLE target ADD COLUMN x int REFERENCES referenced",
      "partitioned",
    ],
    [
      "ALTER TABLE ADD COLUMN REFERENCES",
      "ALTER TABLE target ADD COLUMN x int DEFAULT 7 REFERENCES referenced",
      "partitioned",
    ],
    [ADD, "ALTER TABLE part ADD COLUMN x int", "of a partition"],
    [ADD, "ALTER TABLE ONLY target ADD COLUMN x int", "partitioned"],
  ]),
  ...on(INHERITED, [
    [ADD, "ALTER TABLE ONLY target ADD COLUMN x int", "a table inherits from it"],
    [ADD, "ALTER TABLE target ADD COLUMN extra int", "the child has one"],
    [ADD, "ALTER TABLE child ADD COLUMN x int", "of a child"],
  ]),
];
