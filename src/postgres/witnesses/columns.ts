import { INDEXED_TABLE, INHERITED, PARTITIONED, REFERS, TABLE, TWO_TABLES, VIEWED } from "./given.ts";
import { on } from "./witness.ts";

const ADD = "ALTER TABLE ADD COLUMN";

export const columns = [
  ...on(TABLE, [
    [ADD, "ALTER TABLE target ADD COLUMN x int"],
    [ADD, "ALTER TABLE target ADD COLUMN IF NOT EXISTS x int"],
    [ADD, "ALTER TABLE target ADD COLUMN IF NOT EXISTS a int"],
    [ADD, "ALTER TABLE target ADD COLUMN x int DEFAULT 7"],
    [ADD, "ALTER TABLE target ADD COLUMN x int NOT NULL DEFAULT 7"],
    [ADD, "ALTER TABLE target ADD COLUMN x int NOT NULL"],
    [ADD, "ALTER TABLE target ADD COLUMN x timestamptz NOT NULL DEFAULT now()"],
    [ADD, "ALTER TABLE target ADD COLUMN x timestamp(3) NOT NULL DEFAULT CURRENT_TIMESTAMP"],
    [ADD, "ALTER TABLE target ADD COLUMN x jsonb DEFAULT '{}'"],
    [ADD, "ALTER TABLE target ADD COLUMN x text[] DEFAULT ARRAY[]::text[]"],
    [ADD, "ALTER TABLE target ADD COLUMN x text DEFAULT upper('words')"],
    [
      "ALTER TABLE ADD COLUMN volatile default",
      "ALTER TABLE target ADD COLUMN x uuid DEFAULT gen_random_uuid()",
    ],
    ["ALTER TABLE ADD COLUMN volatile default", "ALTER TABLE target ADD COLUMN x float8 DEFAULT random()"],
    [
      "ALTER TABLE ADD COLUMN volatile default",
      "ALTER TABLE target ADD COLUMN x timestamptz NOT NULL DEFAULT clock_timestamp()",
    ],
    ["ALTER TABLE ADD COLUMN serial", "ALTER TABLE target ADD COLUMN x serial"],
    ["ALTER TABLE ADD COLUMN serial", "ALTER TABLE target ADD COLUMN x bigserial NOT NULL"],
    [
      "ALTER TABLE ADD COLUMN identity",
      "ALTER TABLE target ADD COLUMN x bigint GENERATED ALWAYS AS IDENTITY",
    ],
    [
      "ALTER TABLE ADD COLUMN generated stored",
      "ALTER TABLE target ADD COLUMN x int GENERATED ALWAYS AS (a + 1) STORED",
    ],
    [
      "ALTER TABLE ADD COLUMN generated virtual",
      "ALTER TABLE target ADD COLUMN x int GENERATED ALWAYS AS (a + 1) VIRTUAL",
    ],
    ["ALTER TABLE ADD COLUMN CHECK", "ALTER TABLE target ADD COLUMN x int CHECK (x > 0)"],
    ["ALTER TABLE ADD COLUMN CHECK", "ALTER TABLE target ADD COLUMN x int DEFAULT 1 CHECK (x > 0)"],
    ["ALTER TABLE ADD COLUMN UNIQUE", "ALTER TABLE target ADD COLUMN x int UNIQUE"],
    ["ALTER TABLE DROP COLUMN", "ALTER TABLE target DROP COLUMN a"],
    ["ALTER TABLE DROP COLUMN", "ALTER TABLE target DROP COLUMN IF EXISTS a"],
    ["ALTER TABLE DROP COLUMN", "ALTER TABLE target DROP COLUMN IF EXISTS absent"],
    ["ALTER TABLE DROP COLUMN", "ALTER TABLE target DROP COLUMN id", "it is the primary key"],
    ["ALTER TABLE RENAME COLUMN", "ALTER TABLE target RENAME COLUMN a TO renamed"],
    ["ALTER TABLE RENAME COLUMN", "ALTER TABLE target RENAME a TO renamed"],
    ["ALTER TABLE ALTER COLUMN SET DEFAULT", "ALTER TABLE target ALTER COLUMN a SET DEFAULT 7"],
    [
      "ALTER TABLE ALTER COLUMN SET DEFAULT",
      "ALTER TABLE target ALTER COLUMN b SET DEFAULT gen_random_uuid()::text",
    ],
    ["ALTER TABLE ALTER COLUMN DROP DEFAULT", "ALTER TABLE target ALTER COLUMN a DROP DEFAULT"],
    [
      "ALTER TABLE ALTER COLUMN DROP NOT NULL",
      "ALTER TABLE target ALTER COLUMN a DROP NOT NULL",
      "it is nullable",
    ],
    ["ALTER TABLE ALTER COLUMN SET NOT NULL", "ALTER TABLE target ALTER COLUMN a SET NOT NULL"],
    [
      "ALTER TABLE ALTER COLUMN SET NOT NULL",
      "ALTER TABLE target ALTER COLUMN id SET NOT NULL",
      "it is NOT NULL",
    ],
  ]),
  ...on(`${TABLE}ALTER TABLE target ADD CONSTRAINT target_a_check CHECK (a IS NOT NULL);\n`, [
    [
      "ALTER TABLE ALTER COLUMN SET NOT NULL",
      "ALTER TABLE target ALTER COLUMN a SET NOT NULL",
      "a valid CHECK (a IS NOT NULL) proves it",
    ],
  ]),
  ...on(`${TABLE}ALTER TABLE target ADD CONSTRAINT target_a_check CHECK (a IS NOT NULL) NOT VALID;\n`, [
    [
      "ALTER TABLE ALTER COLUMN SET NOT NULL",
      "ALTER TABLE target ALTER COLUMN a SET NOT NULL",
      "its CHECK (a IS NOT NULL) is NOT VALID",
    ],
  ]),
  ...on(`${TABLE}ALTER TABLE target ALTER COLUMN a SET NOT NULL;\n`, [
    [
      "ALTER TABLE ALTER COLUMN DROP NOT NULL",
      "ALTER TABLE target ALTER COLUMN a DROP NOT NULL",
      "it is NOT NULL",
    ],
  ]),
  ...on(`${TABLE}UPDATE target SET a = NULL WHERE id = 7;\n`, [
    [
      "ALTER TABLE ALTER COLUMN SET NOT NULL",
      "ALTER TABLE target ALTER COLUMN a SET NOT NULL",
      "a row has NULL",
    ],
  ]),
  ...on(TWO_TABLES, [
    ["ALTER TABLE ADD COLUMN REFERENCES", "ALTER TABLE target ADD COLUMN x int REFERENCES referenced"],
    [
      "ALTER TABLE ADD COLUMN REFERENCES",
      "ALTER TABLE target ADD COLUMN x int DEFAULT 1 REFERENCES referenced (id)",
    ],
  ]),
  ...on(REFERS, [
    ["ALTER TABLE DROP COLUMN", "ALTER TABLE target DROP COLUMN a", "it refers to another table"],
  ]),
  ...on(INDEXED_TABLE, [["ALTER TABLE DROP COLUMN", "ALTER TABLE target DROP COLUMN a", "it is indexed"]]),
  ...on(VIEWED, [
    ["ALTER TABLE DROP COLUMN", "ALTER TABLE target DROP COLUMN a", "a view selects it"],
    ["ALTER TABLE DROP COLUMN CASCADE", "ALTER TABLE target DROP COLUMN a CASCADE", "a view selects it"],
    [ADD, "ALTER TABLE target ADD COLUMN x int", "a view depends on the table"],
  ]),
  ...on(PARTITIONED, [
    [ADD, "ALTER TABLE target ADD COLUMN x int", "partitioned"],
    ["ALTER TABLE DROP COLUMN", "ALTER TABLE target DROP COLUMN a", "partitioned"],
    ["ALTER TABLE RENAME COLUMN", "ALTER TABLE target RENAME COLUMN a TO renamed", "partitioned"],
    [
      "ALTER TABLE ALTER COLUMN SET NOT NULL",
      "ALTER TABLE target ALTER COLUMN a SET NOT NULL",
      "partitioned",
    ],
  ]),
  ...on(INHERITED, [
    [ADD, "ALTER TABLE target ADD COLUMN x int", "a table inherits from it"],
    ["ALTER TABLE DROP COLUMN", "ALTER TABLE target DROP COLUMN a", "a table inherits from it"],
    [
      "ALTER TABLE RENAME COLUMN",
      "ALTER TABLE target RENAME COLUMN a TO renamed",
      "a table inherits from it",
    ],
  ]),
];
