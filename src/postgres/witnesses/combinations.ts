import { INDEXED_TABLE, INHERITED, REFERS, TABLE, TWO_TABLES, VIEWED } from "./given.ts";
import { on } from "./witness.ts";

/** What several subcommands do is what each of them does: no form of their own. */
const SEVERAL = null;

export const combinations = [
  ...on(INDEXED_TABLE, [
    [SEVERAL, "ALTER TABLE target ALTER COLUMN a TYPE bigint, ADD CONSTRAINT target_a_key UNIQUE (a)"],
    [SEVERAL, "ALTER TABLE target ADD COLUMN x int, ADD CONSTRAINT target_x_check CHECK (x > 0)"],
    [
      SEVERAL,
      "ALTER TABLE target ADD COLUMN x float8 DEFAULT random(), ADD CHECK (a > 0), ALTER COLUMN b SET NOT NULL",
    ],
    [SEVERAL, "ALTER TABLE target DROP COLUMN b, ADD COLUMN b int NOT NULL DEFAULT 0"],
    [SEVERAL, "ALTER TABLE target DROP COLUMN b, ADD COLUMN b int NOT NULL"],
    [SEVERAL, "ALTER TABLE target ALTER COLUMN a DROP NOT NULL, ALTER COLUMN a SET DEFAULT 0"],
    [SEVERAL, "ALTER TABLE target ADD UNIQUE (b), ADD UNIQUE (c)"],
    [SEVERAL, "ALTER TABLE target ALTER COLUMN c TYPE text, ALTER COLUMN a SET NOT NULL"],
    [
      SEVERAL,
      "ALTER TABLE target ALTER COLUMN c TYPE text, ALTER COLUMN c TYPE varchar(9)",
      "the column twice",
    ],
    [
      SEVERAL,
      "ALTER TABLE target DROP CONSTRAINT target_pkey, ADD PRIMARY KEY (a), ALTER COLUMN id DROP NOT NULL",
    ],
    [SEVERAL, "ALTER TABLE target SET (fillfactor = 70), SET UNLOGGED"],
    [SEVERAL, "ALTER TABLE target ALTER COLUMN a SET STATISTICS 100, ADD COLUMN x int"],
    [SEVERAL, "ALTER TABLE target ALTER COLUMN a TYPE text USING a::text, ALTER COLUMN a SET DEFAULT 'x'"],
    [SEVERAL, "ALTER TABLE target ADD COLUMN IF NOT EXISTS a int, DROP COLUMN IF EXISTS absent"],
    [SEVERAL, "ALTER TABLE target DISABLE TRIGGER ALL, ALTER COLUMN a SET STATISTICS 100", "weak ones"],
  ]),
  ...on(TWO_TABLES, [
    [SEVERAL, "ALTER TABLE target ADD COLUMN x int, ADD FOREIGN KEY (x) REFERENCES referenced"],
    [
      SEVERAL,
      "ALTER TABLE target ADD COLUMN x int NOT NULL DEFAULT 7, ADD FOREIGN KEY (x) REFERENCES referenced",
    ],
    [
      SEVERAL,
      "ALTER TABLE target ADD FOREIGN KEY (a) REFERENCES referenced NOT VALID, ADD CHECK (a > 0) NOT VALID",
    ],
    [SEVERAL, "ALTER TABLE target ADD UNIQUE (a), ADD FOREIGN KEY (a) REFERENCES referenced"],
  ]),
  ...on(REFERS, [
    [SEVERAL, "ALTER TABLE target DROP CONSTRAINT target_a_fkey, DROP COLUMN a"],
    [SEVERAL, "ALTER TABLE target DROP CONSTRAINT target_a_fkey, ALTER COLUMN a TYPE bigint"],
    [SEVERAL, "ALTER TABLE target RENAME COLUMN a TO renamed", "it refers to another table"],
  ]),
  ...on(VIEWED, [
    [SEVERAL, "ALTER TABLE target ADD COLUMN x int, ALTER COLUMN a TYPE bigint", "a view selects it"],
  ]),
  ...on(INHERITED, [
    [SEVERAL, "ALTER TABLE target ADD COLUMN x int, ADD CHECK (a > 0)", "a table inherits from it"],
    [
      SEVERAL,
      "ALTER TABLE target ALTER COLUMN a TYPE bigint, ALTER COLUMN b SET NOT NULL",
      "a table inherits from it",
    ],
  ]),
  ...on(TABLE, [
    [SEVERAL, "ALTER TABLE target ADD COLUMN x int, ADD COLUMN x int", "a column twice"],
    [SEVERAL, "ALTER TABLE IF EXISTS target ADD COLUMN x int, ADD COLUMN y int"],
  ]),
];
