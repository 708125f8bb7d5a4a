import { INHERITED, PARTITIONED, PARTITIONED_INDEXED, TABLE } from "./given.ts";
import { on } from "./witness.ts";

const FUNCTION = "CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN new; END $$;\n";
const TRIGGERED = `${PARTITIONED}${FUNCTION}CREATE TRIGGER touched AFTER UPDATE ON target FOR EACH ROW EXECUTE FUNCTION touch();\n`;
const NESTED = `CREATE TABLE parent (id int NOT NULL, a int, b text) PARTITION BY RANGE (id);
CREATE TABLE target (id int NOT NULL, a int, b text) PARTITION BY RANGE (id);
CREATE TABLE part PARTITION OF target FOR VALUES FROM (500) TO (600);
CREATE TABLE part_2 PARTITION OF target FOR VALUES FROM (600) TO (700);
INSERT INTO target SELECT i, i, 'text ' || i FROM generate_series(500, 699) i;
`;
const PUT = "ALTER TABLE parent ATTACH PARTITION target FOR VALUES FROM (500) TO (900)";
const TYPED = `CREATE TYPE mood AS ENUM ('sad', 'ok');
CREATE TABLE target (id int NOT NULL, m mood) PARTITION BY RANGE (id);
CREATE TABLE part PARTITION OF target FOR VALUES FROM (1) TO (400);
INSERT INTO target SELECT i, 'ok' FROM generate_series(1, 300) i;
`;
const TYPED_CHILD = `CREATE TYPE mood AS ENUM ('sad', 'ok');
CREATE TABLE target (id int, m mood);
CREATE TABLE child () INHERITS (target);
`;
const NULLABLE = PARTITIONED.replace("id int NOT NULL", "id int");
const EXCLUDED = `CREATE EXTENSION btree_gist;\n${PARTITIONED}`;
const METHOD = "CREATE ACCESS METHOD heap_2 TYPE TABLE HANDLER heap_tableam_handler;\n";

/** Work that goes down to partitions and children. */
export const below = [
  ...on(NESTED, [["ALTER TABLE ATTACH PARTITION", PUT, "it is partitioned itself"]]),
  ...on(`${NESTED}CREATE INDEX parent_a_idx ON parent (a);\n`, [
    ["ALTER TABLE ATTACH PARTITION", PUT, "it is partitioned itself and lacks the parent's index"],
  ]),
  ...on(PARTITIONED_INDEXED, [
    [
      "ALTER TABLE ALTER COLUMN TYPE",
      "ALTER TABLE target ALTER COLUMN a TYPE bigint",
      "partitioned, indexed",
    ],
    ["VACUUM FULL partitioned", "VACUUM FULL target", "partitioned, indexed"],
    ["DROP TABLE", "DROP TABLE target", "partitioned, indexed"],
  ]),
  ...on(`${INHERITED}CREATE INDEX child_a_idx ON child (a);\n`, [
    [
      "ALTER TABLE ALTER COLUMN TYPE",
      "ALTER TABLE target ALTER COLUMN a TYPE bigint",
      "an indexed table inherits from it",
    ],
    ["VACUUM FULL", "VACUUM FULL target", "an indexed table inherits from it"],
    ["ALTER TABLE ADD PRIMARY KEY", "ALTER TABLE child ADD PRIMARY KEY (id)", "it inherits from another"],
  ]),
  ...on(`${INHERITED}ALTER TABLE target ADD CHECK (a > 0);\n`, [
    [
      "ALTER TABLE ALTER COLUMN TYPE",
      "ALTER TABLE target ALTER COLUMN a TYPE numeric",
      "a table inherits it with a CHECK",
    ],
  ]),
  ...on(INHERITED, [
    [
      "ALTER TABLE ADD PRIMARY KEY",
      "ALTER TABLE target DROP CONSTRAINT target_pkey, ADD PRIMARY KEY (a)",
      "a table inherits from it",
    ],
    [
      "ALTER TABLE ALTER COLUMN SET COMPRESSION",
      "ALTER TABLE target ALTER COLUMN b SET COMPRESSION pglz",
      "a table inherits from it",
    ],
    [
      "ALTER TABLE ALTER COLUMN SET STORAGE",
      "ALTER TABLE target ALTER COLUMN b SET STORAGE EXTERNAL",
      "a table inherits from it",
    ],
    [
      "ALTER TABLE ALTER COLUMN DROP DEFAULT",
      "ALTER TABLE target ALTER COLUMN a DROP DEFAULT",
      "a table inherits from it",
    ],
  ]),
  ...on(`${INHERITED}CREATE TABLE source (id int);\nINSERT INTO source VALUES (7), (8);\n`, [
    [
      "MERGE",
      "MERGE INTO target t USING source s ON t.id = s.id WHEN MATCHED THEN UPDATE SET a = 1",
      "a table inherits from it",
    ],
  ]),
  ...on(TYPED, [["DROP TYPE CASCADE", "DROP TYPE mood CASCADE", "a partitioned table has it"]]),
  ...on(TYPED_CHILD, [["DROP TYPE CASCADE", "DROP TYPE mood CASCADE", "a table inherits it"]]),
  ...on(NULLABLE, [
    [
      "ALTER TABLE ADD PRIMARY KEY partitioned nullable",
      "ALTER TABLE target ADD PRIMARY KEY (id)",
      "partitioned, the column is nullable",
    ],
  ]),
  ...on(PARTITIONED, [
    ["ALTER TABLE ADD CHECK NO INHERIT", "ALTER TABLE target ADD CHECK (a > 0) NO INHERIT", "partitioned"],
    [
      "ALTER TABLE ALTER COLUMN SET STORAGE",
      "ALTER TABLE target ALTER COLUMN b SET STORAGE EXTERNAL",
      "partitioned",
    ],
  ]),
  ...on(EXCLUDED, [
    [
      "ALTER TABLE ADD EXCLUDE partitioned",
      "ALTER TABLE target ADD EXCLUDE USING gist (id WITH =, a WITH <>)",
      "partitioned",
    ],
  ]),
  ...on(TRIGGERED, [
    ["ALTER TABLE ENABLE TRIGGER", "ALTER TABLE target ENABLE TRIGGER touched", "partitioned"],
    [
      "CREATE CONSTRAINT TRIGGER",
      "CREATE CONSTRAINT TRIGGER t AFTER UPDATE ON target FOR EACH ROW EXECUTE FUNCTION touch()",
      "partitioned",
    ],
  ]),
  ...on(`${TABLE}CREATE TABLE referenced (id int PRIMARY KEY);\n${FUNCTION}`, [
    [
      "CREATE CONSTRAINT TRIGGER",
      "CREATE CONSTRAINT TRIGGER t AFTER UPDATE ON target FROM referenced FOR EACH ROW EXECUTE FUNCTION touch()",
      "for another table",
    ],
  ]),
  ...on(METHOD + PARTITIONED, [
    [
      "ALTER TABLE SET ACCESS METHOD partitioned",
      "ALTER TABLE target SET ACCESS METHOD heap_2",
      "partitioned",
    ],
  ]),
  ...on(
    `${METHOD}CREATE MATERIALIZED VIEW target AS SELECT 'x' AS a;\nCREATE INDEX target_a_idx ON target (a);\n`,
    [
      [
        "ALTER MATERIALIZED VIEW SET ACCESS METHOD",
        "ALTER MATERIALIZED VIEW target SET ACCESS METHOD heap_2",
      ],
      [
        "ALTER MATERIALIZED VIEW SET COMPRESSION",
        "ALTER MATERIALIZED VIEW target ALTER COLUMN a SET COMPRESSION pglz",
      ],
      [
        "ALTER MATERIALIZED VIEW SET STATISTICS",
        "ALTER MATERIALIZED VIEW target ALTER COLUMN a SET STATISTICS 500",
      ],
      [
        "ALTER MATERIALIZED VIEW ALL IN TABLESPACE",
        "ALTER MATERIALIZED VIEW ALL IN TABLESPACE pg_default SET TABLESPACE other_space",
      ],
      [
        "ALTER INDEX ALL IN TABLESPACE",
        "ALTER INDEX ALL IN TABLESPACE pg_default SET TABLESPACE other_space",
      ],
    ],
  ),
];
